import { FileError } from "../files/describe_file_error.ts";
import { inFile } from "../files/in_file.ts";
import { basename, join } from "../files/path.ts";
import { fileExists, readFileBytes } from "../files/read_file.ts";
import { assertWritable, replaceFile } from "../files/replace_file.ts";
import { encodeColourPng } from "../image/encode_png.ts";
import { rasterize } from "../plot/rasterize.ts";
import { drawRuns } from "../plot/run_chart.ts";
import { type RunCurves, runCurves } from "../plot/run_curves.ts";
import { RUN_STYLES } from "../plot/run_styles.ts";
import { formatSvg } from "../plot/svg.ts";
import { formatRuns } from "../plot/text_chart.ts";
import { METRICS_FILE, parseMetrics } from "../training/metrics.ts";
import { defineCommand } from "./command.ts";
import { fileFlag } from "./flags.ts";
import { formatBytes } from "./format.ts";
import { keepPermissions } from "./permissions.ts";
import { UsageError } from "./usage_error.ts";

/** Pixels of a PNG for each unit of the drawing, which is 800 wide. */
const PIXEL_SCALE = 2;

/** `cnn plot`: the curves of runs, on the terminal or as a picture. */
export const plotCommand = defineCommand({
  name: "plot",
  summary: "Draw loss and accuracy of runs",
  operands: "RUN...",
  flags: {
    output: fileFlag("Draw into a picture [the terminal]", [".svg", ".png"]),
  },
  permissions: ["read", "write"],
  notes: [
    `A run is a folder that train --run DIR writes, or its ${METRICS_FILE}; it need not have ended. ` +
    `At most ${RUN_STYLES.length} can be told apart.`,
    "Thin curves with hollow markers are of training, thick ones of the validation part.",
  ],

  async run({ flags, operands, terminal }) {
    if (operands.length === 0) throw new UsageError("expected a RUN, got none");
    if (operands.length > RUN_STYLES.length) {
      throw new UsageError(
        `expected at most ${RUN_STYLES.length} runs, which can be told apart, got ${operands.length}`,
      );
    }
    const { output } = flags;
    if (output === undefined) await keepPermissions(["read"]);
    else await assertWritable(output);
    const runs: RunCurves[] = [];
    for (const path of operands) runs.push(await readRun(path, nameOf(path, operands)));

    if (output === undefined) {
      const { columns, hasColour } = terminal;
      terminal.print(formatRuns(runs, { columns, hasColour }).join("\n"));
      return 0;
    }
    const drawing = drawRuns(runs);
    const bytes = output.toLowerCase().endsWith(".svg")
      ? new TextEncoder().encode(formatSvg(drawing))
      : await encodeColourPng(rasterize(drawing, PIXEL_SCALE));
    await replaceFile(output, bytes);
    terminal.print(`${output} (${formatBytes(bytes.length)})`);
    return 0;
  },
});

/** What a run is called: as little of its path as tells it from the others. */
function nameOf(path: string, paths: readonly string[]): string {
  const name = basename(path);
  const isUnique = paths.filter((other) => basename(other) === name).length === 1;
  return isUnique && name !== METRICS_FILE && /\w/.test(name) ? name : path;
}

async function readRun(path: string, name: string): Promise<RunCurves> {
  const file = await fileExists(path) ? path : join(path, METRICS_FILE);
  const bytes = await readMetricsFile(file);
  return await inFile(file, () => runCurves(name, parseMetrics(new TextDecoder().decode(bytes))));
}

async function readMetricsFile(file: string): Promise<Uint8Array> {
  try {
    return await readFileBytes(file);
  } catch (error) {
    if (error instanceof FileError && error.cause instanceof Deno.errors.NotFound) {
      error.message += "\nA run is a folder that train --run DIR writes";
    }
    throw error;
  }
}
