import { assert, assertEquals } from "@std/assert";
import { findInk } from "../../lib/image/find_ink.ts";
import type { GreyPicture } from "../../lib/image/grey_picture.ts";
import { SEVEN } from "./seven.ts";
import { type Sheet, write, ZERO } from "./sheet_of_paper.ts";

const SHEET: Sheet = { width: 400, height: 300, paper: 200, ink: 60, noise: 3 };

/** What looks most like writing. */
function likeliest(picture: GreyPicture) {
  return [...findInk(picture)].sort((a, b) => b.score - a.score)[0];
}

Deno.test("findInk tells dark ink from light", () => {
  assertEquals(likeliest(write(SHEET, [[SEVEN, 150, 60, 8]])).isDark, true);
  const board = { ...SHEET, paper: 50, ink: 210 };
  assertEquals(likeliest(write(board, [[SEVEN, 150, 60, 8]])).isDark, false);
});

Deno.test("findInk finds the whole of thin and of thick strokes", () => {
  for (const times of [2, 5, 9, 14]) {
    const found = likeliest(write(SHEET, [[ZERO, 100, 10, times]]));
    const { width, height } = found.main.box;
    assert(Math.abs(height - 20 * times) <= 4 && Math.abs(width - 10 * times) <= 4);
    // A ring: about half of its box is ink.
    const share = found.main.area / (width * height);
    assert(share > 0.4 && share < 0.7, `${times} times: ${share}`);
  }
});

Deno.test("findInk prefers writing to a shadow that is larger and darker", () => {
  const light = (x: number, y: number) => Math.hypot(x - 320, y - 200) < 60 ? 0.3 : 1;
  const found = likeliest(write({ ...SHEET, ink: 110, light }, [[SEVEN, 60, 40, 6]]));
  const { x, y } = found.main.box;
  assert(Math.abs(x - 60) < 8 && Math.abs(y - 40) < 8, `${x} ${y}`);
});

Deno.test("findInk prefers writing to a table's edge", () => {
  const light = (x: number) => x < 70 ? 0.2 : 1;
  const found = likeliest(write({ ...SHEET, light }, [[SEVEN, 200, 90, 5]]));
  assert(Math.abs(found.main.box.x - 200) < 8, `${found.main.box.x}`);
});

Deno.test("findInk takes no line along a side for writing", () => {
  const light = (_: number, y: number) => y >= 296 ? 0.1 : 1;
  const [found] = findInk(write({ ...SHEET, noise: 0, light }, [[SEVEN, 150, 90, 5]]));
  assert(Math.abs(found.main.box.x - 150) < 8, `${found.main.box.x}`);
});

Deno.test("findInk says of ink without printed lines what it was with them", () => {
  const light = (_: number, y: number) => y % 40 === 0 ? 0.7 : 1;
  const all = [...findInk(write({ ...SHEET, noise: 0, light }, [[SEVEN, 150, 90, 5]]))];
  const without = all.filter(({ withLines }) => withLines !== undefined);
  assert(without.length > 0);
  for (const { withLines } of without) assert(all.includes(withLines!));
});

Deno.test("findInk finds nothing on paper alone", () => {
  assertEquals([...findInk(write({ ...SHEET, noise: 0 }, []))], []);
});
