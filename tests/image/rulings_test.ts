import { assert, assertEquals } from "@std/assert";
import { eraseRulings, findRulings } from "../../lib/image/rulings.ts";

const [WIDTH, HEIGHT] = [300, 200];

/** Paper with lines that rise by `slope`, every `spacing` rows, two pixels wide. */
function ruled(spacing: number, slope: number, level = 90) {
  const pixels = new Uint8Array(WIDTH * HEIGHT);
  for (let y = spacing; y < HEIGHT - 20; y += spacing) {
    for (let x = 0; x < WIDTH; x++) {
      const row = Math.round(y + slope * x);
      if (row >= 0 && row + 1 < HEIGHT) {
        pixels[row * WIDTH + x] = level;
        pixels[(row + 1) * WIDTH + x] = level;
      }
    }
  }
  return { width: WIDTH, height: HEIGHT, pixels };
}

/** A stroke six pixels wide from the top down. */
function addStroke(picture: { pixels: Uint8Array }, x: number, ink: number): void {
  for (let y = 30; y < 150; y++) picture.pixels.fill(ink, y * WIDTH + x, y * WIDTH + x + 6);
}

Deno.test("findRulings finds level, leaning and upright lines", () => {
  for (const slope of [0, 0.05, -0.08]) {
    const rulings = findRulings(ruled(45, slope), 30);
    assertEquals(rulings.length, 3, `slope ${slope}`);
    for (const { isLevel, width, level, start, places } of rulings) {
      assertEquals([isLevel, width, level], [true, 2, 90]);
      assert(start < 10 && start + places.length > WIDTH - 10, `${start} ${places.length}`);
      const rise = (places[places.length - 1] - places[0]) / places.length;
      assert(Math.abs(rise - slope) < 0.01, `rises ${rise}`);
    }
  }
  const picture = ruled(60, 0);
  const turned = {
    width: HEIGHT,
    height: WIDTH,
    pixels: picture.pixels.map((_, i) =>
      picture.pixels[(i % HEIGHT) * WIDTH + Math.floor(i / HEIGHT)]
    ),
  };
  assertEquals(findRulings(turned, 30).map(({ isLevel }) => isLevel), [false, false]);
});

Deno.test("findRulings takes no stroke for a line", () => {
  const picture = { width: WIDTH, height: HEIGHT, pixels: new Uint8Array(WIDTH * HEIGHT) };
  addStroke(picture, 140, 200);
  // The bar of a seven.
  for (let y = 30; y < 34; y++) picture.pixels.fill(200, y * WIDTH + 90, y * WIDTH + 146);
  assertEquals(findRulings(picture, 30), []);
});

Deno.test("eraseRulings takes lines out, but keeps the strokes that cross them", () => {
  for (const ink of [200, 90]) {
    const picture = ruled(45, 0.04);
    addStroke(picture, 140, ink);
    eraseRulings(picture, findRulings(picture, 30), 30);
    let inside = 0;
    let outside = 0;
    picture.pixels.forEach((value, i) => {
      const [x, y] = [i % WIDTH, Math.floor(i / WIDTH)];
      if (value === 0) return;
      if (x >= 140 && x < 146 && y >= 30 && y < 150) inside++;
      else outside++;
    });
    assertEquals(inside, 6 * 120, `ink ${ink}`);
    assert(outside < 12, `${outside} pixels of lines are left beside ink ${ink}`);
  }
});

Deno.test("findRulings finds nothing in noise and on empty paper", () => {
  const empty = { width: WIDTH, height: HEIGHT, pixels: new Uint8Array(WIDTH * HEIGHT) };
  assertEquals(findRulings(empty, 30), []);
});
