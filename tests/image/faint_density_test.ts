import { assert, assertEquals } from "@std/assert";
import { faintDensity } from "../../lib/image/faint_density.ts";
import { drawing } from "./drawing.ts";
import { write } from "./sheet_of_paper.ts";

/** A stroke of 4x60 pixels, fainter than the noise, of which there is half as much in the shade. */
const STROKE = drawing(Array.from({ length: 15 }, () => "#").join(" "));
const WIDTH = 240;
const PICTURE = write(
  { width: WIDTH, height: 120, paper: 200, ink: 188, noise: 0 },
  [[STROKE, 60, 30, 4], [STROKE, 180, 30, 4]],
);
const NOISE = write({ width: WIDTH, height: 120, paper: 128, ink: 0, noise: 6 }, []);

/** The mean of the density in a rectangle. */
function mean(
  pixels: Uint8Array,
  [x, y, width, height]: readonly [number, number, number, number],
): number {
  let sum = 0;
  for (let v = y; v < y + height; v++) {
    for (let u = x; u < x + width; u++) sum += pixels[v * WIDTH + u];
  }
  return sum / width / height;
}

function densityOf(isDark: boolean): Uint8Array {
  const pixels = PICTURE.pixels.map((value, i) => {
    const shade = i % WIDTH < 120 ? 1 : 0.5;
    const level = isDark ? value : 400 - value - 70;
    return Math.round(shade * (level + NOISE.pixels[i] - 128));
  });
  return faintDensity({ ...PICTURE, pixels }, { window: 40, isDark, noiseWindow: 80 }).pixels;
}

Deno.test("faintDensity tells how far ink lies from paper in parts of the noise, in light and shade alike", () => {
  for (const isDark of [true, false]) {
    const density = densityOf(isDark);
    for (const x of [60, 180]) {
      const [ink, paper] = [mean(density, [x, 32, 4, 56]), mean(density, [x + 20, 32, 20, 56])];
      // Two deviations, each of them 18 / 0.6 or a little less; in the shade as many levels would be twice as much.
      assert(Math.abs(ink - paper - 50) < 12, `at ${x}: ink ${ink}, paper ${paper}`);
    }
  }
});

Deno.test("faintDensity is the same everywhere on even paper, whatever its light", () => {
  const even = { width: 50, height: 40, pixels: new Uint8Array(2000).fill(90) };
  const { pixels } = faintDensity(even, { window: 9, isDark: true, noiseWindow: 20 });
  assertEquals(new Set(pixels).size, 1);
});
