import { assertEquals } from "@std/assert";
import { findInk } from "../../lib/image/find_ink.ts";
import { groupStrokes, withoutSpecks } from "../../lib/image/group_strokes.ts";
import { drawing } from "./drawing.ts";
import { ONE, type Sheet, write, type Written, ZERO } from "./sheet_of_paper.ts";

const SHEET: Sheet = { width: 300, height: 240, paper: 255, ink: 0 };

/** For each line the left sides and widths of its groups. */
function groupsOf(shapes: readonly Written[]): [x: number, width: number][][] {
  const [found] = findInk(write(SHEET, shapes));
  const lines = groupStrokes(found);
  return lines.map((line) => line.map(({ box }) => [box.x, box.width]));
}

/** Bars that lie. */
const BAR = drawing("#".repeat(20) + " " + "#".repeat(20) + " " + "#".repeat(20));

Deno.test("groupStrokes keeps digits beside each other apart", () => {
  assertEquals(groupsOf([[ONE, 40, 60, 4], [ONE, 90, 64, 4], [ONE, 140, 60, 4]]), [
    [[40, 12], [90, 12], [140, 12]],
  ]);
});

Deno.test("groupStrokes keeps digits apart that lean over each other", () => {
  const rows = Array.from({ length: 20 }, (_, y) => "###".padStart(22 - y, ".").padEnd(22, "."));
  const slash = drawing(rows.join(" "));
  assertEquals(groupsOf([[slash, 60, 60, 3], [slash, 84, 60, 3]]), [[[60, 66], [84, 66]]]);
});

Deno.test("groupStrokes joins what lies above each other, as a five and its bar", () => {
  assertEquals(groupsOf([[ZERO, 100, 90, 5], [BAR, 110, 68, 2]]), [[[100, 50]]]);
});

Deno.test("groupStrokes gives a piece to the digit that it is near", () => {
  const dot = drawing("#### #### ####");
  assertEquals(groupsOf([[ONE, 50, 60, 4], [dot, 66, 80, 3], [ONE, 140, 60, 4]]), [
    [[50, 28], [140, 12]],
  ]);
  // One that is near nothing is dirt.
  assertEquals(groupsOf([[ONE, 50, 60, 4], [dot, 240, 200, 3]]), [[[50, 12]]]);
});

Deno.test("groupStrokes makes a digit of pieces that lie between digits, but not of dirt elsewhere", () => {
  const dash = drawing("###### ######");
  const pieces: Written[] = [0, 1, 2, 3].map((k) => [dash, 100, 60 + 20 * k, 4]);
  const ones: Written[] = [[ONE, 40, 60, 4], [ONE, 164, 60, 4]];
  assertEquals(groupsOf([...ones, ...pieces]), [[[40, 12], [100, 24], [164, 12]]]);
  const below: Written[] = [0, 1, 2, 3].map((k) => [dash, 100, 160 + 20 * k, 4]);
  assertEquals(groupsOf([...ones, ...below]), [[[40, 12], [164, 12]]]);
});

Deno.test("groupStrokes finds lines, from top to bottom", () => {
  const shapes: Written[] = [[ONE, 60, 140, 4], [ONE, 110, 20, 4], [ONE, 40, 26, 4]];
  assertEquals(groupsOf(shapes), [[[40, 12], [110, 12]], [[60, 12]]]);
});

Deno.test("withoutSpecks leaves the large strokes of a group", () => {
  const dot = drawing("#### #### ####");
  const [found] = findInk(write(SHEET, [[ONE, 50, 60, 4], [dot, 66, 80, 3]]));
  const [[group]] = groupStrokes(found);
  const rest = withoutSpecks(group);
  assertEquals([group.box.width, rest?.box.width], [28, 12]);
  assertEquals(rest && withoutSpecks(rest), undefined);
});
