/**
 * A few people's hands, each with its own way to write every digit: as schools outside of America teach
 * it, or as people come to it by themselves who write for nobody else. The figures are others than those
 * of `lib/dataset/generated`. A digit or two of each hand look like another hand's other digits.
 */

/** A way to write a digit: its strokes as points "x,y" that smooth curves pass, in a box of about 6x9. */
export type Style = readonly string[];

/** A hand. Lengths are in parts of a digit's height. */
export interface HandStyle {
  readonly name: string;
  /** Which of `STYLES` it has for 0, 1, 2, ... */
  readonly styles: string;
  /** How far its uprights lean to the right, in parts of their height. */
  readonly slant: number;
  /** How wide its digits are, 1 for as the styles are. */
  readonly width: number;
  /** How far its uprights bend to the right in the middle. */
  readonly bow: number;
  /** The width of its pen's line. */
  readonly pen: number;
  /** How dark the pen writes, 0..1. */
  readonly opacity: number;
  /** How far the paper's grain shows in it, 0..1. */
  readonly grain: number;
}

/** Of each digit the styles a, b, c and so on. */
export const STYLES: readonly (readonly Style[])[] = [
  [ // a stroke inside; a curl on top; a box
    ["3,0 1,1.5 0,4.5 1,7.5 3,9 5,7.5 6,4.5 5,1.5 3,0", "5,1.5 1,7.5"],
    ["4.5,1.5 3,0.3 1,1.5 0,5 1.2,8.3 3,9 5,7.5 5.8,4.5 5,1.5 3.5,1 6.5,0"],
    ["0.5,0.5 0,8.5", "0,8.5 5.5,9", "5.5,9 6,0.2", "6,0.2 0.5,0.5"],
    ["4.8,1.2 5.8,4 5,8 2.8,9 0.5,7.5 0,4 1.2,0.5"],
    ["2,0 0.5,3.5 0.5,7.5 2.8,9 5.2,7.5 5.4,4 4,2 1.5,2.6"],
  ],
  [ // a long upstroke; a flag and a foot; a roof
    ["0,5 4,0", "4,0 4,9"],
    ["0.5,3 3.5,0", "3.5,0 3.5,9", "0,9 7,9"],
    ["0,7 3.5,0", "3.5,0 4.6,9"],
    ["0,8.4 4,0", "4,0 4.8,9"],
    ["0,2.2 2.5,0.3 4.6,0.2", "4.6,0.2 3.2,9"],
  ],
  [ // a Z; a large loop; a swan
    ["0,0.5 6,0", "6,0 0,9", "0,9 6.5,8.8"],
    ["0.5,2 2.5,0 5,1.2 4.5,4 2,8 0.3,8.8 0,7.5 1.5,7 4,8.7 7,8.4"],
    ["1.8,3 0.6,1.8 2.5,0 5,1.5 4,5 0,9", "0,9 3,8.2 6.5,9"],
    ["0,1.5 2.5,0 5,1.2 4.2,4 1.5,7 1,9 2.5,8.6"],
  ],
  [ // a flat top; all corners; a loop in the middle
    ["0.3,0 6,0", "6,0 2,3.6", "2,3.6 5,4.2 6,6.5 4.5,8.7 2,9 0,7.8"],
    ["0.5,0.5 5.5,0.8", "5.5,0.8 2,4.2", "2,4.2 6,7", "6,7 0,9"],
    ["0.8,1.2 3,0 5,1.2 4,3.6 2.3,4.4 2,3.7 3.2,3.9 5.8,5.5 5.5,8 2.5,9 0,7.6"],
    ["0.5,0.2 4,0.4 4.5,2 3.6,4 4.8,6 4.2,8.6 1,9.2"],
  ],
  [ // a sail; a hook; a lightning; a long bar
    ["4.5,9 4.5,0", "4.5,0 0,6", "0,6 7,6"],
    ["0.3,0 0.3,3.8 2.5,5.2 5.2,3.8", "5.4,0 5.2,9"],
    ["2,0 0,5.5", "0,5.5 6,4.8", "4.5,2.5 2.5,9"],
    ["3,0 0,5.5", "0,5.5 7,5.5", "3.8,3.8 3.8,8"],
    ["5.2,0 1,2.5 0.6,4.8 3,5.2 5,3.2", "5.4,0.2 5.2,9"],
  ],
  [ // an S; a hat that stands apart; all corners
    ["5.5,0.5 3,0 1,1.5 1.5,3.7 4,4.8 5.5,6.8 4,8.8 1.5,9 0,8"],
    ["1,1.5 0.8,4.2", "0.8,4.2 3.5,3.6 5.2,5.8 4,8.4 1.5,9 0,8.2", "2,0.4 7,0"],
    ["6,0 1,0.3", "1,0.3 0.5,4", "0.5,4 6,5", "6,5 5,8.5", "5,8.5 0,9"],
    ["5,0 2,0.4 1,4 3.8,3.6 5,6 3.6,8.8 1,8.6 0.6,6.5"],
  ],
  [ // a b; a spiral; a flag
    ["0.5,0 0.3,8", "0.3,8 2,9 4,8.5 4.6,6.8 3.6,5.4 1.8,5.4 0.4,6.8"],
    ["6,0.5 3,1 0.8,4 0.5,7 2.5,9 5,8.3 5.5,6 4,4.6 2.2,5.6 2.6,7.2 3.8,7"],
    ["6,0.8 4.2,0.6 2.6,0 1,3 0,6.5 2,9 4.6,8.2 5,6.2 3.2,5.2 0.4,7"],
    ["4,0 1.5,4 0.6,7.6 1.8,9 3,8 2.2,7 0.8,8"],
  ],
  [ // a bar and a serif; a wave; a narrow one with a bar
    ["0.3,1.5 0.3,0.2", "0.3,0.2 6,0", "6,0 2.5,9", "1.2,4.8 6,4.2"],
    ["0,1.4 1.5,0 3.5,1.2 5.8,0.2 4.5,4 3.4,9", "1.5,5.2 6,4.6"],
    ["1.4,1.2 4.8,0", "4.8,0 3.8,9", "2,5 6.2,4.6"],
    ["0,0.8 3,0 4.4,2.4 3.4,6 1.5,9"],
  ],
  [ // two circles; an hourglass; open on top
    [
      "3,0 1,1 1.2,3.2 3,4 4.8,3.2 5,1 3,0",
      "3,4.4 0.3,5.8 0.5,8.2 3,9 5.6,8.2 5.6,5.8 3,4.4",
    ],
    ["0.5,0 5.8,9", "5.8,9 0,9", "0,9 5.5,0", "5.5,0 0.5,0"],
    ["5.5,1.5 3,0.2 0.8,1.6 2.5,4 5.2,6.4 4,8.8 1.5,8.8 0.3,6.8 2.6,4.6 5.8,0.3"],
    ["5,2.2 4.6,0.5 2.5,0.2 1.4,1.8 3,4 4.8,6.2 3.8,8.8 1.6,8.4 1.4,6.4 3.6,3.6 4.6,2.6"],
    ["4.4,0.2 3.2,0.6 2.6,2.4 3.4,3.4 4.6,0.8", "3.4,3.4 0.8,5.8 1,8.4 3,9 5,7.8 4.8,5.4 3,3.6"],
  ],
  [ // a g; all corners; a slanting leg
    ["5,1 2.5,0 0.5,2 1.5,4.5 4,4.2 5.2,1.5", "5.2,0.5 5.2,7 3.5,9 1,8.8 0,7.6"],
    ["5,0.2 0.5,1", "0.5,1 0.8,4.2", "0.8,4.2 5,4", "5,0.2 4.6,9"],
    ["5.5,2.3 3.5,0 0.6,1 0.8,3.8 3,4.6 5.4,2.6 6,0.4", "6,0.4 1.5,9"],
    ["1.2,0.4 0.8,2.8 2.4,3.6 4.8,2.4", "5.2,0.2 3.6,9"],
    ["4.8,0.8 2,0.4 1.4,2 3.4,2.6 5.2,0.6", "5.2,0.6 3.6,9"],
  ],
];

