import { assertEquals } from "@std/assert";
import { closestWord, suggestion } from "../lib/closest_word.ts";

const WORDS = ["relu", "tanh", "sigmoid", "stride", "pad", "fashion-mnist"];

Deno.test("closestWord() finds the word that a mistyped one stands for", () => {
  const cases: [string, string | undefined][] = [
    ["relu", "relu"],
    ["RELU", "relu"],
    ["rel", "relu"], // a letter missing
    ["relux", "relu"], // one too many
    ["rely", "relu"], // another one
    ["rleu", "relu"], // two swapped
    ["sigmiod", "sigmoid"],
    ["sgmod", undefined], // two edits, but only one is forgiven in five letters
    ["sigmod", "sigmoid"],
    ["sgimodi", "sigmoid"], // two swaps in seven letters
    ["dapp", undefined],
    ["pda", "pad"],
    ["fashon-minst", "fashion-mnist"],
    ["fashion", undefined],
    ["flatten", undefined],
    ["", undefined],
    ["x", undefined],
  ];
  for (const [word, expected] of cases) assertEquals(closestWord(word, WORDS), expected, word);
});

Deno.test("closestWord() prefers the nearest, and of equally near ones the first", () => {
  assertEquals(closestWord("data", ["date", "data"]), "data");
  assertEquals(closestWord("dato", ["date", "data"]), "date");
  assertEquals(closestWord("word", []), undefined);
});

Deno.test("suggestion() is an ending for messages, or nothing", () => {
  assertEquals(suggestion("rleu", WORDS), ' (did you mean "relu"?)');
  assertEquals(suggestion("flatten", WORDS), "");
});
