import { assert } from "@std/assert";
import { sampleField, strokeField } from "./stroke_field.ts";

Deno.test("strokeField leaves a loop of one pixel open", () => {
  const image = new Uint8Array(28 * 28);
  for (let y = 10; y < 15; y++) image.fill(255, y * 28 + 10, y * 28 + 15);
  image[12 * 28 + 12] = 0;
  const { fromLine, fromOutline } = strokeField(image);
  assert(sampleField(fromOutline, 12.5, 12.5) > 0, "the loop is filled");
  // The middle of the stroke around it is a pixel and a half away.
  const distance = sampleField(fromLine, 12.5, 12.5);
  assert(distance > 1 && distance < 2, `${distance}`);
});
