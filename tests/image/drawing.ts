import type { GreyPicture } from "../../lib/image/grey_picture.ts";

/** From none to all: what the characters of a drawing stand for, in ninths of 255 between. */
const AMOUNTS = ".12345678#";

/** A picture written as lines of text: `.` is 0, `1` to `8` are ninths of 255, `#` is 255. */
export function drawing(text: string): GreyPicture {
  const rows = text.trim().split(/\s+/);
  const values = rows.flatMap((row) =>
    Array.from(row, (character) => Math.round(AMOUNTS.indexOf(character) * 255 / 9))
  );
  return { width: rows[0].length, height: rows.length, pixels: Uint8Array.from(values) };
}

/** The inverse of `drawing`, each value by its nearest character; lines apart by newlines. */
export function written({ width, height, pixels }: GreyPicture): string {
  const rows = Array.from({ length: height }, (_, y) => {
    const row = Array.from(pixels.subarray(y * width, (y + 1) * width));
    return row.map((value) => AMOUNTS[Math.round(value * 9 / 255)]).join("");
  });
  return rows.join("\n");
}

/** A drawing with its indentation taken away, as `written` gives it. */
export function lines(text: string): string {
  return text.trim().split(/\s+/).join("\n");
}

/** Dark for light and light for dark. */
export function inverse(picture: GreyPicture): GreyPicture {
  return { ...picture, pixels: picture.pixels.map((value) => 255 - value) };
}

/** A picture on a larger one of the luminance `ground`, its upper left pixel at `(x, y)`. */
export function pasted(
  picture: GreyPicture,
  { width, height, x, y, ground }: {
    width: number;
    height: number;
    x: number;
    y: number;
    ground: number;
  },
): GreyPicture {
  const pixels = new Uint8Array(width * height).fill(ground);
  for (let row = 0; row < picture.height; row++) {
    const start = row * picture.width;
    const values = picture.pixels.subarray(start, start + picture.width);
    pixels.set(values, (y + row) * width + x);
  }
  return { width, height, pixels };
}

/** A picture enlarged a whole number of times, each pixel a square. */
export function enlarged({ width, height, pixels }: GreyPicture, times: number): GreyPicture {
  const large = new Uint8Array(width * height * times * times);
  for (let i = 0; i < large.length; i++) {
    const x = Math.floor((i % (width * times)) / times);
    large[i] = pixels[Math.floor(i / (width * times * times)) * width + x];
  }
  return { width: width * times, height: height * times, pixels: large };
}
