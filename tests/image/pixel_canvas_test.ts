import { assert, assertEquals } from "@std/assert";
import { type Colour, PixelCanvas } from "../../lib/image/pixel_canvas.ts";
import { lines, written } from "./drawing.ts";
import { greyOf } from "./grey_of.ts";

const WHITE: Colour = [255, 255, 255];

/** White is drawn on black, so that what is covered stands out. */
function draw(width: number, height: number, body: (canvas: PixelCanvas) => void): string {
  const canvas = new PixelCanvas(width, height, [0, 0, 0]);
  body(canvas);
  return written(greyOf(canvas.picture));
}

Deno.test("PixelCanvas draws a line with a round pen, its edge smooth", () => {
  const pen = { width: 2, colour: WHITE };
  assertEquals(
    draw(8, 4, (canvas) => canvas.stroke([[[2, 2], [6, 2]]], pen)),
    lines(`
      ........
      .7####7.
      .7####7.
      ........`),
  );
});

Deno.test("PixelCanvas covers no pixel twice where lines of one stroke cross", () => {
  const canvas = new PixelCanvas(9, 9, WHITE);
  const pen = { width: 1, colour: [155, 155, 155] as const };
  canvas.stroke([[[0, 4.5], [9, 4.5]], [[4.5, 0], [4.5, 9]], [[4.5, 4.5], [4.5, 4.5]]], pen);
  assertEquals(Math.min(...greyOf(canvas.picture).pixels), 155);
});

Deno.test("PixelCanvas fills a convex shape", () => {
  assertEquals(
    draw(6, 6, (canvas) => canvas.fill([[1, 1], [5, 1], [5, 5], [1, 5]], WHITE)),
    lines(`
      ......
      .####.
      .####.
      .####.
      .####.
      ......`),
  );
});

Deno.test("PixelCanvas draws in colour, and leaves the rest as it was", () => {
  const canvas = new PixelCanvas(3, 1, [10, 20, 30]);
  canvas.fill([[1, 0], [2, 0], [2, 1], [1, 1]], [200, 100, 0]);
  assertEquals([...canvas.picture.pixels], [10, 20, 30, 255, 200, 100, 0, 255, 10, 20, 30, 255]);
});

Deno.test("PixelCanvas cuts off what is beyond its edges", () => {
  const pen = { width: 2, colour: WHITE };
  const far = draw(4, 4, (canvas) => canvas.stroke([[[-50, 2], [50, 2]]], pen));
  assertEquals(far, lines("....\n####\n####\n...."));
  const outside = draw(4, 4, (canvas) => canvas.stroke([[[-50, -50], [-20, -20]]], pen));
  assertEquals(outside, lines("....\n....\n....\n...."));
  assertEquals(draw(2, 1, (canvas) => canvas.stroke([], pen)), "..");
});

Deno.test("PixelCanvas places an image, each of its pixels as a square", () => {
  const image = { width: 2, height: 2, pixels: Uint8Array.of(255, 0, 0, 255) };
  assertEquals(
    draw(6, 5, (canvas) => canvas.place(image, [1, 1], 2)),
    lines("......\n.##...\n.##...\n...##.\n...##."),
  );
});

Deno.test("PixelCanvas writes bold text with more ink", () => {
  const inkOf = (isBold: boolean) => {
    const canvas = new PixelCanvas(60, 30, [0, 0, 0]);
    canvas.write("bold", [5, 20], { size: 16, colour: WHITE, isBold });
    return greyOf(canvas.picture).pixels.reduce((sum, value) => sum + value, 0);
  };
  assert(inkOf(true) > 1.2 * inkOf(false));
});
