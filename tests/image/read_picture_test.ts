import { assert, assertEquals, assertThrows } from "@std/assert";
import { centreOfMass } from "../../lib/image/centre_of_mass.ts";
import type { GreyPicture } from "../../lib/image/grey_picture.ts";
import { findInkBox } from "../../lib/image/ink_box.ts";
import { placeByCentreOfMass } from "../../lib/image/mnist_convention.ts";
import { type ReadOptions, readPicture, readPictures } from "../../lib/image/read_picture.ts";
import type { Judge, Recognizer } from "../../lib/image/reading.ts";
import { drawing, enlarged, inverse, pasted, written } from "./drawing.ts";
import { drawnLine } from "./drawn_line.ts";
import { SEVEN } from "./seven.ts";
import { ONE, recognizeShapes, type Sheet, write, type Written, ZERO } from "./sheet_of_paper.ts";

/** The seven as MNIST would have it. */
const IMAGE: GreyPicture = { width: 28, height: 28, pixels: placeByCentreOfMass(SEVEN) };

const SHEET: Sheet = { width: 400, height: 300, paper: 225, ink: 50 };

function textOf(picture: GreyPicture, options: ReadOptions = {}): string {
  const { lines } = readPicture(picture, recognizeShapes, options);
  return lines.map((line) => line.map(({ digit }) => digit).join("")).join("\n");
}

/** The image that a picture of one digit becomes. */
function imageOf(picture: GreyPicture): GreyPicture {
  const [[{ image }]] = readPicture(picture, recognizeShapes).lines;
  return { width: 28, height: 28, pixels: image };
}

/** How much two images differ on average, 0..255. */
function difference(a: GreyPicture, b: GreyPicture): number {
  return a.pixels.reduce((sum, value, i) => sum + Math.abs(value - b.pixels[i]), 0) /
    a.pixels.length;
}

Deno.test("readPicture passes an MNIST image through, inverted if dark on light", () => {
  assertEquals(imageOf(IMAGE), IMAGE);
  assertEquals(imageOf(inverse(IMAGE)), IMAGE);
});

Deno.test("readPictures reads each as readPicture does, and says why one cannot be read", () => {
  const seven = pasted(enlarged(SEVEN, 3), { width: 70, height: 90, x: 20, y: 11, ground: 0 });
  const blank = { width: 40, height: 30, pixels: new Uint8Array(1200).fill(240) };
  const zero = { width: 28, height: 28, pixels: placeByCentreOfMass(ZERO) };
  const pictures = [IMAGE, seven, blank, zero];
  const [image, other, none, last] = readPictures(pictures, recognizeShapes);
  assertEquals(image, readPicture(IMAGE, recognizeShapes));
  assertEquals(other, readPicture(seven, recognizeShapes));
  assert(none instanceof RangeError);
  assertEquals(last, readPicture(zero, recognizeShapes));
});

Deno.test("readPicture brings a digit of another place and size to MNIST's", () => {
  for (const times of [2, 5, 20]) {
    const large = enlarged(SEVEN, times);
    const [width, height] = [large.width + 7 * times, large.height + 11 * times];
    const place = { width, height, x: 2 * times, y: 8 * times, ground: 0 };
    const [[digit]] = readPicture(pasted(large, place), recognizeShapes).lines;
    const image = { ...IMAGE, pixels: digit.image };
    assert(difference(image, IMAGE) < 3, `enlarged ${times} times:\n${written(image)}`);
    const { x, y, width: inkWidth, height: inkHeight } = digit.box;
    assert(Math.abs(y - place.y) <= times && Math.abs(inkHeight - 20 * times) <= 2 * times);
    assert(Math.abs(x - place.x) <= times && Math.abs(inkWidth - 11 * times) <= 2 * times);
  }
});

Deno.test("readPicture reads any ink on any ground alike", () => {
  const large = enlarged(SEVEN, 4);
  const onBlack = pasted(large, { width: 90, height: 120, x: 20, y: 11, ground: 0 });
  for (const [ground, ink] of [[255, 0], [230, 40], [120, 10], [60, 190], [140, 230], [180, 110]]) {
    const pixels = onBlack.pixels.map((value) => Math.round(ground + (ink - ground) * value / 255));
    const mean = difference(imageOf({ ...onBlack, pixels }), IMAGE);
    assert(mean < 5, `ink ${ink} on ${ground} differs by ${mean}`);
  }
});

