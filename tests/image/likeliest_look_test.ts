import { assertEquals } from "@std/assert";
import { likeliest, type Look } from "../../lib/image/likeliest_look.ts";
import { describeDigit } from "../../lib/image/reading.ts";

/** A digit of 60x100 pixels, as it is seen in one way, or several side by side. */
function createLook(
  text: number,
  seen: {
    score: number;
    mass?: number;
    area?: number;
    support?: number;
    x?: number;
    withLines?: Look;
  },
): Look {
  const { score, mass = 100_000, area = 2400, support = 1, x = 20, withLines } = seen;
  const box = { x, y: 10, width: 60, height: 100 };
  const main = { mark: 1, box, area, mass, full: 100, borderPixels: 0 };
  const pixels = new Uint8Array(1);
  const line = Array.from(`${text}`, (digit, n) => {
    const answer = Float32Array.from({ length: 10 }, (_, k) => Number(k === Number(digit)));
    return describeDigit(answer, { ...box, x: x + 80 * n }, pixels);
  });
  return {
    found: {
      density: { width: 1, height: 1, pixels },
      ink: { marks: new Int32Array(1), strokes: [main], floor: 5 },
      edges: [{ length: 240, support }],
      ...{ main, isDark: true, isPlain: false, factor: 1, score, withLines: withLines?.found },
    },
    reading: { lines: [line] },
    quality: 1,
  };
}

function digitOf(looks: Look[]): number {
  return Number(likeliest(looks).reading.lines[0].map(({ digit }) => digit).join(""));
}

Deno.test("likeliest() takes what looks most like writing", () => {
  assertEquals(digitOf([createLook(3, { score: 10 }), createLook(8, { score: 6 })]), 3);
  assertEquals(digitOf([createLook(8, { score: 6 }), createLook(3, { score: 10 })]), 3);
});

Deno.test("likeliest() adds up the looks that agree in what they read, and where", () => {
  const looks = [createLook(3, { score: 10 }), createLook(8, { score: 6 })];
  assertEquals(digitOf([...looks, createLook(8, { score: 5 })]), 8);
  assertEquals(digitOf([...looks, createLook(8, { score: 5, x: 300 })]), 3);
});

Deno.test("likeliest() adds up the looks that agree in part, each by the share of the digits", () => {
  const looks = [createLook(8, { score: 10, x: 300 }), createLook(123, { score: 3 })];
  assertEquals(digitOf(looks), 8);
  // 3 * sqrt(3), and three quarters of 4 * sqrt(4).
  assertEquals(digitOf([...looks, createLook(1234, { score: 4 })]), 1234);
  // The same digits elsewhere say nothing for them.
  assertEquals(digitOf([...looks, createLook(1234, { score: 4, x: 900 })]), 8);
});

Deno.test("likeliest() trusts digits in a line more than one", () => {
  const one = createLook(8, { score: 10, x: 300 });
  assertEquals(digitOf([one, createLook(1234, { score: 6 })]), 1234);
  assertEquals(digitOf([one, createLook(1234, { score: 4 })]), 8);
});

Deno.test("likeliest() counts a look once if it is the same without printed lines", () => {
  const look = createLook(8, { score: 6 });
  const without = createLook(8, { score: 6, withLines: look });
  assertEquals(digitOf([createLook(3, { score: 10 }), look, without]), 3);
  assertEquals(digitOf([createLook(3, { score: 10 }), look, createLook(8, { score: 6 })]), 8);
});

Deno.test("likeliest() trusts thick strokes less where they are hollow", () => {
  const hollow = createLook(3, { score: 10 });
  const whole = { score: 6, mass: 120_000 };
  assertEquals(digitOf([hollow, createLook(8, whole)]), 8);
  // Thin strokes are no wider than a window; what has no edges is a shadow.
  assertEquals(digitOf([hollow, createLook(8, { ...whole, area: 1200 })]), 3);
  assertEquals(digitOf([hollow, createLook(8, { ...whole, support: 0.5 })]), 3);
});
