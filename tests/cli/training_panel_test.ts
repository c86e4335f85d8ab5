import { assert, assertEquals, assertMatch } from "@std/assert";
import { TrainingPanel } from "../../lib/cli/training_panel.ts";
import type { Evaluation } from "../../lib/training/evaluate.ts";

const EPOCHS = 3;
const TOTAL = 1000;

/** A panel that has seen `epochs` of training, each in so many pieces. */
function panelAfter(
  epochs: number,
  options: { pieces?: number; hasValidation?: boolean } = {},
): TrainingPanel {
  const { pieces = 10, hasValidation = true } = options;
  const panel = new TrainingPanel();
  for (let epoch = 1; epoch <= epochs; epoch++) {
    const loss = 0.8 / 2 ** epoch;
    for (let piece = 1; piece <= pieces; piece++) {
      const done = TOTAL * piece / pieces;
      panel.progress({ epoch, epochs: EPOCHS, done, total: TOTAL, loss, elapsedMs: done });
    }
    const validation = { accuracy: [0.97, 0.99, 0.98][epoch - 1] } as Evaluation;
    panel.epoch({
      epoch,
      epochs: EPOCHS,
      steps: 10 * epoch,
      loss,
      accuracy: 0.9,
      ...(hasValidation && { validation }),
      learningRate: 0.1,
      elapsedMs: 1000,
      imagesPerSecond: 1000,
    });
  }
  return panel;
}

Deno.test("TrainingPanel puts loss and validation accuracy side by side", () => {
  assertEquals(panelAfter(3).toLines(200), [
    "loss 0.1000  1,000 images/s             validation 98.00%  best 99.00%",
    "0.400│⠐⠒⠒⠒⠒⠒⠒⠒⠒⠲⡀                       99.00%│                  ⡠⠔⠢⠤⣀⡀",
    "     │          ⢇                             │               ⡠⠔⠉     ⠈⠑⠒⠤⢄⣀",
    "     │          ⠈⠉⠉⠉⠉⠉⠉⠉⠉⠉⢣                   │            ⣀⠔⠊              ⠉",
    "0.100│                    ⠈⠦⠤⠤⠤⠤⠤⠤⠤⠤⠄   97.00%│          ⠔⠊",
  ]);
});

Deno.test("TrainingPanel puts them one below the other where there is less room", () => {
  const lines = panelAfter(3).toLines(40);
  assertEquals(lines.length, 6);
  assertEquals(lines[0], "loss 0.1000  1,000 images/s");
  assertMatch(lines[1], /^0\.400│⠈⠉+/);
  assertMatch(lines[2], /^0\.100│ +[⠀-⣿]+$/);
  assertEquals(lines[3], "validation 98.00%  best 99.00%");
  assertMatch(lines[4], /^99\.00%│/);
  assertMatch(lines[5], /^97\.00%│/);
});

Deno.test("TrainingPanel is never wider than its columns, and shows nothing in too few", () => {
  const panels = [
    panelAfter(1, { pieces: 0 }),
    panelAfter(1),
    panelAfter(3, { pieces: 300 }),
    panelAfter(3, { hasValidation: false }),
  ];
  for (const panel of panels) {
    for (let columns = 0; columns <= 200; columns++) {
      const lines = panel.toLines(columns);
      assertEquals(lines.length > 0, columns >= 24);
      for (const line of lines) {
        assert([...line].length <= columns, `${columns} columns: "${line}"`);
        assertEquals(line, line.trimEnd());
      }
    }
  }
});

Deno.test("TrainingPanel shows nothing before there is anything", () => {
  assertEquals(panelAfter(0).toLines(80), []);
});

Deno.test("TrainingPanel has room for the loss alone where nothing is validated", () => {
  const lines = panelAfter(2, { hasValidation: false }).toLines(80);
  assertEquals(lines.length, 5);
  assertEquals(lines.join("").includes("validation"), false);
});

Deno.test("TrainingPanel shows the loss of an epoch that was over at once", () => {
  const [heading, ...plot] = panelAfter(1, { pieces: 0 }).toLines(40);
  assertEquals(heading, "loss 0.4000  1,000 images/s");
  assertMatch(plot.join("\n"), /0\.400│ +[⠀-⣿]/);
});
