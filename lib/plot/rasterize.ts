import { measureText, type Point } from "../image/pen_font.ts";
import { type ColourPicture, PixelCanvas } from "../image/pixel_canvas.ts";
import { type Drawing, EDGE_WIDTH } from "./drawing.ts";

/**
 * A drawing as pixels, on white.
 *
 * @param scale Pixels of a unit.
 */
export function rasterize(drawing: Drawing, scale: number): ColourPicture {
  const canvas = new PixelCanvas(
    Math.ceil(drawing.width * scale),
    Math.ceil(drawing.height * scale),
    [255, 255, 255],
  );
  const scaled = ([x, y]: Point): Point => [x * scale, y * scale];
  for (const shape of drawing.shapes) {
    switch (shape.kind) {
      case "line": {
        const { colour, width } = shape;
        canvas.stroke(joined(shape.points.map(scaled)), { width: width * scale, colour });
        break;
      }
      case "area": {
        const corners = shape.corners.map(scaled);
        canvas.fill(corners, shape.colour);
        if (shape.edge === undefined) break;
        const pen = { width: EDGE_WIDTH * scale, colour: shape.edge };
        canvas.stroke(joined([...corners, corners[0]]), pen);
        break;
      }
      case "text": {
        const { text, anchor, colour, isBold } = shape;
        const size = shape.size * scale;
        const share = { start: 0, middle: 0.5, end: 1 }[anchor];
        const [x, y] = scaled(shape.at);
        canvas.write(text, [x - share * measureText(text, size), y], { size, colour, isBold });
        break;
      }
    }
  }
  return canvas.picture;
}

/** From each point to the next; of one point a dot. */
function joined(points: readonly Point[]): [Point, Point][] {
  if (points.length === 1) return [[points[0], points[0]]];
  return points.slice(1).map((point, k) => [points[k], point]);
}
