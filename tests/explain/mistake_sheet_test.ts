import { assert, assertEquals } from "@std/assert";
import { drawMistakes, MOST_ON_SHEET } from "../../lib/explain/mistake_sheet.ts";
import type { ColourPicture } from "../../lib/image/pixel_canvas.ts";
import { greyOf } from "../image/grey_of.ts";

const DIGITS = Array.from({ length: 10 }, (_, digit) => `${digit}`);

/** The ink of image number `n`, all of which is the same. */
const inkOf = (n: number) => 20 + 3 * n;

/** Draws a mistake for each of some images, the last image first. */
function draw(count: number, options: { side?: number; classes?: string[] } = {}): ColourPicture {
  const { side = 28, classes = DIGITS } = options;
  const images = {
    count,
    height: side,
    width: side,
    images: new Uint8Array(count * side * side).map((_, i) => inkOf(Math.floor(i / side / side))),
    labels: new Uint8Array(count),
  };
  const mistakes = Array.from({ length: count }, (_, n) => ({
    index: count - 1 - n,
    label: n % 10,
    predicted: (n + 1) % 10,
    probability: 1 - n / count,
  }));
  return drawMistakes(mistakes, { images, classes, title: "the worst" });
}

/** The numbers of the images on a sheet, from left to right and from top to bottom. */
function imagesOn(picture: ColourPicture, side = 140): number[] {
  const { width, pixels } = greyOf(picture);
  const found: number[] = [];
  const end = side - 4;
  for (let i = 0; i < pixels.length - end * width; i++) {
    // The four corners of a square that has one grey and is as large as an image within its frame.
    const n = (255 - pixels[i] - inkOf(0)) / 3;
    const isSquare = n >= 0 && Number.isInteger(n) &&
      [end, end * width, end * (width + 1)].every((step) => pixels[i + step] === pixels[i]);
    if (isSquare && !found.includes(n)) found.push(n);
  }
  return found;
}

Deno.test("drawMistakes() draws every mistake, enlarged, the first at the start", () => {
  assertEquals(imagesOn(draw(7)), [6, 5, 4, 3, 2, 1, 0]);
  assertEquals(imagesOn(draw(1)), [0]);
});

Deno.test("drawMistakes() draws no more than fit on a sheet", () => {
  const picture = draw(MOST_ON_SHEET + 5);
  const images = imagesOn(picture);
  assertEquals([images.length, images[0]], [MOST_ON_SHEET, MOST_ON_SHEET + 4]);
  assert(picture.width > picture.height && picture.width < 3 * picture.height);
});

Deno.test("drawMistakes() writes what each is, on white", () => {
  const one = greyOf(draw(1, { side: 5 }));
  const dark = one.pixels.filter((grey) => grey < 60).length;
  assert(dark > 300, `${dark} dark pixels`);
  for (let x = 0; x < one.width; x++) assertEquals(one.pixels[x], 255);
});

Deno.test("drawMistakes() makes room for long names and for images of any size", () => {
  const classes = DIGITS.map((digit) => `a name that is long, ${digit}`);
  assert(draw(2, { classes }).width > draw(2).width + 200);
  assertEquals(imagesOn(draw(4, { side: 20 }), 7 * 20), [3, 2, 1, 0]);
  assertEquals(imagesOn(draw(4, { side: 300 }), 300), [3, 2, 1, 0]);
});
