import { assertEquals } from "@std/assert";
import { LiveLines } from "../../lib/cli/live_lines.ts";
import { Random } from "../../lib/random.ts";
import { Screen } from "./screen.ts";

Deno.test("LiveLines writes new lines over the old ones", () => {
  const screen = new Screen(20);
  const lines = new LiveLines();
  screen.write("before\n");
  screen.write(lines.draw(["one", "two", "three"], 20));
  assertEquals(screen.text, "before\none\ntwo\nthree");
  screen.write(lines.draw(["1", "", "3"], 20));
  assertEquals(screen.text, "before\n1\n\n3");
  screen.write(lines.draw(["alone"], 20));
  assertEquals(screen.text, "before\nalone");
  screen.write(lines.draw(["four", "five"], 20));
  assertEquals(screen.text, "before\nfour\nfive");
});

Deno.test("LiveLines leaves nothing when it is erased, and all when it is kept", () => {
  const screen = new Screen(20);
  const lines = new LiveLines();
  assertEquals(lines.isOpen, false);
  screen.write(lines.draw(["one", "two"], 20));
  assertEquals(lines.isOpen, true);
  screen.write(lines.erase(20) + "between\n" + lines.draw(["three", "four"], 20));
  assertEquals(screen.text, "between\nthree\nfour");
  screen.write(lines.keep() + "after\n");
  assertEquals([screen.text, lines.isOpen], ["between\nthree\nfour\nafter", false]);
  // Nothing is there to be taken away any more.
  screen.write(lines.erase(20) + lines.draw(["five"], 20));
  assertEquals(screen.text, "between\nthree\nfour\nafter\nfive");
});

Deno.test("LiveLines finds its first line again in a terminal that has another width", () => {
  const random = new Random(1, "windows");
  const screen = new Screen(50);
  const lines = new LiveLines();
  const before = "what stood there before, in a line that is long";
  screen.write(`${before}\n`);
  let drawn: string[] = [];
  for (let turn = 0; turn < 500; turn++) {
    screen.resize(1 + random.below(100));
    drawn = Array.from(
      { length: 1 + random.below(6) },
      () => "x".repeat(random.below(screen.columns)),
    );
    screen.write(lines.draw(drawn, screen.columns));
  }
  screen.resize(100);
  assertEquals(screen.text, `${before}\n${drawn.join("\n")}`.trimEnd());
});
