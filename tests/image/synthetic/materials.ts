/** Papers, pens, colours and light, drawn at random. */

import type { Random } from "../../../lib/random.ts";
import type { Colour, Paper, Pen, Ruling, Shadow } from "./scene.ts";

/** White paper, white ink. */
export const WHITE: Colour = [255, 255, 255];
const NO_TABLE = { colour: WHITE, texture: 0, grain: 10 };

/** Paper without anything on it. */
export function plainPaper(colour: Colour): Paper {
  return { colour, texture: 0, textureSize: 1, rulings: [], table: NO_TABLE };
}

/** A pen whose strokes are of one colour. */
export function inkPen(random: Random, colour: Colour): Pen {
  return { width: 1, colour, opacity: random.uniform(0.9, 1), grain: 0, isAliased: false };
}

/** Pens, pencils and markers, for digits of a height. */
export function writingPen(random: Random, height: number): Pen {
  const kind = random.below(10);
  const inks: Colour[] = [
    [25, 25, 30],
    [35, 50, 140],
    [20, 40, 170],
    [60, 70, 160],
    [170, 35, 40],
    [
      30,
      110,
      60,
    ],
    [90, 40, 130],
  ];
  const ink = inks[random.below(10) < 8 ? random.below(4) : 4 + random.below(3)];
  if (kind < 5) { // a ballpoint or gel pen
    const width = Math.max(1.3, height * random.uniform(0.016, 0.055));
    const opacity = random.uniform(0.65, 0.98);
    return { width, colour: ink, opacity, grain: random.uniform(0, 0.15), isAliased: false };
  }
  if (kind < 7) { // a pencil
    const width = Math.max(1.3, height * random.uniform(0.02, 0.055));
    const colour: Colour = [85, 85, 90];
    const opacity = random.uniform(0.4, 0.8);
    return { width, colour, opacity, grain: random.uniform(0.1, 0.45), isAliased: false };
  }
  if (kind < 9) { // a felt pen or marker
    const width = height * random.uniform(0.06, 0.15);
    return { width, colour: ink, opacity: random.uniform(0.8, 1), grain: 0, isAliased: false };
  }
  return { width: 0, colour: ink, opacity: random.uniform(0.7, 1), grain: 0, isAliased: false };
}

/** Lines, or squares, that suit digits of a height. */
export function ruled(random: Random, height: number, isGrid: boolean): Ruling[] {
  const spacing = isGrid ? height * random.uniform(0.35, 1.2) : height * random.uniform(0.8, 2);
  const colours: Colour[] = [[120, 150, 200], [150, 150, 160], [110, 170, 190], [190, 140, 150]];
  const ruling: Ruling = {
    spacing,
    offset: random.uniform(0, spacing),
    angle: 0,
    width: Math.max(0.8, height * random.uniform(0.006, 0.02)),
    colour: colours[random.below(colours.length)],
    opacity: random.uniform(0.3, 0.95),
  };
  const upright = { ...ruling, angle: Math.PI / 2, offset: random.uniform(0, spacing) };
  if (isGrid) return [ruling, upright];
  const hasMargin = random.below(4) === 0;
  return hasMargin
    ? [ruling, {
      ...upright,
      spacing: 1e5,
      offset: -height * random.uniform(0.9, 1.6),
      colour: [220, 90, 100],
    }]
    : [ruling];
}

/** What paper lies on. */
export function table(random: Random): Paper["table"] {
  const colours: Colour[] = [[120, 80, 50], [60, 45, 35], [170, 130, 90], [40, 42, 45], [
    150,
    150,
    155,
  ], [
    90,
    100,
    130,
  ]];
  return {
    colour: colours[random.below(colours.length)],
    texture: random.uniform(0.03, 0.3),
    grain: random.uniform(6, 60),
  };
}

/** A shadow whose edge is so soft. */
export function shadow(random: Random, least: number, most: number): Shadow {
  const kinds = ["edge", "edge", "band", "blob"] as const;
  return {
    kind: kinds[random.below(kinds.length)],
    x: random.uniform(-0.25, 0.25),
    y: random.uniform(-0.25, 0.25),
    angle: random.uniform(0, 6.28),
    size: random.uniform(0.15, 0.4),
    softness: random.uniform(least, most),
    light: random.uniform(0.35, 0.75),
  };
}

/** A colour of a paint program. */
export function paintInk(random: Random): Colour {
  const inks: Colour[] = [[0, 0, 0], [255, 0, 0], [0, 0, 255], [0, 128, 0], [255, 255, 255], [
    255,
    255,
    0,
  ], [
    128,
    0,
    128,
  ], [255, 140, 0]];
  return inks[random.below(10) < 5 ? 0 : random.below(inks.length)];
}

/** Paper on which the ink can be seen. */
export function paintPaper(random: Random, ink: Colour): Colour {
  const isLight = 0.3 * ink[0] + 0.59 * ink[1] + 0.11 * ink[2] > 130;
  if (isLight) return random.below(2) === 0 ? [0, 0, 0] : [30, 60, 120];
  const papers: Colour[] = [WHITE, WHITE, WHITE, [240, 240, 200], [200, 230, 255], [192, 192, 192]];
  return papers[random.below(papers.length)];
}
