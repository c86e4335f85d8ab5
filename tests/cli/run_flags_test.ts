import { assertEquals, assertThrows } from "@std/assert";
import { accuracyFlag } from "../../lib/cli/run_flags.ts";
import { UsageError } from "../../lib/cli/usage_error.ts";

Deno.test("accuracyFlag() reads a share, and the same in per cent", () => {
  const flag = accuracyFlag("");
  const cases: [text: string, accuracy: number][] = [
    ["0.99", 0.99],
    [".5", 0.5],
    ["1", 1],
    ["1.", 1],
    ["99%", 0.99],
    ["97.5%", 0.975],
    ["100%", 1],
    ["1%", 0.01],
  ];
  for (const [text, accuracy] of cases) assertEquals(flag.read(text, "--target"), accuracy, text);
});

Deno.test("accuracyFlag() refuses what is no share", () => {
  const flag = accuracyFlag("");
  for (const text of ["0", "0%", "1.01", "99", "100.1%", "-0.5", "x", "%", "99 %", "9e-1", ""]) {
    const found = text === "" ? "nothing" : `"${text}"`;
    const { message } = assertThrows(() => flag.read(text, "--target"), UsageError);
    assertEquals(message, `--target needs a share such as 0.99 or 99%, got ${found}`);
  }
});
