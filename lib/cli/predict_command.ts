import { createEngine } from "../engine/create_engine.ts";
import type { Engine } from "../engine/engine.ts";
import { inFile } from "../files/in_file.ts";
import { readFileBytes } from "../files/read_file.ts";
import { decodePicture } from "../image/decode_picture.ts";
import { digitFromPicture } from "../image/digit_from_picture.ts";
import { formatShape } from "../layers/layer.ts";
import { MNIST_SHAPE, type Network } from "../network/network.ts";
import { oneLine } from "../one_line.ts";
import { defineCommand } from "./command.ts";
import { drawDigit } from "./draw_digit.ts";
import { switchFlag } from "./flags.ts";
import { formatPercent } from "./format.ts";
import type { Terminal } from "./terminal.ts";
import { UsageError } from "./usage_error.ts";
import { readWeights, WEIGHTS_FLAGS } from "./weights_flags.ts";

/** A class and how probable it is. */
interface Answer {
  digit: number;
  probability: number;
}

/** `cnn predict`: reads the digit in a picture. */
export const predictCommand = defineCommand({
  name: "predict",
  summary: "Read the digit in a picture",
  operands: "PICTURE...",
  flags: { ...WEIGHTS_FLAGS, json: switchFlag("Print one JSON object a picture") },
  permissions: ["read"],
  notes: [
    "A picture is PNG, JPEG, GIF, BMP or WebP and shows one digit, dark on light or light on dark.",
    "On a terminal the 28x28 pixels that the network sees are drawn.",
  ],

  async run({ flags, operands, terminal }) {
    if (operands.length === 0) throw new UsageError("expected a PICTURE, got none");
    const { network, metadata } = await readWeights(flags, terminal);
    requirePictureShape(network);
    const names = classNames(metadata["labels"], network.classes);
    const engine = createEngine(network, { batch: 1, threads: 1 });
    let exitCode = 0;
    for (const path of operands) {
      const pixels = await tryToReadDigit(path, terminal);
      if (pixels === undefined) {
        exitCode = 1;
        continue;
      }
      const [best, next] = ask(engine, pixels);
      if (flags.json) {
        terminal.printJson({ file: path, ...best });
        continue;
      }
      if (terminal.isInteractive) terminal.print(drawDigit(pixels, { colour: terminal.hasColour }));
      const answers = next ? [best, next] : [best];
      const text = answers.map((answer) => formatAnswer(answer, names)).join(", or ");
      terminal.print(`${oneLine(path, Infinity)}: ${text}`);
    }
    engine.close();
    return exitCode;
  },
});

function requirePictureShape({ inputShape }: Network): void {
  if (inputShape.join() === MNIST_SHAPE.join()) return;
  throw new RangeError(
    `Cannot read pictures: expected a network for images of ${formatShape(MNIST_SHAPE)}, ` +
      `got one for ${formatShape(inputShape)}`,
  );
}

/** What the classes stand for, if the weights file says so: "0, 1, ..." or "Trouser, Coat, ...". */
function classNames(labels: string | undefined, classes: number): readonly string[] {
  const names = oneLine(labels ?? "", Infinity).split(", ");
  return names.length === classes ? names : Array.from({ length: classes }, (_, i) => `${i}`);
}

/**
 * The picture in MNIST's form: `[28, 28]`, 0 background to 255 ink; undefined if there is no digit to
 * be had from it, and the terminal says why. The pictures after it are read all the same.
 */
async function tryToReadDigit(path: string, terminal: Terminal): Promise<Uint8Array | undefined> {
  try {
    const bytes = await readFileBytes(path);
    return await inFile(path, async () => digitFromPicture(await decodePicture(bytes)).pixels);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    terminal.warn(`cnn: ${error.message}`);
    return undefined;
  }
}

/** The network's answers for one image, the most probable first. */
function ask(engine: Engine, pixels: Uint8Array): Answer[] {
  engine.images.set(pixels);
  engine.forward(1);
  const { classes } = engine.network;
  return Array.from(engine.probabilities.subarray(0, classes), (probability, digit) => ({
    digit,
    probability,
  })).sort((a, b) => b.probability - a.probability);
}

/** `7 (99.8%)`, or `7 Sneaker (99.8%)` where the classes are no digits. */
function formatAnswer({ digit, probability }: Answer, names: readonly string[]): string {
  const name = names[digit] === `${digit}` ? names[digit] : `${digit} ${names[digit]}`;
  return `${name} (${formatPercent(probability, 1)})`;
}
