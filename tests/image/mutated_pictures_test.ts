import { assert } from "@std/assert";
import { bitmapToFile } from "../../lib/image/bitmap_file.ts";
import { decodePicture } from "../../lib/image/decode_picture.ts";
import { readPicture } from "../../lib/image/read_picture.ts";
import { Random } from "../../lib/random.ts";
import { SEVEN } from "./seven.ts";
import { recognizeShapes, write } from "./sheet_of_paper.ts";

/** How many files of each kind are spoilt. */
const COUNT = 150;

/** A picture of a seven as a file. */
async function encode(type: "image/png" | "image/jpeg"): Promise<Uint8Array<ArrayBuffer>> {
  const picture = write({ width: 60, height: 70, paper: 220, ink: 40, noise: 2 }, [
    [SEVEN, 12, 10, 2],
  ]);
  const data = new Uint8ClampedArray(4 * picture.pixels.length);
  picture.pixels.forEach((value, i) => data.set([value, value, value, 255], 4 * i));
  const bitmap = await createImageBitmap(new ImageData(data, picture.width, picture.height));
  if (type === "image/png") return await bitmapToFile(bitmap, type);
  const canvas = new OffscreenCanvas(picture.width, picture.height);
  canvas.getContext("bitmaprenderer")!.transferFromImageBitmap(bitmap);
  return new Uint8Array(await (await canvas.convertToBlob({ type })).arrayBuffer());
}

/** Changes bytes, cuts bytes out, or doubles some. */
function mutate(bytes: Uint8Array<ArrayBuffer>, random: Random): Uint8Array<ArrayBuffer> {
  const mutated = bytes.slice();
  for (let n = 1 + random.below(8); n > 0; n--) {
    // Headers are short, and most is decided there.
    const end = random.below(2) === 0 ? Math.min(200, mutated.length) : mutated.length;
    mutated[random.below(end)] = random.below(256);
  }
  if (random.below(4) > 0) return mutated;
  const start = random.below(mutated.length);
  const length = random.below(40);
  const rest = random.below(2) === 0 ? start + length : Math.max(0, start - length);
  const parts = [mutated.subarray(0, start), mutated.subarray(rest)];
  return new Uint8Array(parts.flatMap((part) => [...part]));
}

for (const type of ["image/png", "image/jpeg"] as const) {
  Deno.test(`decodePicture and readPicture read a spoilt ${type}, or refuse it in a sentence`, async () => {
    const bytes = await encode(type);
    let read = 0;
    for (let n = 0; n < COUNT; n++) {
      const mutated = mutate(bytes, new Random(1, type, n));
      try {
        const reading = readPicture(await decodePicture(mutated), recognizeShapes);
        assert(reading.lines.flat().length > 0);
        read++;
      } catch (error) {
        const isExpected = error instanceof SyntaxError || error instanceof RangeError;
        assert(isExpected && error.message.startsWith("Cannot "), `${n}: ${error}`);
      }
    }
    assert(read < COUNT, "every spoilt file was read");
  });
}
