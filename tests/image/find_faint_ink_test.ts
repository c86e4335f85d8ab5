import { assert, assertEquals } from "@std/assert";
import { findFaintInk } from "../../lib/image/find_faint_ink.ts";
import { SEVEN } from "./seven.ts";
import { type Sheet, write, ZERO } from "./sheet_of_paper.ts";

/** Ink that is hardly darker than the noise. */
const SHEET: Sheet = { width: 500, height: 400, paper: 150, ink: 135, noise: 6 };

Deno.test("findFaintInk finds small digits that noise hides, dark and light", () => {
  for (const sheet of [SHEET, { ...SHEET, paper: 135, ink: 150 }]) {
    const [best] = [...findFaintInk(write(sheet, [[ZERO, 200, 150, 2], [SEVEN, 240, 150, 2]]))]
      .sort((a, b) => b.score - a.score);
    assertEquals(best.isDark, sheet === SHEET);
    const { x, y, width, height } = best.main.box;
    const [left, top] = [x * best.factor, y * best.factor];
    assert(left > 190 && left < 250 && Math.abs(top - 150) < 8, `${left} ${top}`);
    assert(width * best.factor < 40 && Math.abs(height * best.factor - 40) < 10);
  }
});

Deno.test("findFaintInk looks for what is said of the ink", () => {
  const found = [...findFaintInk(write(SHEET, [[ZERO, 200, 150, 2]]), { isDark: true })];
  assert(found.length > 0);
  assert(found.every(({ isDark }) => isDark));
});

Deno.test("findFaintInk takes no shadow for writing, though its edge is clearer", () => {
  const light = (x: number, y: number) => Math.hypot(x - 130, y - 200) < 110 ? 0.8 : 1;
  const found = [...findFaintInk(write({ ...SHEET, light }, [[ZERO, 340, 150, 2]]))];
  const [best] = found.sort((a, b) => b.score - a.score);
  const { x, y } = best.main.box;
  assert(Math.abs(best.factor * x - 340) < 8 && Math.abs(best.factor * y - 150) < 8, `${x} ${y}`);
});

Deno.test("findFaintInk finds nothing on paper alone, and does not look in small pictures", () => {
  assertEquals([...findFaintInk(write({ ...SHEET, noise: 0 }, []))], []);
  const small = { ...SHEET, width: 150, height: 150 };
  assertEquals([...findFaintInk(write(small, [[ZERO, 60, 50, 2]]))], []);
});
