import { checkIdxDataset } from "../dataset/idx_dataset.ts";
import { DATASET_SOURCES, type DatasetName } from "../dataset/sources.ts";
import type { Verification } from "../dataset/verify_file.ts";
import { defineCommand } from "./command.ts";
import { DATA_FLAGS, datasetOptions, DEFAULT_DATASET, WRONG_FILE_HINT } from "./data_flags.ts";
import { formatBytes } from "./format.ts";
import { formatTable } from "./table.ts";
import { withHint } from "./with_hint.ts";

/** `cnn data`: fetches what is missing and compares everything with what was published. */
export const dataCommand = defineCommand({
  name: "data",
  summary: "Download a dataset and verify it",
  operands: "",
  flags: DATA_FLAGS,
  permissions: ["read", "write", "net"],
  notes: ["What is there already is verified and not downloaded again."],

  async run({ flags, terminal }) {
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
