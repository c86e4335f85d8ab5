import { assert, assertEquals } from "@std/assert";
import { placeByCentreOfMass } from "../../lib/image/mnist_convention.ts";
import { mnistImage } from "../../lib/image/mnist_image.ts";
import { drawing, inverse, pasted } from "./drawing.ts";
import { SEVEN } from "./seven.ts";

const IMAGE = { width: 28, height: 28, pixels: placeByCentreOfMass(SEVEN) };

Deno.test("mnistImage passes an MNIST image through, inverted if dark on light", () => {
  assertEquals(mnistImage(IMAGE)?.pixels, IMAGE.pixels);
  assertEquals(mnistImage(inverse(IMAGE))?.pixels, IMAGE.pixels);
  assertEquals(mnistImage(IMAGE)?.box.height, 20);
});

Deno.test("mnistImage does not hand out the picture's own pixels", () => {
  assert(mnistImage(IMAGE)?.pixels !== IMAGE.pixels);
});

Deno.test("mnistImage does not contradict what is known of the ink", () => {
  assertEquals(mnistImage(IMAGE, { isDark: false })?.pixels, IMAGE.pixels);
  assertEquals(mnistImage(IMAGE, { isDark: true }), undefined);
});

Deno.test("mnistImage leaves other pictures to others", () => {
  // Of another size, not in the middle, on grey.
  assertEquals(mnistImage(drawing("#.")), undefined);
  const corner = pasted(SEVEN, { width: 28, height: 28, x: 0, y: 0, ground: 0 });
  assertEquals(mnistImage(corner), undefined);
  const grey = { ...IMAGE, pixels: IMAGE.pixels.map((value) => 60 + 0.7 * value) };
  assertEquals(mnistImage(grey), undefined);
});
