/**
 * How fast networks train and answer, beside the limit of the machine in the same run. Works on MNIST
 * if a folder with its files is named, else on digits that the program draws.
 *
 *     deno task bench [--json] [--data=DIR] [--threads=N] [--fused] [--augment=TEXT] [CASE...]
 */

import { parseAugmentation } from "../../lib/augmentation/augmentation_text.ts";
import { findDataset } from "../../lib/dataset/dataset.ts";
import { formatCount } from "../../lib/cli/format.ts";
import { formatTable } from "../../lib/cli/table.ts";
import {
  type Case,
  createNetwork,
  inferenceRate,
  oneImageMs,
  setUpMs,
  trainingRate,
} from "./measure.ts";
import { measurePeak } from "./peak.ts";

const CASES: Case[] = [
  { name: "S1", model: "article", batch: 1, optimizer: "sgd" },
  { name: "S32", model: "article", batch: 32, optimizer: "sgd" },
  { name: "L64", model: "lenet5", batch: 64, optimizer: "sgd" },
  // As in Keras's example.
  { name: "K128", model: "keras", batch: 128, optimizer: "adam" },
];

/** Images that are trained on, over and over. */
const IMAGES = 20_000;

/** What was measured of a case. */
interface Figures {
  case: string;
  trainImagesPerS: number;
  inferImagesPerS: number;
  oneImageMs: number;
  plainTrainImagesPerS: number;
  setUpMs: number;
  /** The share of the cores' multiply-adds that answering a thousand images reaches, 0..1. */
  inferShareOfPeak: number;
  threads: number;
}

const isJson = Deno.args.includes("--json");
const arithmetic = Deno.args.includes("--fused") ? "fused" : "exact";
const threads = Number(valueOf("--threads") ?? navigator.hardwareConcurrency);
const folder = valueOf("--data");
const names = Deno.args.filter((argument) => !argument.startsWith("--"));

const dataset = findDataset(folder ? "mnist" : "generated", { folder: folder ?? "", seed: 1 });
const digits = await (await dataset.open("train")).read(0, IMAGES);
const peak = measurePeak(arithmetic);
const augmentation = parseAugmentation(valueOf("--augment") ?? "none");
const compiled = { kind: "compiled", threads, arithmetic, augmentation } as const;

function measure(run: Case): Figures {
  const inferImagesPerS = inferenceRate(run, digits, compiled);
  const operations = 2 * createNetwork(run).multiplyAdds * inferImagesPerS;
  return {
    case: run.name,
    trainImagesPerS: Math.round(trainingRate(run, digits, compiled)),
    inferImagesPerS: Math.round(inferImagesPerS),
    oneImageMs: Number(oneImageMs(run, digits, compiled).toFixed(4)),
    plainTrainImagesPerS: Math.round(trainingRate(run, digits, { kind: "plain", augmentation })),
    setUpMs: Number(setUpMs(run, compiled).toFixed(1)),
    inferShareOfPeak: Number((operations / (peak * threads)).toFixed(2)),
    threads,
  };
}

const figures: Figures[] = [];
for (const run of CASES) {
  if (names.length > 0 && !names.includes(run.name)) continue;
  const measured = measure(run);
  figures.push(measured);
  if (isJson) print(JSON.stringify(measured));
}
if (!isJson) {
  print(
    `${dataset.title}, ${threads} threads, ${arithmetic} arithmetic; a core multiplies and adds ` +
      `${(peak / 1e9).toFixed(1)} GFLOP/s\n`,
  );
  print(formatTable([
    [
      "case",
      "network",
      "batch",
      "plain train/s",
      "train/s",
      "answers/s",
      "of peak",
      "one",
      "set-up",
    ],
    ...figures.map((figure) => {
      const { model, batch } = CASES.find(({ name }) => name === figure.case)!;
      return [
        figure.case,
        model,
        `${batch}`,
        formatCount(figure.plainTrainImagesPerS),
        formatCount(figure.trainImagesPerS),
        formatCount(figure.inferImagesPerS),
        `${Math.round(figure.inferShareOfPeak * 100)}%`,
        `${figure.oneImageMs.toFixed(3)} ms`,
        `${figure.setUpMs.toFixed(0)} ms`,
      ];
    }),
  ], ["left", "left", "right"]));
  print('\n"of peak" counts the multiply-adds of plain loops: Winograd\'s kernel does with fewer.');
}

/** What stands behind `name=` on the command line. */
function valueOf(name: string): string | undefined {
  return Deno.args.find((argument) => argument.startsWith(`${name}=`))?.slice(name.length + 1);
}

function print(line: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(line + "\n"));
}
