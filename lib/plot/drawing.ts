/** A picture made of lines, convex shapes and text: what the writers of picture files understand. */

import type { Colour } from "../image/pixel_canvas.ts";
import type { Point } from "../image/pen_font.ts";

/** A line from point to point. */
export interface DrawnLine {
  /** One of the three kinds of shapes. */
  readonly kind: "line";
  /** At least one. */
  readonly points: readonly Point[];
  /** Of the pen. */
  readonly colour: Colour;
  /** Of the pen. */
  readonly width: number;
}

/** A convex shape with an edge; its corners clockwise. */
export interface DrawnArea {
  /** One of the three kinds of shapes. */
  readonly kind: "area";
  /** At least three. */
  readonly corners: readonly Point[];
  /** What it is filled with. */
  readonly colour: Colour;
  /** The colour of its edge, which is 1.2 wide; none if absent. */
  readonly edge?: Colour;
}

/** A line of text. */
export interface DrawnText {
  /** One of the three kinds of shapes. */
  readonly kind: "text";
  /** What is written. */
  readonly text: string;
  /** Where it stands on the line: its start, middle or end, as `anchor` says. */
  readonly at: Point;
  /** Which part of it is at `at`. */
  readonly anchor: "start" | "middle" | "end";
  /** The size of its font. */
  readonly size: number;
  /** Of the letters. */
  readonly colour: Colour;
  /** Whether it is written with more ink. */
  readonly isBold?: boolean;
}

/** What is drawn, in units from the upper left corner; the later above the earlier. */
export interface Drawing {
  /** From left to right. */
  readonly width: number;
  /** From top to bottom. */
  readonly height: number;
  /** What it shows, for those who cannot see it. */
  readonly title: string;
  /** In the order in which they are drawn. */
  readonly shapes: readonly (DrawnLine | DrawnArea | DrawnText)[];
}

/** How wide the edge of an area is. */
export const EDGE_WIDTH = 1.2;
