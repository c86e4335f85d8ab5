import { assertEquals } from "@std/assert";
import {
  csvRows,
  describeReading,
  formatReading,
  readingText,
} from "../../lib/cli/format_reading.ts";
import type { ReadDigit } from "../../lib/image/reading.ts";

const NAMES = Array.from({ length: 10 }, (_, digit) => `${digit}`);
const STYLE = { names: NAMES, top: 2 };

/** A digit, and another that is less probable. */
function digit(first: number, probability: number, second: number, x = 0): ReadDigit {
  const probabilities = new Float32Array(10);
  probabilities[first] = probability;
  probabilities[second] = 1 - probability;
  const box = { x, y: 5, width: 20, height: 30 };
  return { digit: first, probabilities, box, image: new Uint8Array(784) };
}

const LINE = { lines: [[digit(4, 1, 9), digit(2, 0.984375, 7, 40), digit(7, 0.75, 1, 80)]] };
const UNREAD = { lines: [[{ ...digit(3, 0.5, 8), reason: "a scribble" }]] };
const SINGLE = { lines: [[digit(6, 0.9375, 0)]] };

Deno.test("formatReading shows digits and how sure each is, with what it could be instead", () => {
  const format = (reading: typeof LINE, width = 8) =>
    formatReading("a.png", reading, { ...STYLE, nameWidth: width, hasColour: false });
  assertEquals(format(LINE), "a.png     4 2 7   100% 98% 75%(1?)");
  assertEquals(format(SINGLE), "a.png     6   94%");
  assertEquals(format(UNREAD), "a.png     ?   50%(3?)");
  const lines = { lines: [...LINE.lines, ...SINGLE.lines] };
  assertEquals(
    format(lines, 5),
    "a.png  4 2 7   100% 98% 75%(1?)\n       6       94%",
  );
});

Deno.test("formatReading colours by sureness where there is colour", () => {
  const options = { ...STYLE, nameWidth: 1, hasColour: true };
  assertEquals(formatReading("a", SINGLE, options), "a  6   \x1b[32m94%\x1b[0m");
  assertEquals(formatReading("a", UNREAD, options), "a  ?   \x1b[31m50%(3?)\x1b[0m");
});

Deno.test("formatReading names classes that are no digits", () => {
  const names = NAMES.map((name) => name === "6" ? "Shirt" : name);
  const options = { names, top: 1, nameWidth: 1, hasColour: false };
  assertEquals(formatReading("a", SINGLE, options), "a  6 Shirt   94%");
});

Deno.test("describeReading has digits, boxes and the whole text", () => {
  const { text, digits, ...rest } = describeReading("a.png", LINE, STYLE);
  assertEquals([text, rest], ["427", { file: "a.png" }]);
  assertEquals(digits[1], {
    digit: 2,
    probability: 0.984375,
    box: [40, 5, 20, 30],
    top: [{ digit: 2, probability: 0.984375 }, { digit: 7, probability: 0.015625 }],
  });
});

Deno.test("describeReading has digit and probability at the top for a single digit", () => {
  const { digit: read, probability } = describeReading("a.png", SINGLE, STYLE);
  assertEquals([read, probability], [6, 0.9375]);
});

Deno.test("describeReading has null and the reason for what is no digit", () => {
  const described = describeReading("a.png", UNREAD, STYLE);
  assertEquals([described.digit, described.reason, described.text], [null, "a scribble", "?"]);
  assertEquals(described.digits[0].digit, null);
  assertEquals(described.digits[0].top[0].digit, 3);
});

Deno.test("readingText has a line for each line, and spaces between names", () => {
  const reading = { lines: [...LINE.lines, ...UNREAD.lines] };
  assertEquals(readingText(reading, NAMES), "427\n?");
  const names = NAMES.map((name) => `class ${name}`);
  assertEquals(readingText(LINE, names), "class 4 class 2 class 7");
});

Deno.test("csvRows has a row for each digit, and quotes names that need it", () => {
  assertEquals(csvRows("a.png", SINGLE), ["a.png,1,1,6,0.9375,0,5,20,30"]);
  assertEquals(csvRows('a,"b".png', UNREAD), ['"a,""b"".png",1,1,?,0.5000,0,5,20,30']);
  assertEquals(csvRows("a", LINE).length, 3);
});
