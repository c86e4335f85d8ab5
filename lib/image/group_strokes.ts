/** Sorts strokes into digits, and digits into lines. */
import { distance, sharedColumns, sharedRows, unite } from "./box.ts";
import { FAINT, type FoundInk, isOfSamePen, isRagged } from "./rate_ink.ts";
import type { Box } from "./grey_picture.ts";
import type { Stroke } from "./select_ink.ts";

/** The strokes of one digit, or of several that touch. */
export interface StrokeGroup {
  readonly strokes: readonly Stroke[];
  readonly box: Box;
}

/** Strokes lower than this part of a digit are pieces of one. */
const PIECE = 0.45;

/** Of a group's strokes those with less than this part of the largest one's area may be dirt. */
const SPECK = 0.15;

/** From which share of height and level on two strokes are side by side, not above each other. */
const BESIDE = 0.7;

/** How far a piece may be from its digit, in parts of the digit's height. */
const PIECE_GAP = 0.25;

/**
 * Groups the strokes that look as the main one does: pieces above each other are one digit (a 5 and
 * its bar), and small ones belong to the digit that they are near.
 *
 * @returns Lines from top to bottom, each with its groups from left to right.
 */
export function groupStrokes(found: FoundInk): StrokeGroup[][] {
  const { main, ink, density } = found;
  const isLarge = Math.min(density.width, density.height) > 60;
  const strokes = ink.strokes.filter((stroke) =>
    stroke !== main && stroke.full > FAINT * main.full && stroke.area > 0.01 * main.area &&
    (stroke.borderPixels === 0 || found.isPlain || !isLarge)
  );
  const body = growMain(main, strokes);
  const height = Math.max(body.box.height, body.box.width / 2);
  const inBody = new Set(body.strokes);
  const others = strokes.filter((stroke) => !inBody.has(stroke));
  const isTall = ({ box }: Stroke) => Math.max(box.height, 0.7 * box.width) > PIECE * height;
  const tall = others.filter((stroke) =>
    isTall(stroke) && stroke.box.height < 2 * height && isOfSamePen(stroke, found)
  );
  const groups = mergeStacked([body, ...tall.map((stroke) => groupOf(stroke))], height);
  const pieces = others.filter((stroke) => !isTall(stroke));
  const { whole, rest } = addPieces(groups, pieces, height);
  const broken = gather(rest.filter((stroke) => isOfSamePen(stroke, found)), height)
    .filter((group) => whole.some(({ box }) => areNeighbours(box, group.box)));
  const kept = [...whole, ...broken].filter((group) =>
    group.strokes.includes(main) || isClear(group, found, height)
  );
  return arrange(kept, height);
}

/** Whether a group is about as tall as the main digit, and not ragged as noise is. */
function isClear({ box, strokes }: StrokeGroup, found: FoundInk, height: number): boolean {
  const length = strokes.reduce((sum, { mark }) => sum + found.edges[mark - 1].length, 0);
  return box.height > PIECE * height && !isRagged({ box, length }, found);
}

function groupOf(...strokes: readonly Stroke[]): StrokeGroup {
  return { strokes, box: unite(strokes.map(({ box }) => box)) };
}

/** The group without its smallest strokes; undefined if it has none so small. */
export function withoutSpecks({ strokes }: StrokeGroup): StrokeGroup | undefined {
  const most = Math.max(...strokes.map(({ area }) => area));
  const rest = strokes.filter(({ area }) => area > SPECK * most);
  return rest.length < strokes.length ? groupOf(...rest) : undefined;
}

/** The main stroke and what lies above and below it as parts of a digit do. */
function growMain(main: Stroke, strokes: readonly Stroke[]): StrokeGroup {
  // On wood or cloth strokes are thousands: none is looked up in a list, no box united anew.
  const body = new Set([main]);
  let { box } = main;
  for (let grown = true; grown;) {
    grown = false;
    for (const stroke of strokes) {
      if (body.has(stroke) || !isPartOf(stroke, box, main)) continue;
      body.add(stroke);
      box = unite([box, stroke.box]);
      grown = true;
    }
  }
  return { strokes: [...body], box };
}

