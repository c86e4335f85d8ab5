import type { Colour } from "../image/pixel_canvas.ts";
import type { Point } from "../image/pen_font.ts";
import {
  type Drawing,
  type DrawnArea,
  type DrawnLine,
  type DrawnText,
  EDGE_WIDTH,
} from "./drawing.ts";

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
};

/** A drawing as an SVG file, on white, with its text as text. */
export function formatSvg({ width, height, title, shapes }: Drawing): string {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" ` +
    `height="${height}" role="img" font-family="system-ui, sans-serif" stroke-linejoin="round" ` +
    `stroke-linecap="round">`,
    `<title>${escape(title)}</title>`,
    `<rect width="${width}" height="${height}" fill="#fff"/>`,
    ...shapes.map(formatShape),
    "</svg>",
    "",
  ].join("\n");
}

function formatShape(shape: DrawnLine | DrawnArea | DrawnText): string {
  switch (shape.kind) {
    case "line":
      return `<path d="${formatPath(shape.points)}" fill="none" ` +
        `stroke="${formatColour(shape.colour)}" stroke-width="${shape.width}"/>`;
    case "area": {
      const edge = shape.edge &&
        ` stroke="${formatColour(shape.edge)}" stroke-width="${EDGE_WIDTH}"`;
      return `<path d="${formatPath(shape.corners)}Z" fill="${formatColour(shape.colour)}"${
        edge ?? ""
      }/>`;
    }
    case "text": {
      const [x, y] = shape.at.map(round);
      const anchor = shape.anchor === "start" ? "" : ` text-anchor="${shape.anchor}"`;
      const weight = shape.isBold ? ' font-weight="bold"' : "";
      return `<text x="${x}" y="${y}" font-size="${shape.size}"${anchor}${weight} ` +
        `fill="${formatColour(shape.colour)}">${escape(shape.text)}</text>`;
    }
  }
}

/** `M1,2 3,4` */
function formatPath(points: readonly Point[]): string {
  return `M${points.map(([x, y]) => `${round(x)},${round(y)}`).join(" ")}`;
}

/** Finer than can be seen is only longer. */
function round(value: number): number {
  return Math.round(value * 100) / 100;
}

function formatColour(colour: Colour): string {
  return `#${colour.map((part) => part.toString(16).padStart(2, "0")).join("")}`;
}

/** Text that is no markup; XML has no control characters, not even as entities. */
function escape(text: string): string {
  return text.replace(/\p{Cc}|\p{Cs}/gu, "?").replace(
    /[&<>"]/g,
    (character) => ENTITIES[character],
  );
}
