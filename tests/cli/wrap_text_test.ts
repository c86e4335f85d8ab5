import { assertEquals } from "@std/assert";
import { wrapText } from "../../lib/cli/wrap_text.ts";

Deno.test("wrapText() breaks between words where a line would be too long", () => {
  assertEquals(wrapText("one two three", 13), ["one two three"]);
  assertEquals(wrapText("one two three", 12), ["one two", "three"]);
  assertEquals(wrapText("one two three", 7), ["one two", "three"]);
});

Deno.test("wrapText() repeats the indentation", () => {
  assertEquals(wrapText("  one two three", 9), ["  one two", "  three"]);
});

Deno.test("wrapText() leaves a word whole that is longer than a line", () => {
  assertEquals(wrapText("a incomprehensibilities b", 5), ["a", "incomprehensibilities", "b"]);
  assertEquals(wrapText("", 5), [""]);
});
