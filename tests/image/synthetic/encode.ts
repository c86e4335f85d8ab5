import type { Encoding } from "./kinds.ts";
import type { Rendered } from "./render.ts";

/** Makes a picture file of what was rendered, by Deno's own encoders. */
export async function encode(
  picture: Rendered,
  encoding: Encoding,
): Promise<Uint8Array<ArrayBuffer>> {
  const { width, height, channels, cover } = picture;
  const middle = encoding.carries === "bilevel" ? threshold(channels[1], cover) : 0;
  const data = new Uint8ClampedArray(4 * width * height);
  for (let i = 0; i < width * height; i++) {
    for (let c = 0; c < 3; c++) data[4 * i + c] = channels[c][i];
    data[4 * i + 3] = 255;
    if (encoding.carries === "alpha") {
      for (let c = 0; c < 3; c++) data[4 * i + c] = 0;
      data[4 * i + 3] = Math.round(255 * cover[i]);
    } else if (encoding.carries !== "full") {
      const grey = 0.299 * channels[0][i] + 0.587 * channels[1][i] + 0.114 * channels[2][i];
      const value = encoding.carries === "grey" ? grey : grey < middle ? 0 : 255;
      for (let c = 0; c < 3; c++) data[4 * i + c] = value;
    }
  }
  const bitmap = await createImageBitmap(new ImageData(data, width, height));
  const canvas = new OffscreenCanvas(width, height);
  canvas.getContext("bitmaprenderer")!.transferFromImageBitmap(bitmap);
  const type = `image/${encoding.type}`;
  const blob = await canvas.convertToBlob({ type, quality: encoding.quality });
  return new Uint8Array(await blob.arrayBuffer());
}

/** Halfway between the paper's mean and the ink's. */
function threshold(values: Float32Array, cover: Float32Array): number {
  let [paper, papers, ink, inks] = [0, 1, 0, 1];
  for (let i = 0; i < values.length; i++) {
    if (cover[i] === 0) [paper, papers] = [paper + values[i], papers + 1];
    if (cover[i] > 0.3) [ink, inks] = [ink + values[i], inks + 1];
  }
  return (paper / papers + ink / inks) / 2;
}
