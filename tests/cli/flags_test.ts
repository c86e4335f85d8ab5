import { assertEquals, assertThrows } from "@std/assert";
import {
  choiceFlag,
  fileFlag,
  type Flag,
  flagName,
  numberFlag,
  switchFlag,
  textFlag,
  wholeNumberFlag,
} from "../../lib/cli/flags.ts";
import { UsageError } from "../../lib/cli/usage_error.ts";

function assertReads<T>(flag: Flag<T>, cases: readonly (readonly [text: string, value: T])[]) {
  for (const [text, value] of cases) assertEquals(flag.read(text, "--flag"), value, text);
}

function assertRefuses(flag: Flag<unknown>, texts: readonly string[], needs: string) {
  for (const text of texts) {
    const found = text === "" ? "nothing" : `"${text}"`;
    const error = assertThrows(() => flag.read(text, "--flag"), UsageError);
    assertEquals(error.message, `--flag needs ${needs}, got ${found}`);
  }
}

Deno.test("flagName() turns a name in camelCase into a flag", () => {
  assertEquals(flagName("epochs"), "--epochs");
  assertEquals(flagName("learningRate"), "--learning-rate");
});

Deno.test("wholeNumberFlag() reads whole numbers in its range and nothing else", () => {
  const open = wholeNumberFlag("", undefined, { least: 1 });
  assertReads(open, [["1", 1], ["007", 7], ["9007199254740991", Number.MAX_SAFE_INTEGER]]);
  const texts = ["", " ", "0", "-1", "+1", "1.5", "1e3", "0x10", "x", "1 2", "1,000", "١"];
  assertRefuses(open, texts, "a whole number of at least 1");
  // Only a number that is too large is told where the end is.
  assertRefuses(open, ["9007199254740992"], "a whole number from 1 to 9007199254740991");
  const closed = wholeNumberFlag("", 2, { least: 0, most: 9 });
  assertReads(closed, [["0", 0], ["9", 9]]);
  assertRefuses(closed, ["10", "-1", ""], "a whole number from 0 to 9");
});

Deno.test("numberFlag() reads decimal numbers in its range and nothing else", () => {
  const flag = numberFlag("", 1, { says: "a number above 0", accepts: (number) => number > 0 });
  assertReads(flag, [["0.1", 0.1], [".5", 0.5], ["3.", 3], ["1e-3", 0.001], ["+2", 2]]);
  const texts = ["", "0", "-1", "x", "NaN", "Infinity", "1e999", "0x1", "1_0", "1,5", ".", "e1"];
  assertRefuses(flag, texts, "a number above 0");
});

Deno.test("textFlag() reads any text but the empty one", () => {
  const flag = textFlag("FILE", "", undefined);
  assertReads(flag, [["x", "x"], [" ", " "], ["-", "-"]]);
  assertRefuses(flag, [""], "a value for FILE");
});

Deno.test("choiceFlag() reads one of its words, and says which may have been meant", () => {
  const flag = choiceFlag("Which", "a", ["a", "bee", "sea"]);
  assertReads(flag, [["a", "a"], ["sea", "sea"]]);
  assertEquals(flag.help, "Which: a, bee, sea");
  assertRefuses(flag, ["", "xyz"], "a, bee or sea");
  const error = assertThrows(() => flag.read("beee", "--flag"), UsageError);
  assertEquals(
    error.message,
    '--flag needs a, bee or sea, got "beee" (did you mean "bee"?)',
  );
});

Deno.test("a flag's message stays on its line whatever the value", () => {
  const flag = choiceFlag("", "a", ["a", "b"]);
  const error = assertThrows(() => flag.read("a\n\x1b[2Jb", "--flag"), UsageError);
  assertEquals(error.message, '--flag needs a or b, got "a??[2Jb"');
});

Deno.test("switchFlag() is false unless given, and takes no value", () => {
  const { placeholder, fallback, read } = switchFlag("");
  assertEquals({ placeholder, fallback, read: read("", "--flag") }, {
    placeholder: "",
    fallback: false,
    read: true,
  });
});

Deno.test("fileFlag() reads file names with one of its endings", () => {
  const flag = fileFlag("Where it goes", [".svg", ".png"]);
  assertEquals(flag.placeholder, "FILE.svg|.png");
  assertReads(flag, [["a.svg", "a.svg"], ["b/c d.PNG", "b/c d.PNG"], ["x.txt.png", "x.txt.png"]]);
  assertRefuses(
    flag,
    ["", "png", ".png", "a.pngx", "a.png/", "a.svgz"],
    "a file name that ends in .svg or .png",
  );
});