Deno.test("readPicture reads in uneven light, in a hard shadow, and through noise", () => {
  const seven: Written = [SEVEN, 150, 60, 8];
  const lights: Record<string, Sheet["light"]> = {
    "from one side": (x) => 0.35 + 0.65 * x / 400,
    "a shadow's edge": (x, y) => x + 0.5 * y > 260 ? 0.45 : 1,
    "dark corners": (x, y) => 1 - 0.6 * Math.hypot(x - 200, y - 150) / 250,
  };
  for (const [name, light] of Object.entries(lights)) {
    const picture = write({ ...SHEET, light, noise: 4 }, [seven]);
    assertEquals(textOf(picture), "7", name);
    const mean = difference(imageOf(picture), IMAGE);
    assert(mean < 9, `${name}: differs by ${mean}\n${written(imageOf(picture))}`);
  }
});

Deno.test("readPicture reads a line of small digits that are hardly darker than the noise", () => {
  const faint: Sheet = { width: 700, height: 500, paper: 150, ink: 136, noise: 6 };
  const line: Written[] = [SEVEN, ZERO, SEVEN, ONE].map((
    shape,
    k,
  ) => [shape, 250 + 40 * k, 200, 2]);
  assertEquals(textOf(write(faint, line)), "7071");
});

Deno.test("readPicture takes a speck for dirt on paper, but not on an even ground", () => {
  const dot = drawing(["###", "###", "###"].join("\n"));
  const seven: Written[] = [[SEVEN, 150, 60, 8], [dot, 162, 160, 4]];
  const onPaper = write({ ...SHEET, noise: 4 }, seven);
  const onScreen = write(SHEET, seven);
  // Whoever is not sure with the dot and sure without it.
  const recognize: Recognizer = (images) =>
    images.map((image) => {
      const hasDot = [16, 17, 18].some((y) =>
        image.subarray(28 * y + 8, 28 * y + 12).some((v) => v > 60)
      );
      return Float32Array.from({ length: 10 }, (_, digit) =>
        digit === (hasDot ? 4 : 7) ? (hasDot ? 0.6 : 0.99) : (hasDot ? 0.4 : 0.01) / 9);
    });
  const judge: Judge = { likelihoods: (images) => images.map(() => 1), least: 0.5 };
  const read = (picture: GreyPicture) =>
    readPicture(picture, recognize, { judge }).lines.flat().map(({ digit }) => digit).join("");
  assertEquals(read(onPaper), "7");
  assertEquals(read(onScreen), "4");
});

Deno.test("readPicture reads chalk on a board", () => {
  const board: Sheet = { ...SHEET, paper: 45, ink: 220, noise: 3, light: (x) => 0.5 + x / 800 };
  assertEquals(textOf(write(board, [[ZERO, 150, 60, 8]])), "0");
});

Deno.test("readPicture reads on ruled paper", () => {
  const picture = write({ ...SHEET, noise: 3 }, [[SEVEN, 150, 60, 8]]);
  for (let y = 40; y < 300; y += 50) {
    for (let x = 0; x < 400; x++) {
      for (const row of [y, y + 1]) {
        const i = (row + Math.round(x / 40)) * 400 + x;
        if (i < picture.pixels.length) picture.pixels[i] = Math.min(picture.pixels[i], 150);
      }
    }
  }
  assertEquals(textOf(picture), "7");
  const mean = difference(imageOf(picture), IMAGE);
  assert(mean < 9, `differs by ${mean}\n${written(imageOf(picture))}`);
});

Deno.test("readPicture takes a bar on an even ground for a one, and looks no further", () => {
  let asked = 0;
  const recognize: Recognizer = (images) => {
    asked += images.length;
    return recognizeShapes(images);
  };
  const count = (noise: number) => {
    asked = 0;
    const picture = write({ ...SHEET, noise }, [[ONE, 150, 60, 8]]);
    const [[{ digit }]] = readPicture(picture, recognize).lines;
    return [digit, asked];
  };
  assertEquals(count(0), [1, 1]);
  const [digit, looks] = count(4);
  assert(digit === 1 && looks > 1);
});

