import { collectBytes } from "../files/collect_bytes.ts";
import { FileError } from "../files/describe_file_error.ts";
import { readFileBytes } from "../files/read_file.ts";
import { assertWritable, replaceFile } from "../files/replace_file.ts";
import { decodePicture } from "../image/decode_picture.ts";
import { drawSteps } from "../image/draw_steps.ts";
import { encodeColourPng } from "../image/encode_png.ts";
import type { GreyPicture } from "../image/grey_picture.ts";
import { readPictures } from "../image/read_picture.ts";
import type { Reading } from "../image/reading.ts";
import { oneLine } from "../one_line.ts";
import { defineCommand } from "./command.ts";
import { drawDigits } from "./draw_digit.ts";
import { choiceFlag, fileFlag, type FlagValues, switchFlag, wholeNumberFlag } from "./flags.ts";
import { CSV_HEADER, csvRows, describeReading, formatReading } from "./format_reading.ts";
import { keepPermissions } from "./permissions.ts";
import { listPictures, STANDARD_INPUT } from "./picture_files.ts";
import { isOfPicture, tellOfPicture } from "./picture_error.ts";
import { inGroups, readAhead } from "./read_ahead.ts";
import { createRecognizer, readJudge, readTemperature, RECOGNIZED_TOGETHER } from "./recognizer.ts";
import type { Terminal } from "./terminal.ts";
import { UsageError } from "./usage_error.ts";
import { readWeights, WEIGHTS_FLAGS } from "./weights_flags.ts";

/** Pictures that are decoded ahead of the one that is read. */
const PICTURES_AHEAD = 4;

/** A picture of so many pixels is read alone, as soon as it is there. */
const LARGE_PICTURE = 40_000;

/** Longer names do not push the answers of all to the right. */
const MOST_NAME_WIDTH = 40;

/** No picture that people have comes near: 256 MiB. */
const MAX_PICTURE_BYTES = 2 ** 28;

const PREDICT_FLAGS = {
  ...WEIGHTS_FLAGS,
  json: switchFlag("Print one JSON object a picture"),
  csv: switchFlag("Print a row of comma-separated values a digit"),
  single: switchFlag("Take all of a picture's ink for one digit"),
  line: switchFlag("Take it for one line of digits"),
  auto: switchFlag("Find out what it is, as without these three"),
  invert: choiceFlag("Whether the ink is darker than its ground", "auto", ["auto", "yes", "no"]),
  top: wholeNumberFlag("How many answers JSON lists for a digit", 3, { least: 1, most: 1000 }),
  recursive: switchFlag("Look through the folders in a folder too"),
  show: switchFlag("Draw the 28x28 pixels that the network is given"),
  steps: fileFlag("Draw how the picture was read", [".png"]),
};

