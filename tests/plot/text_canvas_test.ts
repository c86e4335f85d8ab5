import { assertEquals } from "@std/assert";
import { TextCanvas } from "../../lib/plot/text_canvas.ts";

const PLAIN = { hasColour: false };

Deno.test("TextCanvas draws a line of dots, two columns and four rows a character", () => {
  const canvas = new TextCanvas(4, 2, { hasDots: true });
  canvas.line([[0, 0], [1, 1]], { symbol: "*" });
  assertEquals(canvas.toLines(PLAIN), ["  ⡠⠊", "⡠⠊"]);
});

Deno.test("TextCanvas draws a line of symbols where there are no dots", () => {
  const canvas = new TextCanvas(5, 3, { hasDots: false });
  canvas.line([[0, 0], [0.5, 1], [1, 1]], { symbol: "*" });
  canvas.line([[0, 0.5]], { symbol: "o" });
  assertEquals(canvas.toLines(PLAIN), ["  ***", "o*", "*"]);
});

Deno.test("TextCanvas breaks a line where a value is missing", () => {
  const canvas = new TextCanvas(9, 1, { hasDots: false });
  canvas.line([[0, 0], [0.25, 0], [0.5, NaN], [0.75, 0], [NaN, 0], [1, 0]], { symbol: "x" });
  assertEquals(canvas.toLines(PLAIN), ["xxx   x x"]);
});

Deno.test("TextCanvas leaves dots out of a dotted line", () => {
  const canvas = new TextCanvas(10, 1, { hasDots: false });
  canvas.line([[0, 0], [1, 0]], { symbol: "x", isDotted: true });
  assertEquals(canvas.toLines(PLAIN), ["x x x x x"]);
});

Deno.test("TextCanvas colours by the curve that passed last, and ends with the text's own colour", () => {
  const canvas = new TextCanvas(6, 1, { hasDots: false });
  canvas.line([[0, 0], [0.6, 0]], { symbol: "a", colour: 4 });
  canvas.line([[0.6, 0], [1, 0]], { symbol: "b", colour: 208 });
  assertEquals(canvas.toLines({ hasColour: true }), ["\x1b[38;5;4maaa\x1b[38;5;208mbbb\x1b[39m"]);
  assertEquals(canvas.toLines(PLAIN), ["aaabbb"]);
  const uncoloured = new TextCanvas(2, 1, { hasDots: false });
  uncoloured.line([[0, 0]], { symbol: "c" });
  assertEquals(uncoloured.toLines({ hasColour: true }), ["c"]);
});
