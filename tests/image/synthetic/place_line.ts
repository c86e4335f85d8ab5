import type { Random } from "../../../lib/random.ts";
import type { Pen, PlacedDigit } from "./scene.ts";
import type { StrokeField } from "./stroke_field.ts";

/** A digit as a source hands it out. */
export interface SourceDigit {
  readonly label: number;
  readonly field: StrokeField;
}

/** Digits side by side about the middle. */
export function placeLine(
  random: Random,
  next: () => SourceDigit,
  line: { count: number; height: number; pen: Pen; spread: number; turn: number; room?: number },
): PlacedDigit[] {
  const { count, height, pen, spread, turn } = line;
  const scale = height / 20;
  const lean = random.uniform(-turn, turn);
  // Now and then two digits touch.
  const gap = random.below(4) === 0 ? random.uniform(0.02, 0.15) : random.uniform(0.15, 0.7);
  const digits: PlacedDigit[] = [];
  let x = 0;
  for (let k = 0; k < count; k++) {
    const { label, field } = next();
    const size = scale * (count > 1 ? random.uniform(0.88, 1.12) : 1);
    const half = (field.box.right - field.box.left) * size / 2 +
      (pen.width > 0 ? pen.width / 2 - size : 0);
    const touches = count > 1 && k > 0 && random.below(14) === 0;
    const space = k === 0 ? 0 : touches ? -0.04 * height : height * gap * random.uniform(0.7, 1.3);
    x += space + half;
    digits.push({
      label,
      field,
      pen,
      x,
      y: random.uniform(-0.07, 0.07) * (count > 1 ? height : 0),
      scale: size,
      angle: lean + random.uniform(-0.06, 0.06),
    });
    x += half;
  }
  // A line that would leave the picture is written smaller.
  const { room = Infinity } = line;
  const share = Math.min(1, room / x);
  const sway = Math.max(0, Math.min(spread, (room - share * x) / 2));
  const moveX = random.uniform(-sway, sway) - share * x / 2;
  const moveY = random.uniform(-spread, spread);
  return digits.map((digit) => ({
    ...digit,
    pen: { ...pen, width: pen.isAliased ? pen.width : pen.width * share },
    x: share * digit.x + moveX,
    y: share * digit.y + moveY,
    scale: share * digit.scale,
  }));
}
