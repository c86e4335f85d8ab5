import { assertEquals } from "@std/assert";
import { join, trim } from "../../lib/image/ink_piece.ts";
import { drawing, lines, written } from "./drawing.ts";

Deno.test("trim leaves one empty pixel on each side", () => {
  const piece = trim({ x: 10, y: 20, ink: drawing("..... ...#. ..##. ..... .....") });
  assertEquals([piece?.x, piece?.y], [11, 20]);
  assertEquals(written(piece!.ink), lines(".... ..#. .##. ...."));
});

Deno.test("trim adds the empty pixels that a piece lacks", () => {
  const piece = trim({ x: 3, y: 4, ink: drawing("##") });
  assertEquals([piece?.x, piece?.y, written(piece!.ink)], [2, 3, lines(".... .##. ....")]);
});

Deno.test("trim takes a part of each row", () => {
  const ink = drawing("#.##. #.#.. ##.#. #.##.");
  const spans = [[2, 4], [1, 5], [3, 5], [4, 5]] as const;
  const piece = trim({ x: 10, y: 20, ink }, (row) => spans[row]);
  assertEquals([piece?.x, piece?.y], [11, 19]);
  assertEquals(written(piece!.ink), lines(".... .##. .#.. ..#. ...."));
  assertEquals(trim({ x: 0, y: 0, ink }, () => [1, 1]), undefined);
});

Deno.test("trim leaves nothing of faint ink", () => {
  assertEquals(trim({ x: 0, y: 0, ink: drawing("12 21") }), undefined);
});

Deno.test("join lays pieces where they were, the fuller ink over the fainter", () => {
  const joined = join([
    { x: 5, y: 5, ink: drawing("#3 ..") },
    { x: 6, y: 5, ink: drawing("#. .5 .5") },
  ]);
  assertEquals([joined.x, joined.y, written(joined.ink)], [5, 5, lines("##. ..5 ..5")]);
});