/** `cnn predict`: reads the digits in pictures. */
export const predictCommand = defineCommand({
  name: "predict",
  summary: "Read the digits in pictures",
  operands: "PICTURE...",
  flags: PREDICT_FLAGS,
  permissions: ["read", "write"],
  notes: [
    "A picture is PNG, JPEG, GIF, BMP or WebP: a photo, a scan or a drawing of one digit or of " +
    "lines of digits, dark on light or light on dark. A folder stands for the pictures in it, - " +
    "for standard input.",
    "How sure an answer is stands behind it, and if it is not, what it could be instead.",
  ],

  async run({ flags, operands, terminal }) {
    checkUse(flags, operands);
    const { network, metadata } = await readWeights(flags, terminal);
    const names = classNames(metadata["labels"], network.classes);
    const { recognize, close } = createRecognizer(network, {
      temperature: readTemperature(metadata),
      threads: navigator.hardwareConcurrency,
    });
    const judge = names.every((name, digit) => name === `${digit}`) ? await readJudge() : undefined;
    if (flags.steps !== undefined) await assertWritable(flags.steps);
    await keepPermissions(flags.steps === undefined ? ["read"] : ["read", "write"]);
    const style = { names, top: flags.top };
    const options = {
      layout: flags.single ? "single" as const : flags.line ? "line" as const : "auto" as const,
      isDark: flags.invert === "auto" ? undefined : flags.invert === "yes",
      judge: judge?.judge,
    };
    if (flags.csv) terminal.print(CSV_HEADER);

    let exitCode = 0;
    const paths = await Array.fromAsync(
      listPictures(operands, { isRecursive: flags.recursive }),
    );
    const nameWidth = paths.reduce((most, path) => Math.max(most, nameOf(path).length), 0);
    const decoded = readAhead(paths, decode, PICTURES_AHEAD);
    for await (const group of inGroups(decoded, sizeOf)) {
      const sound = group.map(({ picture }) => picture)
        .filter((picture): picture is GreyPicture => !(picture instanceof Error));
      const readings = readPictures(sound, recognize, options);
      for (const { name, picture } of group) {
        const reading = picture instanceof Error ? picture : readings.shift()!;
        if (picture instanceof Error || reading instanceof Error) {
          terminal.warn(`cnn: ${tellOfPicture(name, reading as Error)}`);
          exitCode = 1;
          continue;
        }
        if (flags.steps !== undefined) {
          await replaceFile(flags.steps, await encodeColourPng(drawSteps(picture, reading)));
        }
        if (flags.show) print(reading, terminal);
        if (flags.json) terminal.printJson(describeReading(name, reading, style));
        else if (flags.csv) csvRows(name, reading).forEach((row) => terminal.print(row));
        else {
          const { hasColour } = terminal;
          terminal.print(formatReading(name, reading, {
            ...style,
            ...{ nameWidth: Math.min(MOST_NAME_WIDTH, nameWidth), hasColour },
          }));
        }
      }
    }
    close();
    judge?.close();
    return exitCode;
  },
});

function checkUse(flags: FlagValues<typeof PREDICT_FLAGS>, operands: readonly string[]): void {
  if (operands.length === 0) throw new UsageError("expected a PICTURE, got none");
  const layouts = ["single", "line", "auto"] as const;
  const formats = ["json", "csv"] as const;
  for (const names of [layouts, formats]) {
    const given = names.filter((name) => flags[name]).map((name) => `--${name}`);
    if (given.length > 1) throw new UsageError(`expected one of ${given.join(" and ")}, got both`);
  }
  if (flags.steps !== undefined && operands.length > 1) {
    throw new UsageError(`--steps draws one picture, got ${operands.length}`);
  }
}

/** What the classes stand for, if the weights file says so: "0, 1, ..." or "Trouser, Coat, ...". */
function classNames(labels: string | undefined, classes: number): readonly string[] {
  const names = oneLine(labels ?? "", Infinity).split(", ");
  return names.length === classes ? names : Array.from({ length: classes }, (_, i) => `${i}`);
}

/** How much a picture adds to a group, of which those that add up to 1 are read together. */
function sizeOf({ picture }: { picture: GreyPicture | Error }): number {
  const pixels = picture instanceof Error ? 0 : picture.pixels.length;
  return Math.max(1 / RECOGNIZED_TOGETHER, pixels / LARGE_PICTURE);
}

/** What a picture is called in the output. */
function nameOf(path: string | Error): string {
  return path instanceof Error ? "" : path;
}

/** Reads and decodes a file; what goes wrong with it is told when its turn comes. */
async function decode(
  path: string | Error,
): Promise<{ name: string; picture: GreyPicture | Error }> {
  if (path instanceof Error) return { name: nameOf(path), picture: path };
  try {
    const bytes = path === STANDARD_INPUT
      ? await readStandardInput()
      : await readFileBytes(path, MAX_PICTURE_BYTES);
    return { name: path, picture: await decodePicture(bytes) };
  } catch (error) {
    if (!isOfPicture(error)) throw error;
    return { name: path, picture: error };
  }
}

async function readStandardInput(): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = await collectBytes(Deno.stdin.readable, MAX_PICTURE_BYTES);
  if (bytes !== undefined) return bytes;
  throw new FileError(
    "read",
    STANDARD_INPUT,
    `expected at most ${MAX_PICTURE_BYTES} bytes, got more`,
  );
}

function print({ lines }: Reading, terminal: Terminal): void {
  for (const line of lines) {
    const images = line.map(({ image }) => image);
    terminal.print(drawDigits(images, { colour: terminal.hasColour, columns: terminal.columns }));
  }
}
