import { assertEquals } from "@std/assert";
import type { InkPiece } from "../../lib/image/ink_piece.ts";
import { PieceReader } from "../../lib/image/piece_reader.ts";
import type { Judge } from "../../lib/image/reading.ts";
import { enlarged, pasted } from "./drawing.ts";
import { ONE, recognizeShapes, ZERO } from "./sheet_of_paper.ts";

const HEIGHT = 60;

/** Takes for a digit what is like one of the shapes. */
const judge: Judge = {
  likelihoods: (images) =>
    recognizeShapes(images).map((answer) => Math.max(...answer) > 0.95 ? 0.99 : 0.1),
  least: 0.02,
};

/** Columns of a shape as a piece of ink, with a border of a pixel. */
function pieceOf(shape: typeof ZERO, x: number, { from = 0, to = shape.width } = {}): InkPiece {
  const part = enlarged(shape, 3);
  const width = 3 * (to - from);
  const pixels = new Uint8Array(width * part.height);
  for (let y = 0; y < part.height; y++) {
    const start = y * part.width + 3 * from;
    pixels.set(part.pixels.subarray(start, start + width), y * width);
  }
  const place = { width: width + 2, height: part.height + 2, x: 1, y: 1, ground: 0 };
  return { x, y: 0, ink: pasted({ width, height: part.height, pixels }, place) };
}

/** How many pieces are left. */
function joined(...pieces: InkPiece[]): number {
  return new PieceReader(recognizeShapes, judge).joinNeighbours(pieces, HEIGHT).length;
}

Deno.test("PieceReader joins neighbours that read badly alone and well together", () => {
  const [left, right] = [{ to: 5 }, { from: 6 }];
  assertEquals(joined(pieceOf(ZERO, 0, left), pieceOf(ZERO, 18, right)), 1);
  // Too far from each other to be one digit.
  assertEquals(joined(pieceOf(ZERO, 0, left), pieceOf(ZERO, 48, right)), 2);
});

Deno.test("PieceReader leaves neighbours alone that read well as they are", () => {
  assertEquals(joined(pieceOf(ZERO, 0), pieceOf(ONE, 36), pieceOf(ZERO, 54)), 3);
});

Deno.test("PieceReader prefers the second of two pieces only if it is clearly the likelier digit", () => {
  const reader = new PieceReader(recognizeShapes, judge);
  const [zero, part, one] = [pieceOf(ZERO, 0), pieceOf(ZERO, 0, { from: 6 }), pieceOf(ONE, 0)];
  assertEquals(reader.preferred(part, zero), zero);
  assertEquals(reader.preferred(zero, part), zero);
  assertEquals(reader.preferred(zero, one), zero);
});

Deno.test("PieceReader takes nothing for a digit that is more than twice as wide as high", () => {
  const reader = new PieceReader(recognizeShapes, { likelihoods: () => [0.9, 0.9], least: 0.02 });
  const read = reader.readWhole([pieceOf(ZERO, 0), pieceOf(ONE, 0)]);
  const wide = { ...read[0], box: { x: 0, y: 0, width: 43, height: 20 } };
  assertEquals(reader.likelihoods(read), [0.9, 0.9]);
  assertEquals(reader.likelihoods([wide, read[1]]), [0, 0.9]);
});

Deno.test("PieceReader reads again, with variants, what is not surely read", () => {
  const [zero, one] = [pieceOf(ZERO, 0), pieceOf(ONE, 36)];
  let asked = 0;
  // Sure of ones; of a zero only if its strokes are thick or it is turned.
  const reader = new PieceReader((images) =>
    images.map((image) => {
      asked++;
      const isOne = image.filter((value) => value > 0).length < 90;
      const isAsIs = zeroImage !== undefined && image.every((value, i) => value === zeroImage![i]);
      const [digit, sure] = isOne ? [1, 0.95] : isAsIs ? [6, 0.6] : [0, 0.9];
      return Float32Array.from({ length: 10 }, (_, k) => k === digit ? sure : (1 - sure) / 9);
    }), undefined);
  let zeroImage: Uint8Array | undefined = undefined;
  zeroImage = reader.readWhole([zero])[0].image;
  const read = reader.readWhole([zero, one]);
  assertEquals(read.map(({ digit }) => digit), [6, 1]);
  asked = 0;
  const [again] = reader.readAgain([read]);
  assertEquals(again.map(({ digit }) => digit), [0, 1]);
  assertEquals(asked, 4);
  assertEquals(again[1], read[1]);
  // What is no digit stays so.
  assertEquals(reader.readAgain([[{ ...read[0], reason: "none" }]])[0][0].digit, 6);
});

/** Takes everything for the same digit, surely. */
function surely(digit: number): PieceReader {
  const answer = () => Float32Array.from({ length: 10 }, (_, k) => k === digit ? 0.99 : 0.01 / 9);
  const judge: Judge = { likelihoods: (images) => images.map(() => 0.99), least: 0.02 };
  return new PieceReader((images) => images.map(answer), judge);
}

/** Two bars that hang together by some strokes. */
function bars(bridges: number): InkPiece {
  const [width, height] = [54, 62];
  const pixels = new Uint8Array(width * height);
  for (let y = 1; y < height - 1; y++) {
    const isBridge = bridges > 0 && y >= 20 && y < 26 || bridges > 1 && y >= 40 && y < 46;
    for (let x = 1; x < width - 1; x++) {
      if (x < 7 || x >= width - 7 || isBridge) pixels[y * width + x] = 255;
    }
  }
  return { x: 0, y: 0, ink: { width, height, pixels } };
}

Deno.test("PieceReader parts what is surely read as one, if one stroke hangs two together, not two", () => {
  const reader = surely(9);
  const count = (bridges: number) =>
    reader.read(bars(bridges), { height: 60, isAlone: false }).length;
  assertEquals([count(1), count(2)], [2, 1]);
  // Nor are two digits half as high as those beside them.
  assertEquals(reader.read(bars(1), { height: 120, isAlone: false }).length, 1);
  // What stands alone is parted only beyond doubt.
  assertEquals(reader.read(bars(1), { height: 60, isAlone: true }).length, 1);
});

Deno.test("PieceReader leaves a one whole that could be two ones", () => {
  assertEquals(surely(1).read(bars(1), { height: 60, isAlone: false }).length, 1);
});
