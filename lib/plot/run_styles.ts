/** How runs are told apart: by colour, and without colour by the shape of their markers. */

import type { Colour } from "../image/pixel_canvas.ts";
import type { Point } from "../image/pen_font.ts";

/** How a run looks. */
export interface RunStyle {
  readonly colour: Colour;
  /** The nearest of a terminal's 256 colours that is well seen on black and on white. */
  readonly terminalColour: number;
  /** The corners of its marker around 0, 0, which is about 2 wide; clockwise. */
  readonly marker: readonly Point[];
  /** What it is drawn with where there are only characters: on the validation part, and in training. */
  readonly symbols: readonly [validation: string, training: string];
}

const CIRCLE = Array.from({ length: 20 }, (_, k): Point => {
  const angle = 2 * Math.PI * k / 20;
  return [Math.cos(angle), Math.sin(angle)];
});

/**
 * The colours are those of Okabe and Ito, "Color Universal Design", 2008, which colour-blind people can tell
 * apart, without the yellow one, which is too light on white.
 */
export const RUN_STYLES: readonly RunStyle[] = [
  { colour: [0, 114, 178], terminalColour: 32, marker: CIRCLE, symbols: ["A", "a"] },
  {
    colour: [213, 94, 0],
    terminalColour: 166,
    marker: [[-0.9, -0.9], [0.9, -0.9], [0.9, 0.9], [-0.9, 0.9]],
    symbols: ["B", "b"],
  },
  {
    colour: [0, 158, 115],
    terminalColour: 36,
    marker: [[0, -1.2], [1.15, 0.8], [-1.15, 0.8]],
    symbols: ["C", "c"],
  },
  {
    colour: [204, 121, 167],
    terminalColour: 175,
    marker: [[0, -1.3], [1.3, 0], [0, 1.3], [-1.3, 0]],
    symbols: ["D", "d"],
  },
  {
    colour: [230, 159, 0],
    terminalColour: 178,
    marker: [[-1.15, -0.8], [1.15, -0.8], [0, 1.2]],
    symbols: ["E", "e"],
  },
  {
    colour: [86, 180, 233],
    terminalColour: 74,
    marker: [[-1.5, -0.55], [1.5, -0.55], [1.5, 0.55], [-1.5, 0.55]],
    symbols: ["F", "f"],
  },
  {
    colour: [0, 0, 0],
    terminalColour: 244,
    marker: [[-0.55, -1.5], [0.55, -1.5], [0.55, 1.5], [-0.55, 1.5]],
    symbols: ["G", "g"],
  },
];
