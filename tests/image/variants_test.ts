import { assert, assertEquals } from "@std/assert";
import { centreOfMass } from "../../lib/image/centre_of_mass.ts";
import { placeByCentreOfMass } from "../../lib/image/mnist_convention.ts";
import { strokeWidth } from "../../lib/image/stroke_width.ts";
import { variantsOf } from "../../lib/image/variants.ts";
import { ONE } from "./sheet_of_paper.ts";

Deno.test("variantsOf turns an image to either side, makes it smaller, and its strokes thicker", () => {
  const image = placeByCentreOfMass(ONE);
  const [bar, right, left, smaller, thicker] = [image, ...variantsOf(image)].map((pixels) => {
    const ink = { width: 28, height: 28, pixels };
    const half = (from: number) =>
      centreOfMass({ width: 28, height: 14, pixels: pixels.subarray(28 * from, 28 * (from + 14)) })
        .x;
    const lean = half(0) - half(14);
    const mass = pixels.reduce((sum, value) => sum + value, 0);
    return { lean, mass, width: strokeWidth(ink) };
  });
  // The middles of the halves are ten pixels apart: an angle of 0.12 moves one against the other by 1.2.
  assert(Math.abs(right.lean - 1.2) < 0.15 && Math.abs(left.lean + 1.2) < 0.15);
  assertEquals([bar.lean, smaller.lean, thicker.lean], [0, 0, 0]);
  assert(Math.abs(smaller.mass / bar.mass - 0.93 ** 2) < 0.03);
  assert(thicker.width > bar.width + 0.7 && Math.abs(right.width - bar.width) < 0.3);
});

Deno.test("variantsOf leaves the image alone, and nothing stays nothing", () => {
  const image = placeByCentreOfMass(ONE);
  const copy = image.slice();
  variantsOf(image);
  assertEquals(image, copy);
  for (const variant of variantsOf(new Uint8Array(784))) assertEquals(variant, new Uint8Array(784));
});
