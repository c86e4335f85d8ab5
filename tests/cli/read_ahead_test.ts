import { assertEquals, assertRejects } from "@std/assert";
import { inGroups, readAhead } from "../../lib/cli/read_ahead.ts";

async function* count(last: number): AsyncGenerator<number> {
  for (let k = 1; k <= last; k++) {
    await Promise.resolve();
    yield k;
  }
}

Deno.test("readAhead hands results out in order, however long each takes", async () => {
  const results = readAhead(count(6), async (k) => {
    await new Promise((done) => setTimeout(done, k % 2 === 0 ? 0 : 5));
    return 10 * k;
  }, 3);
  assertEquals(await Array.fromAsync(results), [10, 20, 30, 40, 50, 60]);
});

Deno.test("readAhead keeps no more than it may", async () => {
  let begun = 0;
  const results = readAhead(count(20), (k) => Promise.resolve((begun++, k)), 3);
  for await (const k of results) assertEquals(begun <= k + 3, true, `${begun} begun at ${k}`);
  assertEquals(begun, 20);
});

Deno.test("readAhead throws an error where its item is due", async () => {
  const seen: number[] = [];
  await assertRejects(
    async () => {
      const prepare = (k: number) =>
        k === 3 ? Promise.reject(new RangeError("three")) : Promise.resolve(k);
      for await (const k of readAhead(count(5), prepare, 2)) seen.push(k);
    },
    RangeError,
    "three",
  );
  assertEquals(seen, [1, 2]);
});

Deno.test("inGroups fills groups by size, and leaves none out at the end", async () => {
  const sizes = (sizeOf: (k: number) => number) => Array.fromAsync(inGroups(count(7), sizeOf));
  assertEquals(await sizes(() => 1 / 3), [[1, 2, 3], [4, 5, 6], [7]]);
  assertEquals(await sizes((k) => k === 2 ? 9 : 0.5), [[1, 2], [3, 4], [5, 6], [7]]);
  assertEquals(await Array.fromAsync(inGroups(count(0), () => 1)), []);
});
