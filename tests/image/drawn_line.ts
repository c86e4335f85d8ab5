import type { GreyPicture } from "../../lib/image/grey_picture.ts";

/** A straight line from one point to another, black on white, its ends round and its edges soft. */
export function drawnLine(side: number, penWidth: number, [x0, y0, x1, y1]: number[]): GreyPicture {
  const length = Math.hypot(x1 - x0, y1 - y0);
  const pixels = Uint8Array.from({ length: side * side }, (_, i) => {
    const x = (i % side) + 0.5 - x0;
    const y = Math.floor(i / side) + 0.5 - y0;
    const along = (x * (x1 - x0) + y * (y1 - y0)) / length;
    const beyond = along - Math.max(0, Math.min(length, along));
    const distance = Math.hypot((x * (y1 - y0) - y * (x1 - x0)) / length, beyond);
    return Math.round(255 * Math.min(1, Math.max(0, distance - penWidth / 2 + 0.5)));
  });
  return { width: side, height: side, pixels };
}
