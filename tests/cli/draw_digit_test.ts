import { assertEquals, assertThrows } from "@std/assert";
import { drawDigit, drawDigits } from "../../lib/cli/draw_digit.ts";
import { placeByCentreOfMass } from "../../lib/image/mnist_convention.ts";
import { SEVEN } from "../image/seven.ts";

Deno.test("drawDigit draws two rows a line in half blocks", () => {
  const drawn = drawDigit(placeByCentreOfMass(SEVEN), { colour: false }).split("\n");
  assertEquals(drawn.map((line) => line.length), new Array(14).fill(28));
  assertEquals(drawn.map((line) => line.trimEnd()), [
    "",
    "",
    "",
    "        ▄██████████",
    "               ▄███",
    "               ███▀",
    "              ████",
    "             ▄███",
    "             ███▀",
    "            ████",
    "           ▄███",
    "           ███▀",
    "          ████",
    "",
  ]);
});

Deno.test("drawDigit in colour gives the upper pixel before, the lower one behind", () => {
  const pixels = new Uint8Array(784);
  pixels[1] = 255;
  pixels[28 + 1] = 128;
  const [first, second] = drawDigit(pixels, { colour: true }).split("\n");
  // The codes are written where they change: for one pixel and for those after it.
  assertEquals(
    first,
    "\x1b[38;5;232;48;5;232m▀\x1b[38;5;255;48;5;244m▀\x1b[38;5;232;48;5;232m" + "▀".repeat(26) +
      "\x1b[0m",
  );
  assertEquals(second, `\x1b[38;5;232;48;5;232m${"▀".repeat(28)}\x1b[0m`);
});

Deno.test("drawDigit refuses another number of pixels", () => {
  assertThrows(
    () => drawDigit(new Uint8Array(783), { colour: true }),
    TypeError,
    "Cannot draw the digit: expected 784 pixels, got 783",
  );
});

Deno.test("drawDigits draws as many side by side as fit, and at least one", () => {
  const image = new Uint8Array(784).fill(255);
  const sizeOf = (columns: number) => {
    const lines = drawDigits([image, image, image], { colour: false, columns }).split("\n");
    return [lines.length, lines[0].length];
  };
  assertEquals(sizeOf(200), [14, 3 * 28 + 2 * 2]);
  // Between rows of digits a line is empty, and the last row has only one.
  assertEquals(sizeOf(60), [2 * 14 + 1, 2 * 28 + 2]);
  assertEquals(sizeOf(10), [3 * 14 + 2, 28]);
});
