import { assert, assertEquals } from "@std/assert";
import { noiseFloor } from "../../lib/image/noise_floor.ts";
import { Random } from "../../lib/random.ts";

/** Noise of a deviation about 20. */
function noise(deviation: number): Uint8Array {
  const random = new Random(1, "floor");
  return Uint8Array.from({ length: 320 * 240 }, () => Math.round(20 + deviation * random.normal()));
}

Deno.test("noiseFloor lies three deviations above the median, whatever is written", () => {
  const pixels = noise(4);
  const floor = noiseFloor(pixels);
  assert(floor > 20 + 2.8 * 4 && floor < 20 + 4 * 4, `${floor}`);
  pixels.fill(230, 0, 9000);
  assert(Math.abs(noiseFloor(pixels) - floor) < 8);
});

Deno.test("noiseFloor is not below what a film of grey makes", () => {
  assertEquals(noiseFloor(new Uint8Array(100)), 14);
});
