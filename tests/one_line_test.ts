import { assertEquals } from "@std/assert";
import { oneLine } from "../lib/one_line.ts";

Deno.test("oneLine() takes the power over the terminal out of a text", () => {
  assertEquals(oneLine("a\x1b[31mb\nc\td\x9be"), "a?[31mb?c?d?e");
  assertEquals(oneLine("größer, 大"), "größer, 大");
});

Deno.test("oneLine() shortens what is too long", () => {
  assertEquals(oneLine("abcdef", 6), "abcdef");
  assertEquals(oneLine("abcdefg", 6), "abcdef...");
  assertEquals(oneLine("x".repeat(1e6)).length, 203);
});
