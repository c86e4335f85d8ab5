import { assertEquals } from "@std/assert";
import { keepMetrics } from "../../lib/training/keep_metrics.ts";
import { formatMetrics } from "../../lib/training/metrics.ts";
import { startPosition } from "../../lib/training/training_position.ts";

const NUMBERS = { loss: 0.5, accuracy: 0.75 };

/** Two epochs of three steps. */
const LINES = [
  formatMetrics({ kind: "step", step: 1, epoch: 1, share: 1 / 3, ...NUMBERS }),
  formatMetrics({ kind: "step", step: 2, epoch: 1, share: 2 / 3, ...NUMBERS }),
  formatMetrics({ kind: "step", step: 3, epoch: 1, share: 1, ...NUMBERS }),
  formatMetrics({ kind: "epoch", step: 3, epoch: 1, ...NUMBERS }),
  formatMetrics({ kind: "step", step: 4, epoch: 2, share: 1 / 3, ...NUMBERS }),
  formatMetrics({ kind: "step", step: 5, epoch: 2, share: 2 / 3, ...NUMBERS }),
  formatMetrics({ kind: "step", step: 6, epoch: 2, share: 1, ...NUMBERS }),
  formatMetrics({ kind: "epoch", step: 6, epoch: 2, ...NUMBERS }),
];

Deno.test("keepMetrics() keeps what comes before a position, and no more", () => {
  const cases: [steps: number, epoch: number, kept: number][] = [
    [0, 1, 0],
    [2, 1, 2],
    // All steps of an epoch, which is still to be judged.
    [3, 1, 3],
    [3, 2, 4],
    [5, 2, 6],
    [6, 3, 8],
  ];
  for (const [steps, epoch, kept] of cases) {
    const position = { ...startPosition(), steps, epoch };
    assertEquals(keepMetrics(LINES.join(""), position), LINES.slice(0, kept).join(""));
  }
});

Deno.test("keepMetrics() leaves out lines that are not whole, or none of these", () => {
  const position = { ...startPosition(), steps: 9, epoch: 9 };
  const [first, second] = LINES;
  for (const cut of ["", "{", second.slice(0, 20), second.trimEnd()]) {
    assertEquals(keepMetrics(first + cut, position), first);
    assertEquals(
      keepMetrics(`${first}${cut && cut.slice(0, -1)}\n${second}`, position),
      first + second,
    );
  }
  assertEquals(keepMetrics("null\n7\n[]\n", position), "");
});
