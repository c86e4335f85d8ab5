import { assert, assertEquals } from "@std/assert";
import { drawSteps } from "../../lib/image/draw_steps.ts";
import { readPicture } from "../../lib/image/read_picture.ts";
import { SEVEN } from "./seven.ts";
import { recognizeShapes, write, type Written } from "./sheet_of_paper.ts";

function stepsOf(shapes: readonly Written[]) {
  const picture = write({ width: 800, height: 200, paper: 220, ink: 30 }, shapes);
  const reading = readPicture(picture, recognizeShapes);
  return { reading, steps: drawSteps(picture, reading) };
}

Deno.test("drawSteps draws a box in colour around each digit", () => {
  const { steps } = stepsOf([[SEVEN, 100, 40, 6]]);
  // The picture is drawn at 0.6 of its size, 16 pixels from the corner.
  const at = (x: number, y: number) =>
    Array.from(steps.pixels.subarray(4 * (y * steps.width + x), 4 * (y * steps.width + x) + 3));
  const middle = 16 + Math.round(0.6 * (40 + 60));
  const side = Array.from({ length: 12 }, (_, k) => at(16 + 60 - 6 + k, middle));
  assert(side.some(([red, green, blue]) => red > green + 80 && red > blue + 80), `${side}`);
});

Deno.test("drawSteps shows what the network was given, three times as large", () => {
  const { reading, steps } = stepsOf([[SEVEN, 100, 40, 6]]);
  const { image } = reading.lines[0][0];
  const top = 2 * 16 + 120;
  for (let i = 0; i < 784; i += 13) {
    const [x, y] = [16 + 3 * (i % 28) + 1, top + 3 * Math.floor(i / 28) + 1];
    assertEquals(steps.pixels[4 * (y * steps.width + x)], image[i]);
  }
});

Deno.test("drawSteps begins a new row where digits do not fit any more", () => {
  const one = stepsOf([[SEVEN, 20, 40, 2]]).steps;
  const many = stepsOf(
    Array.from({ length: 14 }, (_, k): Written => [SEVEN, 20 + 55 * k, 40, 2]),
  ).steps;
  assertEquals(many.width, one.width);
  assertEquals(many.height - one.height, 28 * 3 + 16 + 20);
});
