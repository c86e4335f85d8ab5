import { assertEquals, assertNotEquals } from "@std/assert";
import { generateDigits } from "../../../lib/dataset/generated/generate_digits.ts";
import { drawDigits, generatedDataset } from "../../../lib/dataset/generated/generated_dataset.ts";

Deno.test("drawDigits() goes on where the training part of the generated dataset ends", async () => {
  const source = await generatedDataset({ folder: "nowhere", seed: 5 }).open("train");
  const drawn = await drawDigits({ seed: 5, count: 70 });
  assertEquals([drawn.count, drawn.height, drawn.width], [70, 28, 28]);
  const expected = { images: new Uint8Array(70 * 784), labels: new Uint8Array(70) };
  const row = { seed: 5, stream: "train", first: source.count, count: 70 };
  generateDigits({ ...row, ...expected });
  assertEquals([drawn.images, drawn.labels], [expected.images, expected.labels]);
  assertNotEquals((await drawDigits({ seed: 6, count: 70 })).images, drawn.images);
  assertEquals((await drawDigits({ seed: 5, count: 0 })).count, 0);
});
