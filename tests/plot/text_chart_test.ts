import { assert, assertEquals, assertMatch } from "@std/assert";
import { RUN_STYLES } from "../../lib/plot/run_styles.ts";
import { formatRuns } from "../../lib/plot/text_chart.ts";
import { sampleRun } from "./sample_runs.ts";

const PLAIN = { columns: 40, hasColour: false };

Deno.test("formatRuns() draws runs with letters where there is no colour", () => {
  const runs = [sampleRun("first", 4, { hasSteps: false })];
  assertEquals(formatRuns(runs, PLAIN), [
    "loss, in nats (logarithmic)",
    "     |        aa",
    " 0.2 +          aaa",
    "     |             aaa",
    "     |        AA      aaa",
    " 0.1 +          AAA      aaaa",
    "0.07 +             AAA       aaaaaa",
    "     |                AAA          aaaaa",
    "0.05 +                   AAAA",
    "     |                       AAAAAA",
    "0.03 +                             AAAAA",
    "     ++-------+--------+-------+-------+",
    "      0       1        2       3       4",
    "                                   epoch",
    "",
    "accuracy (mistakes logarithmic)",
    " 99% +                              AAAA",
    "     |                        AAAAAA",
    "     |                    AAAA",
    " 98% +                AAAA          aaaa",
    "     |             AAA        aaaaaa",
    " 97% +          AAA       aaaa",
    "     |        AA      aaaa",
    " 95% +             aaa",
    " 93% +          aaa",
    "     |        aa",
    "     ++-------+--------+-------+-------+",
    "      0       1        2       3       4",
    "                                   epoch",
    "",
    "A first: best 98.99%",
    "A validation, a training",
  ]);
});

Deno.test("formatRuns() needs nothing but ASCII where there is no colour", () => {
  const runs = RUN_STYLES.map((_, k) => sampleRun(`run ${k}`, 4, { speed: 1.6 ** k }));
  const lines = formatRuns(runs, { ...PLAIN, columns: 100 });
  for (const line of lines) assertMatch(line, /^[\x20-\x7e]*$/);
  for (const { symbols } of RUN_STYLES) {
    for (const symbol of symbols) assert(lines.some((line) => line.includes(symbol)), symbol);
  }
});

Deno.test("formatRuns() draws with dots and colours where it may", () => {
  const lines = formatRuns([sampleRun("a", 4), sampleRun("b", 4, { speed: 2 })], {
    columns: 60,
    hasColour: true,
  });
  const text = lines.join("\n");
  for (const { terminalColour } of RUN_STYLES.slice(0, 2)) {
    assert(text.includes(`\x1b[38;5;${terminalColour}m`));
  }
  assertMatch(text, /[⠁-⣿]{5}/);
  for (const line of lines) {
    assertEquals(line.includes("\x1b[38"), line.endsWith("\x1b[39m") || line.includes("\x1b[39m "));
  }
});

Deno.test("formatRuns() is never wider than its columns, from 32 on", () => {
  const escapes = new RegExp("\x1b\\[[0-9;]*m", "g");
  const charts = [
    [sampleRun("a", 1)],
    [sampleRun("a", 1, { hasSteps: false, hasValidation: false })],
    [sampleRun("a name that is longer than there is room for", 2000), sampleRun("b", 7)],
  ];
  for (const runs of charts) {
    for (let columns = 20; columns <= 130; columns++) {
      for (const hasColour of [true, false]) {
        for (const line of formatRuns(runs, { columns, hasColour })) {
          const width = [...line.replaceAll(escapes, "")].length;
          assert(width <= Math.max(32, Math.min(columns, 100)), `${columns} columns: "${line}"`);
        }
      }
    }
  }
});
