/** Writes digits in a hand, as scenes that can be rendered. */
import { Trace } from "../../../lib/dataset/generated/trace.ts";
import type { Random } from "../../../lib/random.ts";
import type { HandStyle } from "./hands.ts";
import { STYLES } from "./hands.ts";
import { plainPaper } from "./materials.ts";
import { PLAIN_SHOT, type Scene } from "./scene.ts";
import { strokeFieldOf } from "./stroke_field.ts";

/** The height of a style's box, and of a digit in pixels of 28. */
const STYLE_HEIGHT = 9;
const DIGIT_HEIGHT = 18;
const STYLE_MIDDLE = [3, 4.5];

const MOST_POINTS = 60;

/** The height of a written digit, in pixels of the picture. */
const WRITTEN_HEIGHT = 110;

/** A digit in a hand on a slip of paper. The same hand never writes it twice in the same way. */
export function writeDigit(hand: HandStyle, digit: number, random: Random): Scene {
  const style = STYLES[digit]["abcdefg".indexOf(hand.styles[digit])];
  const trace = new Trace(MOST_POINTS);
  const move = createMove(hand, random);
  for (const stroke of style) {
    const points = stroke.split(" ").map(move);
    const [x, y] = [0, 1].map((axis) => Float64Array.from(points, (point) => point[axis]));
    trace.addCurve(x, y, 0, points.length - 1);
  }
  const scale = WRITTEN_HEIGHT / DIGIT_HEIGHT;
  const side = 220;
  return {
    seed: random.below(2 ** 31),
    width: side,
    height: side,
    paper: { ...plainPaper([246, 245, 240]), texture: 4, textureSize: 40 },
    digits: [{
      label: digit,
      field: strokeFieldOf(trace),
      pen: {
        width: hand.pen * WRITTEN_HEIGHT * random.uniform(0.85, 1.15),
        colour: [30, 40, 110],
        opacity: hand.opacity,
        grain: hand.grain,
        isAliased: false,
      },
      x: random.uniform(-15, 15),
      y: random.uniform(-15, 15),
      scale,
      angle: random.uniform(-0.05, 0.05),
    }],
    shot: {
      ...PLAIN_SHOT,
      gradient: { amount: random.uniform(0, 0.3), angle: random.uniform(0, 6.28) },
      blur: 0.8,
      noise: 3,
    },
  };
}

/** Where a point "x,y" of a style comes to lie this time, in pixels of 28. */
function createMove(hand: HandStyle, random: Random): (text: string) => [number, number] {
  const swing = (size: number) => size * (random.uniform() - random.uniform());
  const width = hand.width * (1 + swing(0.18));
  const slant = hand.slant + swing(0.15);
  const bow = hand.bow + swing(0.08);
  const wedge = swing(0.25);
  const sink = swing(0.15);
  const moved = new Map<string, [number, number]>();
  return (text) => {
    const known = moved.get(text);
    if (known !== undefined) return known;
    const [x, y] = text.split(",").map(Number)
      .map((place, axis) => (place - STYLE_MIDDLE[axis]) / STYLE_HEIGHT + swing(0.09));
    const bentY = y + sink * (0.25 - y * y);
    const bentX = x * width * (1 + wedge * y) + bow * (1 - 4 * y * y) - slant * bentY;
    const point: [number, number] = [14 + DIGIT_HEIGHT * bentX, 14 + DIGIT_HEIGHT * bentY];
    moved.set(text, point);
    return point;
  };
}
