import { countImages, type LabelledImages } from "../dataset/labelled_images.ts";
import type { Engine } from "../engine/engine.ts";
import { FileError } from "../files/describe_file_error.ts";
import type { Network } from "../network/network.ts";
import { DivergenceError } from "../training/divergence.ts";
import type { Evaluation } from "../training/evaluate.ts";
import { Learner } from "../training/learner.ts";
import { RunKeeper, type RunKeeperOptions } from "../training/run_keeper.ts";
import { createSchedule } from "../training/schedules.ts";
import { calibrate } from "../training/temperature.ts";
import { train } from "../training/train.ts";
import { startPosition, type TrainingPosition } from "../training/training_position.ts";
import { encodeWeights } from "../training/weights_file.ts";
import { evaluateImages, withAnsweringEngine } from "./evaluate_images.ts";
import { formatCount } from "./format.ts";
import { Interrupted } from "./interruption.ts";
import { resumeCommand } from "./resume_command.ts";
import { readTemperature } from "./recognizer.ts";
import type { Judgement, RunReport } from "./run_report.ts";
import type { Terminal } from "./terminal.ts";
import type { TrainPlan } from "./train_plan.ts";
import { learnedImages, type TrainingData } from "./training_data.ts";
import { describeJudgements } from "./training_metadata.ts";
import type { FoundWeights } from "./weights_flags.ts";
import { writeWeights } from "./weights_output.ts";

/** How often in an epoch a run is judged that has a target. */
const JUDGEMENTS_TO_TARGET = 4;

/** Fewer images do not tell how sure a network may be. */
const LEAST_TO_CALIBRATE = 500;

/** What a network learns with. */
export interface LearnOptions {
  readonly plan: TrainPlan;
  readonly data: TrainingData;
  readonly report: RunReport;
  readonly terminal: Terminal;
  /** Where the weights go. */
  readonly outputs: readonly string[];
  /** What the weights' file says of the run. */
  readonly metadata: Record<string, string>;
  /** How the run is kept, if it is. */
  readonly keep: Omit<RunKeeperOptions, "learner"> | undefined;
  /** When it began, by `performance.now()`. */
  readonly startMs: number;
  /** Ends it. */
  readonly signal: AbortSignal;
}

/** What has become of a run. */
export interface RunOutcome {
  /** How the network does on the first of the sets that it is judged by, if there is any. */
  readonly evaluation: Evaluation | undefined;
  /** Whether it has reached its target; undefined if it had none. */
  readonly isAtTarget: boolean | undefined;
  /** The time until then, if that was seen. */
  readonly targetMs: number | undefined;
  /** The time of the whole run. */
  readonly elapsedMs: number;
}

/**
 * Lets a network learn, from its values or from where its run's folder is, judges it by the test images,
 * and writes its weights.
 *
 * @throws {Interrupted} When the signal says so; a run that is kept has been, then.
 * @throws {DivergenceError} If it does not learn.
 * @throws {FileError} If the run or its weights cannot be kept.
 */
export async function learnAndTest(network: Network, options: LearnOptions): Promise<RunOutcome> {
  const { plan, data, report, outputs, keep } = options;
  const { settings, engine } = plan;
  const before = plan.start && await judgePictures(network, plan.start, options);
  const sets = learnedImages(data);
  const learner = new Learner(network, settings, {
    ...engine,
    count: countImages(sets),
    source: sets.map(({ images }) => images),
  });
  const keeper = keep && new RunKeeper({ ...keep, learner });
  const run: LearningRun = { learner, keeper, position: undefined, targetMs: undefined };
  try {
    const position = await keeper?.open() ?? startPosition();
    run.position = position;
    const elapsedMsBefore = keeper?.elapsedMsBefore ?? 0;
    report.start(network, { position, elapsedMsBefore });
    const isAtTarget = await learn(run, options);
    const result = learner.result();
    learner.close();
    const { temperature, judgements } = await testNetwork(result, { ...options, before });
    const metadata = {
      ...options.metadata,
      ...(temperature !== undefined && { "temperature": `${temperature}` }),
      ...describeJudgements(judgements),
    };
    const bytes = encodeWeights({ network: result, metadata });
    for (const output of outputs) await writeWeights(output, bytes);
    report.result(judgements, { lengthBytes: bytes.length });
    const elapsedMs = performance.now() - options.startMs;
    const [judgement] = judgements;
    const { targetMs } = run;
    return { evaluation: judgement?.evaluation, isAtTarget, targetMs, elapsedMs };
  } catch (error) {
    throw explainEnd(error, run, options);
  } finally {
    learner.close();
  }
}

