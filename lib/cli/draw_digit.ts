import { IMAGE_SIDE } from "../image/mnist_convention.ts";

/** From which amount of ink on a pixel is drawn where there is no colour to shade it. */
const INK_THRESHOLD = 96;

/** The 24 greys of a terminal's 256 colours, black to near white. */
const FIRST_GREY = 232;
const LAST_GREY = 255;

/**
 * Draws a digit as text of 14 lines with 28 characters each, two pixels a character: one in the
 * upper half, one in the lower. A terminal's characters are about twice as high as wide.
 *
 * @param pixels `[28, 28]`, 0 ground to 255 ink.
 * @param options With `colour` every pixel is drawn in its grey, by ANSI codes; without, a pixel is
 * drawn or not.
 * @returns The lines, without a newline at the end. Each ends with the terminal's own colours.
 * @throws {TypeError} If there are not 784 pixels.
 */
export function drawDigit(pixels: Uint8Array, options: { colour: boolean }): string {
  if (pixels.length !== IMAGE_SIDE * IMAGE_SIDE) {
    throw new TypeError(
      `Cannot draw the digit: expected ${IMAGE_SIDE * IMAGE_SIDE} pixels, got ${pixels.length}`,
    );
  }
  const drawLine = options.colour ? drawInGrey : drawInBlocks;
  const lines: string[] = [];
  for (let start = 0; start < pixels.length; start += 2 * IMAGE_SIDE) {
    const upper = pixels.subarray(start, start + IMAGE_SIDE);
    lines.push(drawLine(upper, pixels.subarray(start + IMAGE_SIDE, start + 2 * IMAGE_SIDE)));
  }
  return lines.join("\n");
}

/**
 * Draws digits side by side, as many in a row as fit.
 *
 * @param options.columns The width of the terminal in characters; one digit is drawn in any case.
 */
export function drawDigits(
  images: readonly Uint8Array[],
  options: { colour: boolean; columns: number },
): string {
  const most = Math.max(1, Math.floor((options.columns + GAP.length) / (IMAGE_SIDE + GAP.length)));
  const rows: string[] = [];
  for (let first = 0; first < images.length; first += most) {
    const digits = images.slice(first, first + most)
      .map((image) => drawDigit(image, options).split("\n"));
    rows.push(digits[0].map((_, k) => digits.map((lines) => lines[k]).join(GAP)).join("\n"));
  }
  return rows.join("\n\n");
}

/** Between two digits. */
const GAP = "  ";

function drawInBlocks(upper: Uint8Array, lower: Uint8Array): string {
  let line = "";
  for (let x = 0; x < upper.length; x++) {
    const isUpper = upper[x] >= INK_THRESHOLD;
    const isLower = lower[x] >= INK_THRESHOLD;
    line += isUpper ? (isLower ? "█" : "▀") : (isLower ? "▄" : " ");
  }
  return line;
}

/** The upper pixel is the character's colour, the lower one the colour behind it. */
function drawInGrey(upper: Uint8Array, lower: Uint8Array): string {
  let line = "";
  let current = "";
  for (let x = 0; x < upper.length; x++) {
    const colours = `\x1b[38;5;${greyOf(upper[x])};48;5;${greyOf(lower[x])}m`;
    if (colours !== current) line += colours;
    current = colours;
    line += "▀";
  }
  return `${line}\x1b[0m`;
}

function greyOf(value: number): number {
  return FIRST_GREY + Math.round(value * (LAST_GREY - FIRST_GREY) / 255);
}
