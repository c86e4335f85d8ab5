import { parseAugmentation } from "../augmentation/augmentation_text.ts";
import { checkIdxDataset } from "../dataset/idx_dataset.ts";
import { DATASET_SOURCES, type DatasetName } from "../dataset/sources.ts";
import type { Verification } from "../dataset/verify_file.ts";
import { drawAugmentations } from "../explain/augmentation_sheet.ts";
import { assertWritable, replaceFile } from "../files/replace_file.ts";
import { encodeColourPng } from "../image/encode_png.ts";
import { defineCommand } from "./command.ts";
import {
  DATA_FLAGS,
  type DataFlagValues,
  datasetFromFlags,
  datasetOptions,
  DEFAULT_DATASET,
  WRONG_FILE_HINT,
} from "./data_flags.ts";
import { fileFlag } from "./flags.ts";
import { formatBytes } from "./format.ts";
import { keepPermissions } from "./permissions.ts";
import { AUGMENT_NOTE, SETTING_FLAGS } from "./setting_flags.ts";
import { formatTable } from "./table.ts";
import type { Terminal } from "./terminal.ts";
import { UsageError } from "./usage_error.ts";
import { withHint } from "./with_hint.ts";

/** Images that a sheet is chosen from. */
const SHEET_IMAGES = 500;

/** The seed that a run has if nothing is said. */
const SHEET_SEED = 1;

/** `cnn data`: fetches what is missing and compares everything with what was published. */
export const dataCommand = defineCommand({
  name: "data",
  summary: "Download a dataset and verify it",
  operands: "",
  flags: {
    ...DATA_FLAGS,
    sheet: fileFlag("Draw some of its training images", [".png"]),
    augment: SETTING_FLAGS.augment,
  },
  permissions: ["read", "write", "net"],
  notes: ["What is there already is verified and not downloaded again.", AUGMENT_NOTE],

  async run({ flags, terminal }) {
    if (flags.augment !== undefined && flags.sheet === undefined) {
      throw new UsageError("--augment needs a --sheet to draw on, got none");
    }
    if (flags.sheet !== undefined) {
      return await drawSheet({ ...flags, sheet: flags.sheet }, terminal);
    }
    const name = flags.dataset ?? DEFAULT_DATASET;
    if (name === "generated") {
      terminal.print("generated digits are drawn when they are needed: nothing to download");
      return 0;
    }
    const source = DATASET_SOURCES[name as DatasetName];
    const options = datasetOptions(flags, { seed: 0, terminal });
    const files = await withHint(WRONG_FILE_HINT, () => checkIdxDataset(source, options));
    terminal.print(formatTable(
      files.map(({ path, lengthBytes, verification }) => [
        path,
        formatBytes(lengthBytes),
        describe(verification),
      ]),
      ["left", "right", "left"],
    ));
    terminal.print(`${source.title}: ${source.licence}`);
    const different = files.filter(({ verification }) => verification.state === "different");
    for (const { path } of different) {
      terminal.warn(
        `cnn: "${path}" is not the published file of ${source.title}: remove it to ` +
          "download that, or go on if it is a set of your own",
      );
    }
    return different.length > 0 ? 1 : 0;
  },
});

/** Draws what a network would learn from. */
async function drawSheet(
  flags: DataFlagValues & { sheet: string; augment: string | undefined },
  terminal: Terminal,
): Promise<number> {
  const { sheet, augment = "none" } = flags;
  await assertWritable(sheet);
  const dataset = datasetFromFlags(flags, { seed: SHEET_SEED, terminal });
  const source = await dataset.open("train");
  const images = await source.read(0, Math.min(SHEET_IMAGES, source.count));
  await keepPermissions(["read", "write"]);
  const picture = drawAugmentations(images, {
    classes: dataset.classes,
    augmentation: parseAugmentation(augment),
    seed: SHEET_SEED,
    title: dataset.title,
  });
  await replaceFile(sheet, await encodeColourPng(picture));
  terminal.print(`${dataset.title}: training images are drawn in ${sheet}`);
  return 0;
}

function describe(verification: Verification): string {
  switch (verification.state) {
    case "verified":
      return "verified";
    case "unknown":
      return "right size; there is no published hash of the unpacked file";
    case "different":
      return `expected ${verification.expected}, got ${verification.found}`;
  }
}
