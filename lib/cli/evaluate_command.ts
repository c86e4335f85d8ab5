import type { LabelledImages } from "../dataset/labelled_images.ts";
import { drawMistakes, MOST_ON_SHEET } from "../explain/mistake_sheet.ts";
import { assertWritable, replaceFile } from "../files/replace_file.ts";
import { encodeColourPng } from "../image/encode_png.ts";
import { oneLine } from "../one_line.ts";
import { confidenceInterval, type Evaluation } from "../training/evaluate.ts";
import { requireFit } from "../training/require_fit.ts";
import { defineCommand } from "./command.ts";
import { chooseDataset, DATA_FLAGS, type DataFlagValues, datasetFromFlags } from "./data_flags.ts";
import { ENGINE_FLAGS, engineFromFlags } from "./engine_flags.ts";
import { evaluateImages, withAnsweringEngine } from "./evaluate_images.ts";
import { fileFlag, switchFlag, textFlag } from "./flags.ts";
import { formatCount, formatPercent } from "./format.ts";
import { formatCalibration, formatReliability } from "./format_calibration.ts";
import { formatResult } from "./format_result.ts";
import { readLabelledPictures } from "./labelled_pictures.ts";
import { keepPermissions } from "./permissions.ts";
import { readTemperature } from "./recognizer.ts";
import { formatTable } from "./table.ts";
import type { Terminal } from "./terminal.ts";
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
    pictures: textFlag(
      "FOLDER",
      "Judge by pictures of digits, named as in 7/a.png or a_7.png",
      undefined,
    ),
    calibration: switchFlag("Print how often it is right by how sure it is"),
    mistakes: fileFlag(`Draw the worst mistakes, ${MOST_ON_SHEET} at most`, [".png"]),
    json: switchFlag("Print one JSON object"),
  },
  permissions: ["read", "write", "net"],
  notes: ["Without --dataset the test images are of the dataset that the network was trained on."],

  async run({ flags, terminal }) {
    const { network, metadata, source: weights } = await readWeights(flags, terminal);
    if (flags.mistakes !== undefined) await assertWritable(flags.mistakes);
    const { images, name, title, classes, paths, failed } = flags.pictures === undefined
      ? await openTestImages(flags, metadata["dataset"], terminal)
      : await openPictures(flags.pictures, network.classes, terminal);
    await keepPermissions(flags.mistakes === undefined ? [] : ["read", "write"]);
    requireFit(network, images, title);

    const temperature = readTemperature(metadata);
    const evaluation = await withAnsweringEngine(
      network,
      engineFromFlags(flags, terminal),
      (engine) => evaluateImages(engine, images, { terminal, temperature }),
    );
    if (flags.mistakes !== undefined && evaluation.mistakes.length > 0) {
      const picture = drawMistakes(evaluation.mistakes, {
        images,
        classes,
        title: `${title}: the ${nameMistakes(evaluation, MOST_ON_SHEET)}`,
      });
      await replaceFile(flags.mistakes, await encodeColourPng(picture));
    }
    if (flags.json) {
      terminal.printJson({ weights, ...describeEvaluation(evaluation, name) });
      return failed > 0 ? 1 : 0;
    }
    terminal.print(`${title}: ${formatResult(evaluation)}`);
    terminal.print(`loss ${evaluation.loss.toFixed(4)}`);
    terminal.print(`${formatCalibration(evaluation)}\n`);
    if (flags.calibration) terminal.print(`${formatReliability(evaluation)}\n`);
    terminal.print(formatConfusion(evaluation.confusion, classes));
    if (evaluation.mistakes.length > 0) terminal.print(`\n${formatMistakes(evaluation, paths)}`);
    if (flags.mistakes !== undefined) {
      terminal.print(`\n${tellOfSheet(evaluation, flags.mistakes)}`);
    }
    return failed > 0 ? 1 : 0;
  },
});

/** What a network is judged by. */
interface TestImages {
  readonly images: LabelledImages;
  readonly name: string;
  readonly title: string;
  readonly classes: readonly string[];
  /** Where each image is from; absent for those of a dataset. */
  readonly paths?: readonly string[];
  /** How many could not be read. */
  readonly failed: number;
}

async function openTestImages(
  flags: DataFlagValues,
  trainedOn: string | undefined,
  terminal: Terminal,
): Promise<TestImages> {
  const dataset = datasetFromFlags(flags, { name: chooseDataset(flags, trainedOn), terminal });
  const source = await dataset.open("test");
  const { name, classes } = dataset;
  const images = await source.read(0, source.count);
  return { images, name, title: `${dataset.title}, test images`, classes, failed: 0 };
}

async function openPictures(
  folder: string,
  classes: number,
  terminal: Terminal,
): Promise<TestImages> {
  return {
    ...await readLabelledPictures(folder, terminal),
    name: folder,
    title: `pictures in ${oneLine(folder, Infinity)}`,
    classes: Array.from({ length: classes }, (_, digit) => `${digit}`),
  };
}

function describeEvaluation(evaluation: Evaluation, dataset: string) {
  const { accuracy, correct, total, loss, ...details } = evaluation;
  const interval = confidenceInterval(correct, total);
  return { dataset, accuracy, correct, total, interval, loss, ...details };
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

function formatMistakes(evaluation: Evaluation, paths?: readonly string[]): string {
  const rows = evaluation.mistakes.slice(0, MOST_MISTAKES).map((mistake) => [
    `  ${paths === undefined ? `image ${mistake.index}` : oneLine(paths[mistake.index], Infinity)}`,
    `is ${mistake.label},`,
    `read as ${mistake.predicted}`,
    formatPercent(mistake.probability, 1),
  ]);
  const table = formatTable(rows, ["left", "left", "left", "right"]);
  return `The ${nameMistakes(evaluation, MOST_MISTAKES)}:\n${table}`;
}

/** `10 worst mistakes of 222`, of which at most so many are meant. */
function nameMistakes({ mistakes }: Evaluation, most: number): string {
  const count = Math.min(mistakes.length, most);
  return `${count === 1 ? "worst mistake" : `${count} worst mistakes`} of ` +
    formatCount(mistakes.length);
}

function tellOfSheet(evaluation: Evaluation, path: string): string {
  if (evaluation.mistakes.length === 0) return `no mistakes: ${path} is not written`;
  return `the ${nameMistakes(evaluation, MOST_ON_SHEET)} are drawn in ${path}`;
}
