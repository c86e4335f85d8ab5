import { DATASET_NAMES } from "../dataset/dataset.ts";
import { confidenceInterval, type Evaluation } from "../training/evaluate.ts";
import { requireFit } from "../training/require_fit.ts";
import { defineCommand } from "./command.ts";
import {
  DATA_FLAGS,
  type DataFlagValues,
  datasetFromFlags,
  DEFAULT_DATASET,
} from "./data_flags.ts";
import { ENGINE_FLAGS, engineFromFlags } from "./engine_flags.ts";
import { evaluateImages } from "./evaluate_images.ts";
import { switchFlag } from "./flags.ts";
import { formatPercent } from "./format.ts";
import { formatResult } from "./format_result.ts";
import { keepPermissions } from "./permissions.ts";
import { formatTable } from "./table.ts";
import { readWeights, WEIGHTS_FLAGS } from "./weights_flags.ts";

/** How many wrong answers are listed. */
const MOST_MISTAKES = 10;

/** `cnn evaluate`: what a trained network makes of a test set. */
export const evaluateCommand = defineCommand({
  name: "evaluate",
  summary: "Count how many test images a trained network reads right",
  operands: "",
  flags: {
    ...WEIGHTS_FLAGS,
    ...DATA_FLAGS,
    ...ENGINE_FLAGS,
    json: switchFlag("Print one JSON object"),
  },
  permissions: ["read", "write", "net"],
  notes: ["Without --dataset the test images are of the dataset that the network was trained on."],

  async run({ flags, terminal }) {
    const { network, metadata } = await readWeights(flags);
    const name = chooseDataset(flags, metadata["dataset"]);
    const dataset = datasetFromFlags(flags, { name, terminal });
    const source = await dataset.open("test");
    const images = await source.read(0, source.count);
    await keepPermissions([]);
    requireFit(network, images, `${dataset.title} (test images)`);

    const evaluation = await evaluateImages(network, images, {
      engine: engineFromFlags(flags, terminal),
      terminal,
    });
    if (flags.json) {
      terminal.printJson(describeEvaluation(evaluation, dataset.name));
      return 0;
    }
    terminal.print(`${dataset.title}, test images: ${formatResult(evaluation)}`);
    terminal.print(`loss ${evaluation.loss.toFixed(4)}\n`);
    terminal.print(formatConfusion(evaluation.confusion, dataset.classes));
    if (evaluation.mistakes.length > 0) terminal.print(`\n${formatMistakes(evaluation)}`);
    return 0;
  },
});

/** The dataset that is meant by those who name none, given the one the network was trained on. */
function chooseDataset(flags: DataFlagValues, trainedOn: string | undefined): string {
  const name = DATASET_NAMES.find((name) => name === trainedOn) ?? DEFAULT_DATASET;
  // Who names a folder wants what is in it; generated digits are in none.
  return name === "generated" && flags.data !== undefined ? DEFAULT_DATASET : name;
}

function describeEvaluation(evaluation: Evaluation, dataset: string) {
  const { accuracy, correct, total, loss, confusion, mistakes } = evaluation;
  const interval = confidenceInterval(correct, total);
  return { dataset, accuracy, correct, total, interval, loss, confusion, mistakes };
}

/** Labels down, answers across; at the right how many of a label were found, below how many of an answer were right. */
function formatConfusion(confusion: number[][], classes: readonly string[]): string {
  const names = confusion.map((_, label) => classes[label] ?? `${label}`);
  const header = ["is \\ read as", ...names.map((_, label) => `${label}`), "found"];
  const rows = confusion.map((row, label) => {
    const total = row.reduce((sum, count) => sum + count, 0);
    return [
      names[label] === `${label}` ? names[label] : `${label} ${names[label]}`,
      ...row.map((count) => count === 0 ? "." : `${count}`),
      formatShare(row[label], total),
    ];
  });
  const right = names.map((_, answer) => {
    const total = confusion.reduce((sum, row) => sum + row[answer], 0);
    return formatShare(confusion[answer][answer], total, 0);
  });
  return formatTable([header, ...rows, ["right", ...right, ""]], ["left", "right"]);
}

function formatShare(part: number, total: number, decimals = 1): string {
  return total === 0 ? "-" : formatPercent(part / total, decimals);
}

function formatMistakes({ mistakes }: Evaluation): string {
  const listed = mistakes.slice(0, MOST_MISTAKES);
  const rows = listed.map(({ index, label, predicted, probability }) => [
    `  image ${index}`,
    `is ${label},`,
    `read as ${predicted}`,
    formatPercent(probability, 1),
  ]);
  return `The ${listed.length === 1 ? "worst mistake" : `${listed.length} worst mistakes`} ` +
    `of ${mistakes.length}:\n${formatTable(rows, ["left", "left", "left", "right"])}`;
}
