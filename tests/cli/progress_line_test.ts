import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { formatProgressBar, formatProgressWords } from "../../lib/cli/progress_line.ts";

const EPOCH = {
  label: "epoch 1/3",
  done: 250,
  total: 1000,
  details: ["loss 0.1234", "3,412 images/s"],
  elapsedMs: 5000,
};

/** A download of unknown size. */
const DOWNLOAD = { ...EPOCH, label: "train-images-idx3-ubyte.gz", total: undefined };

/** Columns that a terminal takes for a text: all its characters are known to take one each. */
function widthOf(line: string): number {
  assertMatch(line, /^[\x20-\x7e━─]*$/);
  return [...line].length;
}

Deno.test("formatProgressBar() shows label, bar, share, details and time left", () => {
  assertEquals(
    formatProgressBar(EPOCH, 100),
    "epoch 1/3 ━━━━━━━━──────────────────────  25%  loss 0.1234  3,412 images/s  15 s left",
  );
});

Deno.test("formatProgressBar() is never wider than its columns", () => {
  const states = [0, 1, 250, 999, 1000, 1001].flatMap((done) => [
    { ...EPOCH, done },
    { ...EPOCH, done, details: [] },
    { ...DOWNLOAD, done },
    { ...EPOCH, done, total: 0 },
  ]);
  for (const state of states) {
    for (let columns = 0; columns <= 200; columns++) {
      const line = formatProgressBar(state, columns);
      assert(widthOf(line) <= columns, `${columns} columns: "${line}"`);
    }
    // What has no room comes back when there is some: nothing is lost for good.
    assertStringIncludes(formatProgressBar(state, 200), state.label);
  }
});

Deno.test("formatProgressBar() drops what is on the right first, and the label last", () => {
  assertEquals(formatProgressBar(EPOCH, 42), "epoch 1/3 ━━━━──────────  25%  loss 0.1234");
  assertEquals(formatProgressBar(EPOCH, 27), "epoch 1/3  25%  loss 0.1234");
  assertEquals(formatProgressBar(EPOCH, 26), "epoch 1/3 ━━━────────  25%");
  assertEquals(formatProgressBar(EPOCH, 14), "epoch 1/3  25%");
  assertEquals(formatProgressBar(EPOCH, 5), "epoch");
});

Deno.test("formatProgressBar() fills the bar from empty to full", () => {
  assertEquals(
    [0, 500, 1000, 2000].map((done) => formatProgressBar({ ...EPOCH, done, details: [] }, 23)),
    [
      "epoch 1/3 ────────   0%",
      "epoch 1/3 ━━━━────  50%",
      "epoch 1/3 ━━━━━━━━ 100%",
      "epoch 1/3 ━━━━━━━━ 100%",
    ],
  );
});

Deno.test("formatProgressBar() has no bar where the end is not known", () => {
  assertEquals(
    formatProgressBar(DOWNLOAD, 80),
    "train-images-idx3-ubyte.gz  loss 0.1234  3,412 images/s",
  );
});

Deno.test("formatProgressWords() says all without a bar", () => {
  assertEquals(
    formatProgressWords(EPOCH),
    "epoch 1/3  25%  loss 0.1234  3,412 images/s  15 s left",
  );
  assertEquals(
    formatProgressWords({ ...EPOCH, done: 0 }),
    "epoch 1/3   0%  loss 0.1234  3,412 images/s",
  );
});