/** The hands. */
export const HANDS: readonly HandStyle[] = [
  {
    name: "upright",
    styles: "edcaabaacd",
    ...{ slant: 0.05, width: 0.8, bow: 0, pen: 0.05, opacity: 0.9, grain: 0 },
  },
  {
    name: "angular",
    styles: "cbabdcdcbd",
    ...{ slant: 0.1, width: 0.7, bow: 0, pen: 0.09, opacity: 0.95, grain: 0 },
  },
  {
    name: "backhand",
    styles: "dedcbddbce",
    ...{ slant: -0.45, width: 0.9, bow: 0.05, pen: 0.04, opacity: 0.6, grain: 0.4 },
  },
  {
    name: "wide",
    styles: "edcaeddaee",
    ...{ slant: 0.1, width: 1.3, bow: 0, pen: 0.13, opacity: 0.9, grain: 0 },
  },
  {
    name: "hasty",
    styles: "bcdcbdbdde",
    ...{ slant: 0.55, width: 0.75, bow: 0.1, pen: 0.045, opacity: 0.85, grain: 0.1 },
  },
  {
    name: "careless",
    styles: "eebdbddcea",
    ...{ slant: 0.2, width: 0.9, bow: 0.0, pen: 0.06, opacity: 0.85, grain: 0.1 },
  },
];