Deno.test("readPicture reads a line from left to right, though it leans", () => {
  const shapes: Written[] = [[SEVEN, 20, 100, 3], [ZERO, 80, 110, 3], [ONE, 150, 122, 3], [
    ZERO,
    190,
    130,
    3,
  ], [SEVEN, 260, 142, 3]];
  const { lines } = readPicture(write({ ...SHEET, noise: 2 }, shapes), recognizeShapes);
  assertEquals(lines.map((line) => line.map(({ digit }) => digit)), [[7, 0, 1, 0, 7]]);
  const lefts = lines[0].map(({ box }) => box.x);
  for (const [k, [, x]] of shapes.entries()) assert(Math.abs(lefts[k] - x) <= 6, `${lefts}`);
});

Deno.test("readPicture leaves out a bar that is far from all digits, as a table's edge is", () => {
  const wide = { ...SHEET, width: 900 };
  const digits: Written[] = [[ZERO, 300, 110, 3], [SEVEN, 380, 110, 3]];
  assertEquals(textOf(write(wide, [...digits, [ONE, 480, 110, 3]])), "071");
  assertEquals(textOf(write(wide, [...digits, [ONE, 700, 110, 3]])), "07");
  // Nor are ones that follow each other.
  assertEquals(textOf(write(wide, [...digits, [ONE, 580, 110, 3], [ONE, 700, 110, 3]])), "0711");
  assertEquals(textOf(write(wide, [[ONE, 300, 110, 3], [ONE, 700, 110, 3]])), "11");
});

Deno.test("readPicture reads lines from top to bottom", () => {
  const shapes: Written[] = [[SEVEN, 50, 40, 4], [ZERO, 150, 45, 4], [ZERO, 60, 180, 4], [
    ONE,
    160,
    175,
    4,
  ]];
  const picture = write(SHEET, shapes);
  assertEquals(textOf(picture), "70\n01");
  assertEquals(textOf(picture, { layout: "line" }).length, 2);
  assertEquals(textOf(picture, { layout: "single" }).length, 1);
});

Deno.test("readPicture parts digits that touch", () => {
  // The bar of the seven runs into the zero.
  assertEquals(textOf(write(SHEET, [[ZERO, 100, 60, 5], [SEVEN, 147, 60, 5]])), "07");
});

Deno.test("readPicture holds to what is said of the ink", () => {
  const picture = write(SHEET, [[SEVEN, 150, 60, 8]]);
  assertEquals(textOf(picture, { isDark: true }), "7");
  const [[other]] = readPicture(picture, recognizeShapes, { isDark: false }).lines;
  // What is found is a gap.
  assert(other.box.height < 150, `${other.box.height}`);
});

Deno.test("readPicture says where digits are in a picture that it makes smaller", () => {
  const picture = write({ ...SHEET, width: 3400, height: 2000 }, [[SEVEN, 1000, 400, 50]]);
  const { lines, ink } = readPicture(picture, recognizeShapes);
  assertEquals([lines.length, lines[0].length, lines[0][0].digit], [1, 1, 7]);
  assertEquals(ink!.width, 1700);
  const { x, y, width, height } = lines[0][0].box;
  assert(Math.abs(x - 1000) < 40 && Math.abs(y - 400) < 40, `${x} ${y}`);
  assert(Math.abs(width - 550) < 60 && Math.abs(height - 1000) < 60, `${width} ${height}`);
});

Deno.test("readPicture places the centre of mass in the middle, and keeps the aspect of a one", () => {
  const { x, y } = centreOfMass(imageOf(drawnLine(120, 12, [20, 30, 90, 100])));
  assert(x >= 14 && x < 15 && y >= 14 && y < 15, `(${x}, ${y})`);
  const bar = { width: 2, height: 20, pixels: new Uint8Array(40).fill(255) };
  const image = imageOf(pasted(bar, { width: 8, height: 24, x: 3, y: 2, ground: 0 }));
  assertEquals(findInkBox(image, 64), { x: 13, y: 4, width: 2, height: 20 });
});

Deno.test("readPicture reads pictures of any shape, or refuses them in a sentence", () => {
  const column = Array.from({ length: 40 }, (_, y) => y > 0 && y < 39 ? ".#." : "...").join(" ");
  for (const text of [".#", ". . #", "... .#. ...", "#", column, "#.#.#.#.#.#.#", "# . # . # ."]) {
    const picture = drawing(text);
    for (const each of [picture, inverse(picture)]) {
      try {
        assert(readPicture(each, recognizeShapes).lines.flat().length > 0);
      } catch (error) {
        assert(error instanceof RangeError, `${error}`);
        assert(error.message.startsWith("Cannot read the picture: expected "), error.message);
      }
    }
  }
});

