import type { Evaluation } from "../training/evaluate.ts";
import { medianIndex, summarize } from "../training/statistics.ts";
import type { Invocation } from "./command.ts";
import { formatDuration, formatPercent } from "./format.ts";
import { Interrupted } from "./interruption.ts";
import type { RunOutcome } from "./learn_and_test.ts";
import { RepeatReport } from "./repeat_report.ts";
import type { TRAIN_FLAGS } from "./train_flags.ts";
import { trainOnce } from "./train_once.ts";
import type { TrainPlan } from "./train_plan.ts";
import { summarizeEvaluation, TrainReport } from "./train_report.ts";
import { UsageError } from "./usage_error.ts";
import { DEFAULT_WEIGHTS } from "./weights_flags.ts";
import { requireWritable } from "./weights_output.ts";

/** A run of several. */
interface SeedOutcome extends RunOutcome {
  readonly seed: number;
  readonly evaluation: Evaluation;
}

/**
 * Trains with several seeds, one after another, and says what to expect of one. Each run does all that
 * `train` does, reading the data included, and its time has the program's start in it. The weights of the
 * last stay.
 *
 * @returns The exit code: 1 if a run has missed its target.
 */
export async function trainRepeatedly(
  invocation: Invocation<typeof TRAIN_FLAGS>,
  plan: TrainPlan,
  count: number,
): Promise<number> {
  const { flags: { json }, terminal } = invocation;
  const output = plan.output ?? DEFAULT_WEIGHTS;
  await requireWritable(output);
  const programStartMs = performance.now();
  const outcomes: SeedOutcome[] = [];
  for (let number = 1; number <= count; number++) {
    const seed = plan.settings.seed + number - 1;
    const outcome = await trainSeed(invocation, {
      plan,
      output,
      seed,
      number,
      count,
      programStartMs,
    });
    outcomes.push(outcome);
    if (json) terminal.printJson(describeOutcome(outcomes[number - 1]));
    else terminal.print(formatOutcome(outcomes[number - 1]));
  }
  if (json) terminal.printJson({ ...describeAll(outcomes), weights: output });
  else {
    for (const line of formatAll(outcomes)) terminal.print(line);
    terminal.print(`weights of seed ${outcomes[count - 1].seed} in ${output}`);
  }
  return outcomes.some(({ isAtTarget }) => isAtTarget === false) ? 1 : 0;
}

async function trainSeed(
  invocation: Invocation<typeof TRAIN_FLAGS>,
  run: {
    plan: TrainPlan;
    output: string;
    seed: number;
    number: number;
    count: number;
    programStartMs: number;
  },
): Promise<SeedOutcome> {
  const { flags: { json }, terminal } = invocation;
  const { output, seed, number, count, programStartMs } = run;
  const settings = { ...run.plan.settings, seed };
  const plan = { ...run.plan, settings, data: { ...run.plan.data, seed } };
  const startMs = performance.now() - programStartMs;
  try {
    const outcome = await trainOnce(invocation, {
      plan,
      outputs: [output],
      startMs,
      createReport(data) {
        if (data.judged.length === 0) {
          throw new UsageError("--repeat needs images to judge by, got no picture kept back");
        }
        const { start, data: { data: folder } } = plan;
        const run = { settings, start, data, folder, output, json, startMs };
        const header = new TrainReport(terminal, run);
        return new RepeatReport(terminal, { number, count, startMs: programStartMs, header });
      },
    });
    return { ...outcome, seed, evaluation: outcome.evaluation! };
  } catch (error) {
    if (error instanceof Interrupted) error.message = `interrupted in run ${number} of ${count}`;
    throw error;
  }
}

/** Runs in short, as data. */
function describeAll(outcomes: readonly SeedOutcome[]) {
  const { mean, deviation, interval, least, most } = summarize(
    outcomes.map(({ evaluation }) => evaluation.accuracy),
  );
  const toTarget = targetTimes(outcomes);
  return {
    event: "repeat",
    runs: outcomes.length,
    accuracy: { mean, deviation, interval, worst: least, best: most },
    medianElapsedMs: medianOf(outcomes.map(({ elapsedMs }) => elapsedMs)),
    ...(outcomes[0].isAtTarget !== undefined && {
      target: { reached: toTarget.length, medianElapsedMs: medianOf(toTarget) },
    }),
  };
}

function describeOutcome({ seed, evaluation, elapsedMs, isAtTarget, targetMs }: SeedOutcome) {
  return {
    event: "run",
    seed,
    test: summarizeEvaluation(evaluation),
    elapsedMs: Math.round(elapsedMs),
    ...(isAtTarget !== undefined && {
      target: { isReached: isAtTarget, elapsedMs: targetMs && Math.round(targetMs) },
    }),
  };
}

/** Runs in short, line by line. */
function formatAll(outcomes: readonly SeedOutcome[]): string[] {
  const { runs, accuracy, medianElapsedMs, target } = describeAll(outcomes);
  const { mean, deviation, interval: [low, high], worst, best } = accuracy;
  const lines = [
    `${runs} runs: mean ${formatPercent(mean, 3)} ` +
    `(95% interval ${formatPercent(low, 3)} to ${formatPercent(high, 3)})`,
    `standard deviation ${formatPercent(deviation, 3)}, ` +
    `worst ${formatPercent(worst)}, best ${formatPercent(best)}`,
    `median run ${formatDuration(medianElapsedMs)}`,
  ];
  if (target === undefined) return lines;
  const median = target.reached > 0
    ? `, the median after ${formatDuration(target.medianElapsedMs)}`
    : "";
  return [...lines, `${target.reached} of ${runs} reached the target${median}`];
}

function formatOutcome({ seed, evaluation, elapsedMs, isAtTarget, targetMs }: SeedOutcome): string {
  const target = targetMs !== undefined
    ? `, target after ${formatDuration(targetMs)}`
    : isAtTarget === false
    ? ", target missed"
    : "";
  return `seed ${seed}: ${formatPercent(evaluation.accuracy)}${target}, ${
    formatDuration(elapsedMs)
  }`;
}

function targetTimes(outcomes: readonly SeedOutcome[]): number[] {
  return outcomes.flatMap(({ targetMs }) => targetMs === undefined ? [] : [targetMs]);
}

function medianOf(timesMs: readonly number[]): number {
  return timesMs.length === 0 ? NaN : Math.round(timesMs[medianIndex(timesMs)]);
}
