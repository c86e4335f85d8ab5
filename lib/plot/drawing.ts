/** A picture made of lines, convex shapes and text: what the writers of picture files understand. */

import type { Colour } from "../image/pixel_canvas.ts";
import type { Point } from "../image/pen_font.ts";

/** A line from point to point. */
export interface Line {
  readonly kind: "line";
  readonly points: readonly Point[];
  readonly colour: Colour;
  readonly width: number;
}

/** A convex shape with an edge; its corners clockwise. */
export interface Area {
  readonly kind: "area";
  readonly corners: readonly Point[];
  readonly colour: Colour;
  /** The colour of its edge, which is 1.2 wide; none if absent. */
  readonly edge?: Colour;
}

/** A line of text. */
export interface Text {
  readonly kind: "text";
  readonly text: string;
  /** Where it stands on the line: its start, middle or end, as `anchor` says. */
  readonly at: Point;
  readonly anchor: "start" | "middle" | "end";
  /** The size of its font. */
  readonly size: number;
  readonly colour: Colour;
  readonly isBold?: boolean;
}

/** What is drawn, in units from the upper left corner; the later above the earlier. */
export interface Drawing {
  readonly width: number;
  readonly height: number;
  /** What it shows, for those who cannot see it. */
  readonly title: string;
  readonly shapes: readonly (Line | Area | Text)[];
}

/** How wide the edge of an area is. */
export const EDGE_WIDTH = 1.2;
