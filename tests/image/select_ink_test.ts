import { assert, assertEquals } from "@std/assert";
import { selectInk } from "../../lib/image/select_ink.ts";
import { Random } from "../../lib/random.ts";

/** Paper with noise, 60x40, and boxes of ink on it. */
function paper(
  boxes: readonly { x: number; y: number; width: number; height: number; ink: number }[],
) {
  const random = new Random(2, "paper");
  const pixels = Uint8Array.from({ length: 2400 }, () => Math.round(12 + 3 * random.normal()));
  for (const { x, y, width, height, ink } of boxes) {
    for (let row = y; row < y + height; row++) pixels.fill(ink, row * 60 + x, row * 60 + x + width);
  }
  return { width: 60, height: 40, pixels };
}

Deno.test("selectInk finds faint and full ink beside each other, and no noise", () => {
  const faint = { x: 5, y: 5, width: 3, height: 20, ink: 60 };
  const full = { x: 30, y: 10, width: 4, height: 12, ink: 220 };
  const { strokes } = selectInk(paper([faint, full]));
  assertEquals(strokes.map(({ box, full }) => ({ ...box, ink: Math.round(full) })), [faint, full]);
});

Deno.test("selectInk parts full ink from a faint line that runs into it", () => {
  const line = { x: 0, y: 20, width: 60, height: 2, ink: 60 };
  const full = { x: 30, y: 10, width: 4, height: 20, ink: 220 };
  const { strokes } = selectInk(paper([line, full]));
  assertEquals(strokes.map(({ box }) => box), [{ x: 30, y: 10, width: 4, height: 20 }]);
});

Deno.test("selectInk finds nothing on empty paper", () => {
  const { strokes } = selectInk(paper([]));
  assert(strokes.every(({ area }) => area <= 2), `${strokes.map(({ area }) => area)}`);
});

Deno.test("selectInk joins thin lines that miss a pixel, on an even ground", () => {
  const pixels = new Uint8Array(2400);
  const draw = (y: number, from: number, to: number) =>
    pixels.fill(255, y * 60 + from, y * 60 + to);
  draw(10, 5, 20);
  draw(12, 20, 30);
  draw(20, 5, 20);
  draw(20, 21, 30);
  const boxes = (options?: { isPlain: boolean }) =>
    selectInk({ width: 60, height: 40, pixels }, options).strokes.map(({ box }) => box);
  const [dashed, missing] = [
    { x: 5, y: 10, width: 25, height: 3 },
    { x: 5, y: 20, width: 25, height: 1 },
  ];
  assertEquals(boxes({ isPlain: true }), [dashed, missing]);
  assertEquals(boxes().length, 4);
  // Thick strokes that are so near are neighbours.
  for (let y = 25; y < 35; y++) {
    draw(y, 5, 20);
    draw(y, 21, 40);
  }
  assertEquals(boxes({ isPlain: true }).length, 6);
});
