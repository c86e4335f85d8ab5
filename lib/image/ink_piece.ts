import type { GreyPicture } from "./grey_picture.ts";

/** Ink cut out of a picture, and where its upper left pixel was. */
export interface InkPiece {
  readonly x: number;
  readonly y: number;
  /** 0 none to 255 full, with at least one empty pixel on each side. */
  readonly ink: GreyPicture;
}

/** Fainter than this, a pixel belongs to the soft edge of a stroke. */
export const EDGE_INK = 64;

/** Which pixels of a row there are: from the first up to the second. */
type Span = readonly [start: number, end: number];

/**
 * Cuts empty rows and columns off, but for one on each side; undefined if nothing is left.
 *
 * @param spanOf Which part of each row to take; all of it if absent.
 */
export function trim(
  piece: InkPiece,
  spanOf: (row: number) => Span = () => [0, piece.ink.width],
): InkPiece | undefined {
  const { width, height, pixels } = piece.ink;
  let [left, top, right, bottom] = [width, height, -1, -1];
  for (let y = 0; y < height; y++) {
    const [start, end] = spanOf(y);
    for (let x = start; x < end; x++) {
      if (pixels[y * width + x] < EDGE_INK) continue;
      if (x < left) left = x;
      if (x > right) right = x;
      if (y < top) top = y;
      bottom = y;
    }
  }
  if (right < 0) return undefined;
  return crop(
    piece,
    { left: left - 1, top: top - 1, right: right + 1, bottom: bottom + 1 },
    spanOf,
  );
}

/** A part of a piece; what lies beyond the piece, or its spans, is empty. */
function crop(
  { x, y, ink }: InkPiece,
  { left, top, right, bottom }: Record<"left" | "top" | "right" | "bottom", number>,
  spanOf: (row: number) => Span,
): InkPiece {
  const width = right - left + 1;
  const height = bottom - top + 1;
  const pixels = new Uint8Array(width * height);
  for (let row = Math.max(0, top); row <= Math.min(ink.height - 1, bottom); row++) {
    const [start, end] = spanOf(row);
    const from = Math.max(start, left);
    const to = Math.min(end, right + 1);
    if (from >= to) continue;
    const values = ink.pixels.subarray(row * ink.width + from, row * ink.width + to);
    pixels.set(values, (row - top) * width + from - left);
  }
  return { x: x + left, y: y + top, ink: { width, height, pixels } };
}

/** Lays pieces of one picture together: each pixel has the most ink of them. */
export function join(pieces: readonly InkPiece[]): InkPiece {
  const x = Math.min(...pieces.map((piece) => piece.x));
  const y = Math.min(...pieces.map((piece) => piece.y));
  const width = Math.max(...pieces.map((piece) => piece.x + piece.ink.width)) - x;
  const height = Math.max(...pieces.map((piece) => piece.y + piece.ink.height)) - y;
  const pixels = new Uint8Array(width * height);
  for (const piece of pieces) {
    const { ink } = piece;
    for (let row = 0, i = 0; row < ink.height; row++) {
      let to = (piece.y - y + row) * width + piece.x - x;
      for (let column = 0; column < ink.width; column++, i++, to++) {
        if (ink.pixels[i] > pixels[to]) pixels[to] = ink.pixels[i];
      }
    }
  }
  return { x, y, ink: { width, height, pixels } };
}
