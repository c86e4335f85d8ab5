import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { decodePicture } from "../../lib/image/decode_picture.ts";
import { initialize } from "../../lib/network/initialize.ts";
import { Network } from "../../lib/network/network.ts";
import { parseArchitecture } from "../../lib/network/parse_architecture.ts";
import { encodeWeights } from "../../lib/training/weights_file.ts";
import { TemporaryFolder } from "../files/temporary_folder.ts";
import { assertIsRefusal, assertRefused, type BadInput } from "./bad_input.ts";
import { CANNOT_RUN, runCnn } from "./run_cnn.ts";
import { sampleFiles, writeDataset } from "./sample_dataset.ts";

/** A folder with a dataset in "sample" and untrained weights in "weights", and `evaluate` for them. */
class Bench extends TemporaryFolder {
  readonly data: string;
  readonly weights: string;

  constructor(
    text = "pool 4, softmax 10",
    { metadata = {} as Record<string, string>, files = sampleFiles() } = {},
  ) {
    super();
    this.data = writeDataset(`${this.path}/sample`, files);
    this.weights = `${this.path}/weights`;
    const network = new Network(parseArchitecture(text));
    initialize(network, 1);
    Deno.writeFileSync(this.weights, encodeWeights({ network, metadata }));
  }

  /** The command line, for more to follow. */
  args(...more: string[]): string[] {
    return ["evaluate", "--weights", this.weights, "--data", this.data, ...more];
  }
}

Deno.test({
  name: "cnn evaluate --json prints one object with what was counted",
  ignore: CANNOT_RUN,
  fn: async () => {
    using folder = new Bench();
    const { weights } = folder;
    const args = folder.args();
    const { code, stdout, stderr } = await runCnn([...args, "--json"]);
    assertEquals([code, stderr], [0, ""]);
    assertEquals(stdout.indexOf("\n"), stdout.length - 1);

    const answer = JSON.parse(stdout);
    const { accuracy, correct, total, loss, interval, confusion, mistakes, calibration } = answer;
    assertEquals([answer.weights, answer.dataset, total], [weights, "mnist", 20]);
    assertEquals(accuracy, correct / 20);
    assert(loss > 0 && Number.isFinite(loss));
    assert(interval[0] < accuracy && accuracy < interval[1]);
    assertEquals(confusion.map((row: number[]) => row.length), new Array(10).fill(10));
    assertEquals(confusion.flat().reduce((sum: number, count: number) => sum + count), 20);
    const diagonal = confusion.map((row: number[], label: number) => row[label]);
    assertEquals(diagonal.reduce((sum: number, count: number) => sum + count), correct);
    assertEquals(mistakes.length, 20 - correct);
    for (const { label, predicted, probability, index } of mistakes) {
      assert(label !== predicted && probability > 0 && index < 20);
    }
    assertEquals(calibration.bins.length, 15);
    assert(calibration.error > 0 && calibration.error < 1);
    const counts = calibration.bins.map(({ count }: { count: number }) => count);
    assertEquals(counts.reduce((sum: number, count: number) => sum + count), 20);
  },
});

Deno.test({
  name: "cnn evaluate prints result, loss, confusion and the worst mistakes",
  ignore: CANNOT_RUN,
  fn: async () => {
    using folder = new Bench();
    const { stdout } = await runCnn(folder.args());
    const [result, loss, sure, empty, header, ...rest] = stdout.trimEnd().split("\n");
    assertMatch(result, /^MNIST, test images: \d+\/20 right, .*\(95% interval .*\)$/);
    assertMatch(loss, /^loss \d\.\d{4}$/);
    assertMatch(sure, /^sure of \d+\.\d% on average, .*: expected calibration error \d+\.\d\d%$/);
    assertEquals(empty, "");
    assertEquals(header.split(/ {2,}/), [..."is \\ read as|0|1|2|3|4|5|6|7|8|9|found".split("|")]);
    assertMatch(rest[10], /^right( +(\d+%|-)){10}$/);
    assertMatch(rest[12], /^The \d+ worst mistakes of \d+:$/);
    assertMatch(rest[13], /^ {2}image \d+ +is \d, +read as \d +\d+\.\d%$/);
    for (const line of stdout.split("\n")) assert(line.length <= 80, line);
  },
});

