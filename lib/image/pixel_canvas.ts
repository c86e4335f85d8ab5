import { PEN_WIDTH, type Point, writeText } from "./pen_font.ts";

/** Red, green and blue, each 0 to 255. */
export type Colour = readonly [red: number, green: number, blue: number];

/** A picture in colour. */
export interface ColourPicture {
  /** Pixels in a row. */
  readonly width: number;
  /** Rows. */
  readonly height: number;
  /** `[height, width, 4]`: red, green, blue and opacity, 0 to 255. */
  readonly pixels: Uint8ClampedArray<ArrayBuffer>;
}

/**
 * A picture to draw on, with smooth edges: a pixel is covered by as much of a shape as the shape's edge
 * is beyond the pixel's middle. Points are in pixels from the upper left corner.
 */
export class PixelCanvas {
  /** What has been drawn so far. */
  readonly picture: ColourPicture;
  /** `[height, width]`: how much of each pixel the present shape covers, 0 to 1; between shapes 0. */
  readonly #cover: Float32Array;

  /** Makes a picture of one colour. */
  constructor(width: number, height: number, ground: Colour) {
    const pixels = new Uint8ClampedArray(4 * width * height);
    for (let i = 0; i < pixels.length; i += 4) pixels.set([...ground, 255], i);
    this.picture = { width, height, pixels };
    this.#cover = new Float32Array(width * height);
  }

  /** Draws lines with a round pen. Where they meet or cross they are one shape. */
  stroke(
    lines: readonly (readonly [from: Point, to: Point])[],
    pen: { width: number; colour: Colour },
  ): void {
    const radius = pen.width / 2;
    for (const [from, to] of lines) {
      this.#coverNear([from, to], radius, (x, y) => radius - distanceToLine([x, y], from, to));
    }
    this.#paint(lines.flat(), radius, pen.colour);
  }

  /** Fills a convex shape, its corners clockwise. */
  fill(corners: readonly Point[], colour: Colour): void {
    this.#coverNear(corners, 0, (x, y) => {
      let inside = Infinity;
      for (const [k, [ax, ay]] of corners.entries()) {
        const [bx, by] = corners[(k + 1) % corners.length];
        const length = Math.hypot(bx - ax, by - ay) || 1;
        inside = Math.min(inside, ((bx - ax) * (y - ay) - (by - ay) * (x - ax)) / length);
      }
      return inside;
    });
    this.#paint(corners, 0, colour);
  }

  /** Writes a line of text; `at` is where its first letter stands on the line. */
  write(text: string, at: Point, style: { size: number; colour: Colour; isBold?: boolean }): void {
    const { size, colour, isBold = false } = style;
    this.stroke(writeText(text, at, size), {
      width: PEN_WIDTH * size * (isBold ? 1.5 : 1),
      colour,
    });
  }

  /** Puts a grey picture on it, each of its pixels as a square of `scale` pixels. */
  place(
    picture: { width: number; height: number; pixels: Uint8Array },
    at: Point,
    scale: number,
  ): void {
    const [left, top] = at;
    for (let y = 0; y < picture.height * scale; y++) {
      for (let x = 0; x < picture.width * scale; x++) {
        const from = Math.floor(y / scale) * picture.width + Math.floor(x / scale);
        const grey = picture.pixels[from];
        this.picture.pixels.set(
          [grey, grey, grey],
          4 * ((top + y) * this.picture.width + left + x),
        );
      }
    }
  }

  /** Covers the pixels around some points by how far `insideOf` says that their middles are in a shape. */
  #coverNear(
    points: readonly Point[],
    margin: number,
    insideOf: (x: number, y: number) => number,
  ): void {
    this.#eachNear(points, margin, (i, x, y) => {
      const cover = Math.min(1, insideOf(x + 0.5, y + 0.5) + 0.5);
      if (cover > this.#cover[i]) this.#cover[i] = cover;
    });
  }

  /** Colours what is covered, and covers nothing any more. */
  #paint(points: readonly Point[], margin: number, colour: Colour): void {
    const { pixels } = this.picture;
    this.#eachNear(points, margin, (i) => {
      const cover = this.#cover[i];
      if (cover === 0) return;
      this.#cover[i] = 0;
      for (let k = 0; k < 3; k++) pixels[4 * i + k] += cover * (colour[k] - pixels[4 * i + k]);
    });
  }

  /** Calls `body` for each pixel of the box around some points and a margin. */
  #eachNear(
    points: readonly Point[],
    margin: number,
    body: (index: number, x: number, y: number) => void,
  ): void {
    if (points.length === 0) return;
    const { width, height } = this.picture;
    const [left, right] = rangeOf(points, 0, { margin: margin + 1, end: width });
    const [top, bottom] = rangeOf(points, 1, { margin: margin + 1, end: height });
    for (let y = top; y < bottom; y++) {
      for (let x = left; x < right; x++) body(y * width + x, x, y);
    }
  }
}

/** From where to where, in whole pixels, some points reach in one direction. */
function rangeOf(
  points: readonly Point[],
  direction: 0 | 1,
  options: { margin: number; end: number },
): [first: number, end: number] {
  const { margin, end } = options;
  let [least, most] = [Infinity, -Infinity];
  for (const point of points) {
    least = Math.min(least, point[direction]);
    most = Math.max(most, point[direction]);
  }
  return [Math.max(0, Math.floor(least - margin)), Math.min(end, Math.ceil(most + margin))];
}

function distanceToLine([x, y]: Point, [ax, ay]: Point, [bx, by]: Point): number {
  const [dx, dy] = [bx - ax, by - ay];
  const share = ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy) || 0;
  const along = Math.min(1, Math.max(0, share));
  return Math.hypot(x - ax - along * dx, y - ay - along * dy);
}
