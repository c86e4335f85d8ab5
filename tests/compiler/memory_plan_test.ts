import { assert, assertEquals, assertThrows } from "@std/assert";
import { MemoryPlan } from "../../lib/compiler/memory_plan.ts";
import { Random } from "../../lib/random.ts";

Deno.test("MemoryPlan puts regions one behind the other, each on a cache line of its own", () => {
  const plan = new MemoryPlan();
  const first = plan.reserve("labels", 10);
  assertEquals(first, { name: "labels", offsetBytes: 0, lengthBytes: 16, copies: 1, per: "once" });
  const second = plan.reserve("input", 40, { copies: 3, per: "image" });
  assertEquals([second.offsetBytes, second.lengthBytes, second.copies], [64, 48, 3]);
  // A thread's copy fills whole cache lines, so that no two threads write to the same.
  const third = plan.reserve("lists", 65, { copies: 2, per: "thread" });
  assertEquals([third.offsetBytes, third.lengthBytes], [256, 128]);
  assertEquals(plan.lengthBytes, 512);
  assertEquals(plan.regions, [first, second, third]);
});

Deno.test("MemoryPlan counts pages that hold everything", () => {
  const plan = new MemoryPlan();
  assertEquals(plan.pages, 0);
  plan.reserve("a", 65_536);
  assertEquals(plan.pages, 1);
  plan.reserve("b", 1);
  assertEquals(plan.pages, 2);
});

Deno.test("MemoryPlan never lets regions overlap", () => {
  const random = new Random(1, "regions");
  const plan = new MemoryPlan();
  for (let index = 0; index < 200; index++) {
    const per = (["once", "thread", "part", "image"] as const)[random.below(4)];
    plan.reserve(`${index}`, random.below(1000), { copies: 1 + random.below(5), per });
  }
  let end = 0;
  for (const { name, offsetBytes, lengthBytes, copies, per } of plan.regions) {
    assert(offsetBytes >= end, name);
    assertEquals(offsetBytes % 64, 0, name);
    assertEquals(lengthBytes % (per === "thread" ? 64 : 16), 0, name);
    end = offsetBytes + copies * lengthBytes;
  }
  assertEquals(plan.lengthBytes, end);
});

Deno.test("MemoryPlan.reserve() refuses more than 2 GiB", () => {
  const plan = new MemoryPlan();
  plan.reserve("maps", 2 ** 20, { copies: 2047, per: "image" });
  assertThrows(
    () => plan.reserve("more maps", 2 ** 20),
    RangeError,
    'Cannot compile the network: expected at most 2 GiB of memory, got more (for "more maps"); ' +
      "choose a smaller batch",
  );
  assertThrows(() => new MemoryPlan().reserve("maps", 16, { copies: 1e15 }), RangeError);
  assertThrows(() => new MemoryPlan().reserve("maps", Infinity), RangeError);
});
