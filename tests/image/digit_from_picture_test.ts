import { assert, assertEquals, assertThrows } from "@std/assert";
import { centreOfMass } from "../../lib/image/centre_of_mass.ts";
import { digitFromPicture } from "../../lib/image/digit_from_picture.ts";
import type { GreyPicture } from "../../lib/image/grey_picture.ts";
import { findInkBox } from "../../lib/image/ink_box.ts";
import { placeByCentreOfMass } from "../../lib/image/mnist_convention.ts";
import { Random } from "../../lib/random.ts";
import { drawing, enlarged, inverse, pasted, written } from "./drawing.ts";
import { drawnLine } from "./drawn_line.ts";
import { SEVEN } from "./seven.ts";

/** The seven as MNIST would have it. */
const IMAGE: GreyPicture = { width: 28, height: 28, pixels: placeByCentreOfMass(SEVEN) };

/** The image that a picture of a digit becomes. */
function imageOf(picture: GreyPicture): GreyPicture {
  return { width: 28, height: 28, pixels: digitFromPicture(picture).pixels };
}

/** How much two images differ on average, 0..255. */
function difference(a: GreyPicture, b: GreyPicture): number {
  return a.pixels.reduce((sum, value, i) => sum + Math.abs(value - b.pixels[i]), 0) /
    a.pixels.length;
}

Deno.test("digitFromPicture passes an MNIST image through, inverted if dark on light", () => {
  const light = digitFromPicture(IMAGE);
  assertEquals(light.pixels, IMAGE.pixels);
  assertEquals([light.inverted, light.untouched], [false, true]);
  const dark = digitFromPicture(inverse(IMAGE));
  assertEquals(dark.pixels, IMAGE.pixels);
  assertEquals([dark.inverted, dark.untouched], [true, true]);
});

Deno.test("digitFromPicture does not hand out the picture's own pixels", () => {
  const picture = { ...IMAGE, pixels: new Uint8Array(IMAGE.pixels) };
  digitFromPicture(picture).pixels.fill(1);
  assertEquals(picture.pixels, IMAGE.pixels);
});

Deno.test("digitFromPicture brings a digit of another place and size to MNIST's", () => {
  for (const times of [1, 2, 5, 20]) {
    const large = enlarged(SEVEN, times);
    const [width, height] = [large.width + 7 * times, large.height + 11 * times];
    const place = { width, height, x: 2 * times, y: 8 * times, ground: 0 };
    const digit = digitFromPicture(pasted(large, place));
    assertEquals([digit.inverted, digit.untouched], [false, false]);
    // Pale corners may be left out.
    const { x, y, width: inkWidth, height: inkHeight } = digit.box;
    assertEquals([y, inkHeight], [place.y, 20 * times]);
    assert(x >= place.x && x <= place.x + 1 && x + inkWidth === place.x + 11 * times, `${x}`);
    const image = { ...IMAGE, pixels: digit.pixels };
    assert(difference(image, IMAGE) < 2, `enlarged ${times} times:\n${written(image)}`);
  }
});

Deno.test("digitFromPicture reads any ink on any ground alike", () => {
  const large = enlarged(SEVEN, 4);
  const onBlack = pasted(large, { width: 90, height: 120, x: 20, y: 11, ground: 0 });
  const expected = digitFromPicture(onBlack);
  for (const [ground, ink] of [[255, 0], [230, 40], [120, 10], [60, 190], [140, 230], [180, 110]]) {
    const pixels = onBlack.pixels.map((value) => Math.round(ground + (ink - ground) * value / 255));
    const digit = digitFromPicture({ ...onBlack, pixels });
    assertEquals(digit.inverted, ink < ground);
    assertEquals(digit.box, expected.box);
    const mean = difference({ ...IMAGE, pixels: digit.pixels }, {
      ...IMAGE,
      pixels: expected.pixels,
    });
    assert(mean < 1, `ink ${ink} on ${ground} differs by ${mean}`);
  }
});

Deno.test("digitFromPicture sees through noise and specks of dust", () => {
  const large = pasted(enlarged(SEVEN, 10), { width: 300, height: 400, x: 90, y: 120, ground: 0 });
  const random = new Random(3, "noise");
  const pixels = large.pixels.map((value) => Math.round(220 - value * 0.7 + 5 * random.normal()));
  for (const i of [5, 5000, 300 * 390 + 7]) pixels[i] = 0;
  const digit = digitFromPicture({ ...large, pixels });
  assertEquals(digit.inverted, true);
  const mean = difference({ ...IMAGE, pixels: digit.pixels }, IMAGE);
  assert(mean < 4, `differs by ${mean}:\n${written({ ...IMAGE, pixels: digit.pixels })}`);
});

Deno.test("digitFromPicture places the centre of mass in the middle", () => {
  const image = imageOf(drawnLine(120, 12, [20, 30, 90, 100]));
  const { x, y } = centreOfMass(image);
  assert(x >= 14 && x < 15 && y >= 14 && y < 15, `(${x}, ${y})`);
});

Deno.test("digitFromPicture keeps the aspect of a one", () => {
  // A bar of 2x20 on 8x24.
  const bar = { width: 2, height: 20, pixels: new Uint8Array(40).fill(255) };
  const image = imageOf(pasted(bar, { width: 8, height: 24, x: 3, y: 2, ground: 0 }));
  assertEquals(findInkBox(image, 64), { x: 13, y: 4, width: 2, height: 20 });
});

Deno.test("digitFromPicture reads pictures of any shape that hold ink", () => {
  const column = Array.from({ length: 40 }, (_, y) => y > 0 && y < 39 ? ".#." : "...").join(" ");
  const cases: readonly (readonly [text: string, size: string])[] = [
    // Two pixels; three; a dot in the middle.
    [".#", "20x20"],
    [". . #", "20x20"],
    ["... .#. ...", "20x20"],
    ["................ .##############. ................", "20x2"],
    [column, "3x20"],
  ];
  for (const [text, size] of cases) {
    const image = imageOf(drawing(text));
    const box = findInkBox(image, 64);
    assertEquals(`${box.width}x${box.height}`, size, written(image));
  }
});

Deno.test("digitFromPicture refuses pictures without ink", () => {
  const blank = { width: 40, height: 30, pixels: new Uint8Array(1200).fill(240) };
  for (
    const picture of [drawing("."), drawing("#"), blank, { ...IMAGE, pixels: new Uint8Array(784) }]
  ) {
    assertThrows(
      () => digitFromPicture(picture),
      RangeError,
      "Cannot read the picture: expected ink that differs from its ground, got no ink",
    );
  }
});
