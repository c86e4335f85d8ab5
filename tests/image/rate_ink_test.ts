import { assertEquals } from "@std/assert";
import { rateInk } from "../../lib/image/rate_ink.ts";
import { inverse } from "./drawing.ts";
import { type Sheet, write, ZERO } from "./sheet_of_paper.ts";

Deno.test("rateInk takes what goes from side to side for a line where lines are printed, not elsewhere", () => {
  const sheet: Sheet = { width: 300, height: 200, paper: 255, ink: 0 };
  const picture = write(sheet, [[ZERO, 40, 60, 5], [ZERO, 180, 80, 3]]);
  // A line that the larger of the two hangs on.
  picture.pixels.fill(0, 300 * 60, 300 * 62);
  const density = inverse(picture);
  const mainBox = (isRuled: boolean) =>
    rateInk(picture, { density, isDark: true, factor: 1, trust: 1, isRuled })!.main.box;
  assertEquals(mainBox(false).width, 300);
  assertEquals(mainBox(true).x, 180);
});
