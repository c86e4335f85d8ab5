import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { decodePicture } from "../../lib/image/decode_picture.ts";
import { formatMetrics, type Metrics } from "../../lib/training/metrics.ts";
import { TemporaryFolder } from "../files/temporary_folder.ts";
import { sampleMetrics } from "../plot/sample_runs.ts";
import { assertRefused, type BadInput } from "./bad_input.ts";
import { CANNOT_RUN, runCnn } from "./run_cnn.ts";

const ignore = CANNOT_RUN;

/** Makes a run's folder, as `train --run` leaves it. */
function writeRun(path: string, metrics: readonly Metrics[] = sampleMetrics(3)): string {
  Deno.mkdirSync(path);
  Deno.writeTextFileSync(`${path}/metrics.jsonl`, metrics.map(formatMetrics).join(""));
  return path;
}

Deno.test({
  name: "cnn plot draws runs with characters if no file is named",
  ignore,
  fn: async () => {
    using folder = new TemporaryFolder();
    const runs = [writeRun(`${folder.path}/first`), writeRun(`${folder.path}/second`)];
    const { code, stdout, stderr } = await runCnn(["plot", ...runs]);
    assertEquals([code, stderr], [0, ""]);
    assertMatch(
      stdout,
      /^loss, in nats[^]*\naccuracy [^]*\nA first: best .*%\nB second: best .*%\n/,
    );
    assertMatch(stdout, /^[\x20-\x7e\n]*$/);
    for (const line of stdout.split("\n")) assert(line.length <= 80, line);
  },
});

Deno.test({
  name: "cnn plot --output draws them into a picture, SVG or PNG",
  ignore,
  fn: async () => {
    using folder = new TemporaryFolder();
    const { path } = folder;
    const run = writeRun(`${path}/first`);
    for (const name of ["a.svg", "b.png", "c.PNG"]) {
      const output = `${path}/${name}`;
      const { code, stdout, stderr } = await runCnn(["plot", run, "--output", output]);
      assertEquals([code, stderr], [0, ""]);
      assertMatch(stdout, /\.(svg|png|PNG) \(\d.* kB\)\n$/);
    }
    assertStringIncludes(Deno.readTextFileSync(`${path}/a.svg`), ">first: best 98.67%</text>");
    const { width, height } = await decodePicture(Deno.readFileSync(`${path}/b.png`));
    assert(width === 1600 && height > 1000, `${width}x${height}`);
    assertEquals(Deno.readFileSync(`${path}/b.png`), Deno.readFileSync(`${path}/c.PNG`));
    assertEquals(folder.names, ["a.svg", "b.png", "c.PNG", "first"]);
  },
});

Deno.test({
  name: "cnn plot tells runs of one name apart by their folders, and takes the file, too",
  ignore,
  fn: async () => {
    using folder = new TemporaryFolder();
    for (const name of ["x", "y"]) {
      Deno.mkdirSync(`${folder.path}/${name}`);
      writeRun(`${folder.path}/${name}/run`);
    }
    const { stdout } = await runCnn(
      ["plot", "x/run", "y/run", "x/run/metrics.jsonl"],
      { folder: folder.path },
    );
    assertMatch(stdout, /\nA x\/run: .*\nB y\/run: .*\nC x\/run\/metrics\.jsonl: /);
  },
});

Deno.test({
  name: "cnn plot draws a run that is under way, its last line cut",
  ignore,
  fn: async () => {
    using folder = new TemporaryFolder();
    const run = writeRun(`${folder.path}/run`, sampleMetrics(1).slice(0, 2));
    Deno.writeTextFileSync(`${run}/metrics.jsonl`, '{"kind":"step","st', { append: true });
    const { code, stdout } = await runCnn(["plot", run]);
    assertEquals(code, 0);
    assertMatch(stdout, /\nA run\n$/);
  },
});

Deno.test({
  name: "cnn plot refuses what is no run, and an output that cannot be written",
  ignore,
  fn: async () => {
    using folder = new TemporaryFolder();
    const { path } = folder;
    const run = writeRun(`${path}/run`);
    const bad = (name: string, text: string) => {
      Deno.mkdirSync(`${path}/${name}`);
      Deno.writeTextFileSync(`${path}/${name}/metrics.jsonl`, text);
      return `${path}/${name}`;
    };
    const refused = (args: string[], code: 1 | 2, ...says: string[]): BadInput => ({
      args: ["plot", ...args],
      code,
      says,
    });
    const lost = { ...sampleMetrics(1)[0], loss: NaN, accuracy: NaN };
    await assertRefused([
      refused([], 2, "expected a RUN, got none", "help plot"),
      refused(new Array(8).fill(run), 2, "at most 7 runs", "got 8"),
      refused([`${path}/absent`], 1, "absent/metrics.jsonl", "no such file", "train --run DIR"),
      refused([run, path], 1, "no such file", "train --run DIR"),
      refused([bad("empty", "")], 1, "records of epochs, got none", "empty/metrics.jsonl"),
      refused([bad("corrupt", `${formatMetrics(sampleMetrics(1)[0])}\x1b[2Jno\n`)], 1, "in line 2"),
      refused([bad("binary", "\x89PNG\r\n\x1a\n\0\0")], 1, "a JSON object in line 1"),
      refused([bad("lost", formatMetrics(lost))], 1, "none that is finite", "lost/metrics.jsonl"),
      refused([run, "--output", "plot.jpg"], 2, "ends in .svg or .png", '"plot.jpg"'),
      refused([run, "--output", ""], 2, "ends in .svg or .png", "got nothing"),
      refused([run, "--output", `${path}/absent/a.svg`], 1, "Cannot write", "no such folder"),
      refused([run, "--output", `${run}/metrics.jsonl/a.png`], 1, "is no folder"),
    ], path);
  },
});