Deno.test({
  name: "cnn evaluate reads weights that name no network if --model does",
  ignore: CANNOT_RUN,
  fn: async () => {
    using folder = new Bench("conv 6x5 pad 2, pool 4, softmax 10");
    const { weights } = folder;
    const bytes = Deno.readFileSync(weights);
    // The same length, so that the header stays one.
    const text = new TextDecoder("latin1").decode(bytes);
    const at = text.indexOf('"architecture"');
    bytes.set(new TextEncoder().encode('"architexture"'), at);
    Deno.writeFileSync(weights, bytes);

    const args = folder.args();
    assertIsRefusal(await runCnn(args), { code: 1, says: ['"architecture"', "--model"] });
    const run = await runCnn([...args, "--model", "conv 6x5 pad 2, pool 4, softmax 10"]);
    assertEquals([run.code, run.stderr], [0, ""]);
  },
});

Deno.test({
  name: "cnn evaluate takes the files of --data, though the network learned from generated digits",
  ignore: CANNOT_RUN,
  fn: async () => {
    using folder = new Bench(undefined, { metadata: { dataset: "generated" } });
    const { stdout } = await runCnn(folder.args());
    assertMatch(stdout, /^MNIST, test images: \d+\/20 right/);
  },
});

Deno.test({
  name: "cnn evaluate takes the dataset that the network learned from, by its names of the classes",
  ignore: CANNOT_RUN,
  fn: async () => {
    using folder = new Bench(undefined, { metadata: { dataset: "fashion-mnist" } });
    const { stdout } = await runCnn(folder.args());
    assertMatch(stdout, /^Fashion-MNIST, test images: \d+\/20 right/);
    assertStringIncludes(stdout, "\n0 T-shirt/top ");
  },
});

Deno.test({
  name: "cnn evaluate --calibration prints how often answers are right by how sure they are",
  ignore: CANNOT_RUN,
  fn: async () => {
    using folder = new Bench();
    const args = folder.args("--calibration");
    const lines = (await runCnn(args)).stdout.split("\n");
    const start = lines.findIndex((line) => line.trim().startsWith("sure of  answers"));
    const table = lines.slice(start, lines.indexOf("", start));
    assertEquals(table[0].trim().split(/ {2,}/), ["sure of", "answers", "on average", "right"]);
    const counts = table.slice(1).map((line) => Number(line.trim().split(/ {2,}/)[1]));
    assertEquals(counts.reduce((sum, count) => sum + count), 20);
    assert(!counts.includes(0), "only what there is");
  },
});

Deno.test({
  name: "cnn evaluate --mistakes draws the mistakes",
  ignore: CANNOT_RUN,
  fn: async () => {
    using folder = new Bench();
    const sheet = `${folder.path}/sheet.png`;
    const args = folder.args("--mistakes", sheet);
    const { code, stdout, stderr } = await runCnn(args);
    assertEquals([code, stderr], [0, ""]);
    assertMatch(stdout, /\nthe \d+ worst mistakes of \d+ are drawn in .*sheet\.png\n$/);
    const { width, height } = await decodePicture(Deno.readFileSync(sheet));
    assert(width > 300 && height > 200, `${width}x${height}`);
    assertEquals(folder.names, ["sample", "sheet.png", "weights"]);
  },
});

Deno.test({
  name: "cnn evaluate --mistakes draws nothing where there are none, and says so",
  ignore: CANNOT_RUN,
  fn: async () => {
    const files = sampleFiles();
    // A network that always answers 0 is right where all are.
    files.testLabels.fill(0, 8);
    using folder = new Bench(undefined, { files });
    const network = new Network(parseArchitecture("pool 4, softmax 10"));
    network.values[network.values.length - 10] = 1;
    Deno.writeFileSync(folder.weights, encodeWeights({ network, metadata: {} }));
    const sheet = `${folder.path}/sheet.png`;
    const args = folder.args("--mistakes", sheet);
    const { code, stdout, stderr } = await runCnn(args);
    assertEquals([code, stderr], [0, ""]);
    assertMatch(stdout, /^MNIST, test images: 20\/20 right/);
    assertMatch(stdout, /\n\nno mistakes: .*sheet\.png is not written\n$/);
    assertEquals(folder.names, ["sample", "weights"]);
  },
});

Deno.test({
  name: "cnn evaluate refuses a sheet that is no PNG or cannot be written, before it evaluates",
  ignore: CANNOT_RUN,
  fn: async () => {
    using folder = new Bench();
    const { path } = folder;
    const refused = (sheet: string, code: 1 | 2, ...says: string[]): BadInput => ({
      args: folder.args("--mistakes", sheet),
      code,
      says,
    });
    await assertRefused([
      refused("", 2, "--mistakes needs a file name that ends in .png", "got nothing"),
      refused("sheet.jpg", 2, "that ends in .png", '"sheet.jpg"', "help evaluate"),
      refused(`${path}/absent/sheet.png`, 1, "Cannot write", "no such folder"),
      refused(`${path}/weights/sheet.png`, 1, "Cannot write", "is no folder"),
    ], path);
  },
});