/** Finds out how sure a network may be, and judges it. */
async function testNetwork(
  network: Network,
  { plan, data, before, terminal, signal }: LearnOptions & { before: Evaluation | undefined },
): Promise<{ temperature: number | undefined; judgements: Judgement[] }> {
  return await withAnsweringEngine(network, plan.engine, async (engine) => {
    const temperature = findTemperature(engine, data.validation) ??
      (plan.start && readTemperature(plan.start.metadata));
    const judgements: Judgement[] = [];
    for (const { kind, title, images } of data.judged) {
      const evaluation = await evaluateImages(engine, images, { terminal, signal, temperature });
      judgements.push({
        kind,
        title,
        evaluation,
        before: kind === "pictures" ? before : undefined,
      });
    }
    return { temperature, judgements };
  });
}

/** How weights do on the pictures that are kept back, before they learn: the test images wait for the end. */
async function judgePictures(
  network: Network,
  { metadata }: FoundWeights,
  { plan, data, terminal, signal }: LearnOptions,
): Promise<Evaluation | undefined> {
  const pictures = data.judged.find(({ kind }) => kind === "pictures");
  if (pictures === undefined) return undefined;
  const temperature = readTemperature(metadata);
  return await withAnsweringEngine(
    network,
    plan.engine,
    (engine) => evaluateImages(engine, pictures.images, { terminal, signal, temperature }),
  );
}

/**
 * By how much a network is too sure, to three decimals; undefined without enough images that it has not
 * learned from.
 */
function findTemperature(engine: Engine, images: LabelledImages | undefined): number | undefined {
  if (images === undefined || images.count < LEAST_TO_CALIBRATE) return undefined;
  return Number(calibrate(engine, images).toFixed(3));
}

/** What a run consists of while it goes on. */
interface LearningRun {
  readonly learner: Learner;
  readonly keeper: RunKeeper | undefined;
  /** Where it was when that was last looked at; undefined before it has begun. */
  position: TrainingPosition | undefined;
  /** When it has reached its target. */
  targetMs: number | undefined;
}

/** Trains to the end; tells whether the target has been reached, if there is one. */
async function learn(run: LearningRun, options: LearnOptions): Promise<boolean | undefined> {
  const { plan: { settings, target }, data, report, signal } = options;
  const { learner, keeper } = run;
  let best: Evaluation | undefined;
  const end = await train({
    engine: learner.engine,
    averages: learner.averages,
    images: learnedImages(data),
    validation: data.validation,
    validationsPerEpoch: target === undefined ? 1 : JUDGEMENTS_TO_TARGET,
    epochs: settings.epochs,
    learningRate: settings.learningRate,
    schedule: createSchedule(settings.schedule, settings.warmup),
    settle: settings.settle,
    seed: settings.seed,
    from: run.position,
    signal,
    onRecord: keeper && ((record) => keeper.onRecord(record)),
    onProgress: (progress) => report.progress(progress),
    onEpoch(epoch) {
      keeper?.onEpoch(epoch);
      report.epoch(epoch);
    },
    async onValidation(evaluation, position) {
      await keeper?.onValidation(evaluation, position);
      if (evaluation.accuracy > (best?.accuracy ?? -1)) best = evaluation;
      const isAtTarget = target !== undefined && evaluation.accuracy >= target;
      if (isAtTarget) {
        run.targetMs = performance.now() - options.startMs;
        report.atTarget(evaluation, position);
      }
      return isAtTarget;
    },
    async onPause(position, pause) {
      run.position = position;
      await keeper?.onPause(position, pause);
    },
  });
  await keeper?.save(end);
  report.trained();
  if (target === undefined) return undefined;
  if (!end.isOver) report.offTarget(target, best);
  return end.isOver;
}

/** Adds to what has ended a run what is left of it, and how to go on. */
function explainEnd(error: unknown, run: LearningRun, options: LearnOptions): unknown {
  const { keeper, position } = run;
  if (!(error instanceof Error) || !position) return error;
  const { keep, plan: { settings: { epochs } } } = options;
  if (!keeper || !keep) {
    if (!(error instanceof Interrupted)) return error;
    const epoch = Math.min(position.epoch, epochs);
    error.message += ` in epoch ${epoch} of ${epochs}: nothing is kept without --run`;
    return error;
  }
  const { path } = keep.folder;
  const steps = keeper.checkpointSteps;
  const kept = steps === undefined
    ? "no checkpoint was written yet"
    : `the checkpoint after step ${formatCount(steps)} is whole`;
  const advice = `Go on with:\n  ${resumeCommand(path)}`;
  if (error instanceof Interrupted) error.message += `: ${kept}\n${advice}`;
  // An error without a class of its own is a thread that has died.
  if (error instanceof FileError || error.constructor === Error) {
    error.message += `\nIn ${path} ${kept}. ${advice}`;
  }
  if (error instanceof DivergenceError) {
    error.message += keeper.best
      ? `\nThe best weights, of epoch ${keeper.best.epoch}, stay in ${path}.`
      : `\nIn ${path} ${kept}.`;
  }
  return error;
}
