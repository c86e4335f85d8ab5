import { assertEquals } from "@std/assert";
import {
  formatBytes,
  formatCount,
  formatDuration,
  formatList,
  formatPercent,
  formatSpeed,
} from "../../lib/cli/format.ts";
import { formatResult } from "../../lib/cli/format_result.ts";

/** Makes sure that `format` writes each value as said. */
function assertFormats<T>(format: (value: T) => string, cases: readonly (readonly [T, string])[]) {
  for (const [value, text] of cases) assertEquals(format(value), text);
}

Deno.test("formatCount() sets commas between thousands", () => {
  assertFormats(formatCount, [
    [0, "0"],
    [999, "999"],
    [999.5, "1,000"],
    [27_194, "27,194"],
    [1_234_567, "1,234,567"],
  ]);
});

Deno.test("formatPercent() keeps two decimals unless told", () => {
  assertFormats(formatPercent, [[0, "0.00%"], [0.97954, "97.95%"], [1, "100.00%"]]);
  assertEquals(formatPercent(0.5, 0), "50%");
});

Deno.test("formatBytes() keeps three digits at every size", () => {
  assertFormats(formatBytes, [
    [0, "0 bytes"],
    [999, "999 bytes"],
    [1000, "1.00 kB"],
    [9994, "9.99 kB"],
    [9996, "10.0 kB"],
    [99_940, "99.9 kB"],
    [99_960, "100 kB"],
    [999_400, "999 kB"],
    [999_600, "1.00 MB"],
    [9_912_422, "9.91 MB"],
    [2 ** 30, "1.07 GB"],
    [2e12, "2000 GB"],
  ]);
});

Deno.test("formatDuration() never writes 60 seconds or 60 minutes", () => {
  assertFormats(formatDuration, [
    [0, "0.0 s"],
    [840, "0.8 s"],
    [9940, "9.9 s"],
    [9960, "10 s"],
    [59_400, "59 s"],
    [59_600, "1 min 00 s"],
    [125_000, "2 min 05 s"],
    [3_599_400, "59 min 59 s"],
    [3_599_600, "1 h 00 min"],
    [3_840_000, "1 h 04 min"],
    [90_000_000, "25 h 00 min"],
  ]);
});

Deno.test("formatSpeed() says what is counted", () => {
  assertEquals(formatSpeed(3412.4), "3,412 images/s");
});

Deno.test("formatList() sets its word before the last item", () => {
  assertEquals(formatList([], "or"), "");
  assertEquals(formatList(["a"], "or"), "a");
  assertEquals(formatList(["a", "b"], "or"), "a or b");
  assertEquals(formatList(["a", "b", "c"], "and"), "a, b and c");
});

Deno.test("formatResult() gives counts, share and interval", () => {
  assertEquals(
    formatResult({ correct: 9795, total: 10_000, accuracy: 0.9795 }),
    "9,795/10,000 right, 97.95% (95% interval 97.65% to 98.21%)",
  );
});