function isPartOf({ box, area }: Stroke, body: Box, main: Stroke): boolean {
  const size = Math.max(body.height, body.width);
  return area > 0.02 * main.area && !areNeighbours(body, box) &&
    Math.max(box.height, box.width) < 1.5 * size &&
    sharedColumns(body, box) > 0.25 * Math.min(body.width, box.width) &&
    sharedRows(body, box) > -0.4 * size;
}

/** Whether two are about as tall and level: neighbours in slanted writing, even if one leans over the other. */
function areNeighbours(a: Box, b: Box): boolean {
  const [lower, taller] = [Math.min(a.height, b.height), Math.max(a.height, b.height)];
  return lower > BESIDE * taller && sharedRows(a, b) > BESIDE * lower;
}

/** Joins what lies above each other, as long as it is not taller than a digit. */
function mergeStacked(groups: readonly StrokeGroup[], height: number): StrokeGroup[] {
  const merged = [...groups];
  for (let a = 0; a < merged.length; a++) {
    for (let b = a + 1; b < merged.length; b++) {
      const [upper, lower] = [merged[a].box, merged[b].box];
      const shared = sharedColumns(upper, lower) / Math.min(upper.width, lower.width);
      const together = unite([upper, lower]);
      if (shared < 0.4 || together.height > 1.5 * height || areNeighbours(upper, lower)) continue;
      merged[a] = groupOf(...merged[a].strokes, ...merged[b].strokes);
      merged.splice(b, 1);
      // What has grown may reach what it did not before.
      b = a;
    }
  }
  return merged;
}

/** Gives each piece to the nearest group, if it is near; `rest` are the others. */
function addPieces(
  groups: readonly StrokeGroup[],
  pieces: readonly Stroke[],
  height: number,
): { whole: StrokeGroup[]; rest: Stroke[] } {
  const whole = groups.map(({ strokes, box }) => ({ strokes: [...strokes], box }));
  const rest: Stroke[] = [];
  for (const piece of pieces) {
    let nearest = -1;
    let least = PIECE_GAP * height;
    for (const [k, group] of groups.entries()) {
      const gap = distance(group.box, piece.box);
      if (gap < least) [nearest, least] = [k, gap];
    }
    if (nearest < 0) {
      rest.push(piece);
      continue;
    }
    const group = whole[nearest];
    group.strokes.push(piece);
    group.box = unite([group.box, piece.box]);
  }
  return { whole, rest };
}

/** Joins pieces that are near each other: a digit of which a pen left only parts. */
function gather(pieces: readonly Stroke[], height: number): StrokeGroup[] {
  let groups: StrokeGroup[] = [];
  for (const piece of pieces) {
    const isNear = (group: StrokeGroup) =>
      group.strokes.some(({ box }) => distance(box, piece.box) < PIECE_GAP * height);
    const near = groups.filter(isNear);
    groups = groups.filter((group) => !near.includes(group));
    groups.push(groupOf(...near.flatMap(({ strokes }) => strokes), piece));
  }
  return groups;
}

/** Lines of groups: from left to right each follows the line whose end is level with it. */
function arrange(groups: readonly StrokeGroup[], height: number): StrokeGroup[][] {
  const middle = ({ box }: StrokeGroup) => box.y + box.height / 2;
  const lines: StrokeGroup[][] = [];
  for (const group of [...groups].sort((a, b) => a.box.x - b.box.x)) {
    let best: StrokeGroup[] | undefined;
    let least = 0.75 * height;
    for (const line of lines) {
      const step = Math.abs(middle(line[line.length - 1]) - middle(group));
      if (step < least) [best, least] = [line, step];
    }
    if (best !== undefined) best.push(group);
    else lines.push([group]);
  }
  const level = (line: StrokeGroup[]) => line.reduce((sum, g) => sum + middle(g), 0) / line.length;
  return lines.sort((a, b) => level(a) - level(b));
}
