import { assert, assertEquals } from "@std/assert";
import { noiseLevel, smooth } from "../../lib/image/smooth.ts";
import { Random } from "../../lib/random.ts";

/** A slope of light with noise of a deviation. */
function noisy(deviation: number) {
  const random = new Random(1, "noise");
  const [width, height] = [80, 60];
  const pixels = Uint8Array.from(
    { length: width * height },
    (_, i) => Math.round(60 + (i % width) + deviation * random.normal()),
  );
  return { width, height, pixels };
}

Deno.test("smooth weighs neighbours 1, 2, 1 along both axes", () => {
  const pixels = new Uint8Array(25);
  pixels[12] = 160;
  const smoothed = smooth({ width: 5, height: 5, pixels });
  assertEquals(Array.from(smoothed.pixels.subarray(5, 20)), [
    ...[0, 10, 20, 10, 0],
    ...[0, 20, 40, 20, 0],
    ...[0, 10, 20, 10, 0],
  ]);
});

Deno.test("smooth leaves even light as it is, up to the sides", () => {
  const picture = { width: 3, height: 2, pixels: new Uint8Array(6).fill(77) };
  assertEquals(smooth(picture), picture);
});

Deno.test("noiseLevel tells the deviation of noise on a slope of light", () => {
  for (const deviation of [2, 5, 12]) {
    const level = noiseLevel(noisy(deviation));
    assert(Math.abs(level - deviation) < 0.1 * deviation, `${level} for ${deviation}`);
  }
  assertEquals(noiseLevel(noisy(0)), 0);
});

Deno.test("noiseLevel is 0 for pictures without an inner pixel", () => {
  assertEquals(noiseLevel({ width: 2, height: 2, pixels: Uint8Array.of(0, 255, 9, 100) }), 0);
});