Deno.test("readPicture refuses pictures without ink", () => {
  const blank = { width: 40, height: 30, pixels: new Uint8Array(1200).fill(240) };
  const paper = write({ ...SHEET, noise: 4 }, []);
  for (const picture of [drawing("."), blank, { ...IMAGE, pixels: new Uint8Array(784) }, paper]) {
    assertThrows(
      () => readPicture(picture, recognizeShapes),
      RangeError,
      "Cannot read the picture: expected ink that differs from its ground, got no ink",
    );
  }
});

/** Two strokes that cross: no digit. */
const CROSS = drawing(
  Array.from(
    { length: 20 },
    (_, y) =>
      Array.from(
        { length: 20 },
        (_, x) => Math.abs(x - y) < 3 || Math.abs(19 - x - y) < 3 ? "#" : ".",
      )
        .join(""),
  ).join("\n"),
);

/** Takes for a digit what is like one of the shapes. */
const judgeShapes: Judge = {
  likelihoods: (images) =>
    recognizeShapes(images).map((answer) => Math.max(...answer) > 0.9 ? 0.9 : 0.001),
  least: 0.02,
};

Deno.test("readPicture refuses what is no digit, and says what it is most like", () => {
  const picture = write(SHEET, [[CROSS, 100, 60, 7]]);
  const [[read]] = readPicture(picture, recognizeShapes, { judge: judgeShapes }).lines;
  assertEquals(read.reason, "it does not look like a digit");
  assertEquals(read.probabilities.length, 10);
  const [[accepted]] = readPicture(write(SHEET, [[SEVEN, 100, 60, 7]]), recognizeShapes, {
    judge: judgeShapes,
  }).lines;
  assertEquals([accepted.digit, accepted.reason], [7, undefined]);
});

Deno.test("readPicture keeps what it is not sure of between digits, but not at the end of a line", () => {
  // What is not a shape could be anything, and is hardly a digit at all.
  const isShape = (answer: Float32Array) => Math.max(...answer) > 0.9;
  const recognize: Recognizer = (images) =>
    recognizeShapes(images).map((answer) =>
      isShape(answer) ? answer : new Float32Array(10).fill(0.1)
    );
  const judge: Judge = {
    likelihoods: (images) => recognizeShapes(images).map((answer) => isShape(answer) ? 0.9 : 0.1),
    least: 0.02,
  };
  const read = (shapes: Written[]) =>
    readPicture(write(SHEET, shapes), recognize, { judge }).lines[0].length;
  assertEquals(read([[ZERO, 40, 60, 4], [SEVEN, 120, 60, 4], [CROSS, 220, 60, 4]]), 2);
  assertEquals(read([[ZERO, 40, 60, 4], [CROSS, 120, 60, 4], [SEVEN, 240, 60, 4]]), 3);
});

Deno.test("readPicture leaves out what is no digit at the end of a line, but not between digits", () => {
  const read = (shapes: Written[]) =>
    readPicture(write(SHEET, shapes), recognizeShapes, { judge: judgeShapes }).lines
      .map((line) =>
        line.map(({ digit, reason }) => reason === undefined ? `${digit}` : "?").join("")
      );
  assertEquals(read([[ZERO, 40, 60, 4], [SEVEN, 120, 60, 4], [CROSS, 220, 60, 4]]), ["07"]);
  assertEquals(read([[ZERO, 40, 60, 4], [CROSS, 120, 60, 4], [SEVEN, 240, 60, 4]]), ["0?7"]);
});

Deno.test("readPicture looks in other ways too at even ground where something between digits is not read", () => {
  let asked = 0;
  const recognize: Recognizer = (images) => {
    asked += images.length;
    return recognizeShapes(images);
  };
  const count = (shapes: readonly Written[0][]) => {
    asked = 0;
    const line = shapes.map((shape, k): Written => [shape, 20 + 60 * k, 60, 2]);
    readPicture(write(SHEET, line), recognize, { judge: judgeShapes });
    return asked;
  };
  // At the end it is left out, and all that is left is read.
  const atEnd = count([ZERO, SEVEN, ZERO, SEVEN, ZERO, CROSS]);
  assert(count([ZERO, SEVEN, ZERO, CROSS, SEVEN, ZERO]) > 1.5 * atEnd);
});
