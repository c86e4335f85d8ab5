import {
  assert,
  assertEquals,
  assertMatch,
  assertNotEquals,
  assertStringIncludes,
} from "@std/assert";
import { completeSettings } from "../../lib/training/settings.ts";
import { decodeWeights } from "../../lib/training/weights_file.ts";
import { packIdx } from "../dataset/pack_idx.ts";
import { assertIsRefusal } from "./bad_input.ts";
import { CANNOT_RUN, type Run, runCnn } from "./run_cnn.ts";
import { SAMPLE_COUNTS, sampleFiles, writeDataset } from "./sample_dataset.ts";
import { TrainingPlace } from "./training_place.ts";

const ignore = CANNOT_RUN;

/** Trains on the dataset in "sample". */
class Bench extends TrainingPlace {
  override train(...args: string[]): Promise<Run> {
    return super.train("--data", "sample", ...args);
  }
}

/** The objects of `--json`, of which `stdout` must hold nothing else. */
function parseLines(stdout: string) {
  assert(stdout.endsWith("\n"));
  return stdout.trimEnd().split("\n").map((line) => JSON.parse(line));
}

Deno.test({
  name: "cnn train --json prints start, epochs and the result, one object a line",
  ignore,
  fn: async () => {
    using bench = new Bench();
    const { code, stdout, stderr } = await bench.train("--json", "--epochs", "2", "--output", "w");
    assertEquals([code, stderr], [0, ""]);
    const [start, first, second, result, ...more] = parseLines(stdout);
    assertEquals(more, []);

    assertEquals(start, {
      event: "start",
      dataset: "mnist",
      architecture: "conv 16x3 nobias, pool 2, softmax 10",
      parameters: 27_194,
      images: { train: 37, validation: 3, test: 20 },
      ...completeSettings({ epochs: 2 }),
    });
    for (const [index, epoch] of [first, second].entries()) {
      const { loss, accuracy, validation, elapsedMs, imagesPerS, ...rest } = epoch;
      assertEquals(rest, { event: "epoch", epoch: index + 1, epochs: 2 });
      assert(loss > 0 && accuracy >= 0 && accuracy <= 1);
      assertEquals(validation.total, 3);
      assert(Number.isInteger(elapsedMs) && Number.isInteger(imagesPerS));
    }
    const { test, elapsedMs, ...rest } = result;
    assertEquals(rest, { event: "result", weights: "w", dataset: "mnist" });
    assertEquals(test.total, SAMPLE_COUNTS.test);
    assertEquals(test.accuracy, test.correct / test.total);
    assert(Number.isInteger(elapsedMs) && elapsedMs > 0);
  },
});

Deno.test({
  name: "cnn train prints the result on standard output and the rest on standard error",
  ignore,
  fn: async () => {
    using bench = new Bench();
    const { code, stdout, stderr } = await bench.train("--output", "my weights", "--epochs", "1");
    assertEquals(code, 0);
    assertMatch(
      stdout,
      /^MNIST, test images: \d+\/20 right, .*\nweights in my weights \(1\d\d kB\), /,
    );
    assertEquals(stdout.trimEnd().split("\n").length, 2);
    assertMatch(stderr, /^MNIST: 37 images to train, 3 to validate, 20 to test\nconv 16x3/);
    assertMatch(stderr, /\nepoch 1\/1 {2}loss \d\.\d{4} {2}right .*% {2}validation .*images\/s\n/);
    assertStringIncludes(stderr, "evaluate --weights 'my weights' --data sample\n");
    assertStringIncludes(stderr, "predict --weights 'my weights' PICTURE\n");
  },
});

Deno.test({
  name: "cnn train --quiet says nothing but the result",
  ignore,
  fn: async () => {
    using bench = new Bench();
    const { code, stdout, stderr } = await bench.train("--quiet", "--output", "w");
    assertEquals([code, stderr], [0, ""]);
    assertMatch(stdout, /^MNIST, test images: .*\nweights in w .*\n$/);
  },
});

Deno.test({
  name: "cnn train makes the same bytes of the same seed, and others of another",
  ignore,
  fn: async () => {
    using bench = new Bench();
    const train = (output: string, seed: string) =>
      bench.train("--output", output, "--seed", seed, "--quiet", "--momentum", "0.5");
    await Promise.all([train("a", "7"), train("b", "7"), train("c", "8")]);
    assertEquals(bench.read("a"), bench.read("b"));
    assertNotEquals(bench.read("a"), bench.read("c"));
  },
});

Deno.test({
  name: "cnn train --augment learns other weights, the same on any number of threads",
  ignore,
  fn: async () => {
    using bench = new Bench();
    const train = (output: string, ...args: string[]) =>
      bench.train("--output", output, "--quiet", "--epochs", "2", ...args);
    const augment = ["--augment", "strong"];
    await Promise.all([
      train("none"),
      train("one", ...augment, "--threads", "1"),
      train("two", ...augment, "--threads", "2"),
      train("light", "--augment", "light"),
    ]);
    assertEquals(bench.read("one"), bench.read("two"));
    const networks = ["none", "one", "light"].map((name) =>
      decodeWeights(bench.read(name)).network
    );
    assertNotEquals(networks[0].values, networks[1].values);
    assertNotEquals(networks[0].values, networks[2].values);
    const { metadata } = decodeWeights(bench.read("light"));
    assertEquals(metadata.augment, "shift=1.5,rotation=10,scale=0.1,stretch=0.05,shear=5");
  },
});

Deno.test({
  name: "cnn train --drawn learns from drawn digits besides, and says so everywhere",
  ignore,
  fn: async () => {
    using bench = new Bench();
    const train = (output: string, ...args: string[]) =>
      bench.train("--output", output, "--epochs", "1", "--limit", "24", ...args);
    const runs = await Promise.all([
      train("drawn", "--drawn", "1500"),
      train("json", "--drawn", "1500", "--json"),
      train("seven", "--drawn", "1500", "--seed", "7"),
      train("none"),
    ]);
    for (const { code, stderr } of runs) assertEquals(code, 0, stderr);
    const [{ stderr }, { stdout }] = runs;
    assertMatch(
      stderr,
      /^MNIST: 24 images and 1,500 drawn digits to train, 2 to validate, 20 to test\nconv/,
    );
    const [{ images, drawn }, ...events] = parseLines(stdout);
    assertEquals({ images, drawn }, {
      images: { train: 24, validation: 2, test: 20 },
      drawn: 1500,
    });
    assertEquals(events[0].validation.total, 2);
    assertEquals(bench.read("json"), bench.read("drawn"));
    const { network, metadata } = decodeWeights(bench.read("drawn"));
    assertEquals([metadata.training_images, metadata.drawn], ["24", "1500"]);
    for (const other of ["seven", "none"]) {
      assertNotEquals(decodeWeights(bench.read(other)).network.values, network.values);
    }
  },
});

for (const [dataset, title] of [["fashion-mnist", "Fashion-MNIST"], ["kmnist", "KMNIST"]]) {
  Deno.test({
    name: `cnn train learns from the files of ${title} in the same way`,
    ignore,
    fn: async () => {
      using bench = new Bench();
      const same = ["--model", "fast", "--batch", "8", "--output"];
      const { code, stdout } = await bench.train(...same, "w", "--dataset", dataset);
      assertEquals(code, 0);
      assertMatch(stdout, new RegExp(`^${title}, test images: \\d+/20 right`));
      const { network, metadata } = decodeWeights(bench.read("w"));
      assertEquals(metadata.dataset, dataset);
      await bench.train(...same, "mnist");
      assertEquals(network.values, decodeWeights(bench.read("mnist")).network.values);
    },
  });
}

Deno.test({
  name: "cnn train --drawn is refused beside images that are no digits of 28x28",
  ignore,
  fn: async () => {
    using bench = new TrainingPlace();
    const fashion = ["--dataset", "fashion-mnist", "--data", "sample", "--output", "w"];
    const refused = await bench.train(...fashion, "--drawn", "10");
    assertIsRefusal(refused, { code: 2, says: ["for images of digits, got --dataset fashion-"] });
    const large = sampleFiles();
    large.trainImages = packIdx([SAMPLE_COUNTS.train, 14, 56], large.trainImages.subarray(16));
    writeDataset(`${bench.path}/large`, large);
    const unfit = await bench.train("--data", "large", "--output", "w", "--drawn", "10");
    assertIsRefusal(unfit, { code: 1, says: ["drawn digits (--drawn 10)", "14x56", "got 28x28"] });
    assertEquals(bench.names, ["large", "sample"]);
  },
});

Deno.test({
  name: "cnn train writes what it did into the weights' metadata",
  ignore,
  fn: async () => {
    using bench = new Bench();
    const model = "conv 2x5 relu, pool 4, softmax 10";
    const args = ["--seed", "3", "--limit", "24", "--epochs", "2", "--model", model, "--json"];
    const { stdout } = await bench.train("--output", "w", ...args);
    const { test } = parseLines(stdout).at(-1);
    const { network, metadata } = decodeWeights(bench.read("w"));
    assertEquals(network.parameterCount, 2 * 25 + 2 + 10 * 72 + 10);
    assertEquals(metadata, {
      "format": "cnn 1",
      "architecture": model,
      "input": "1x28x28",
      "input_scale": "1/255",
      "dataset": "mnist",
      "labels": "0, 1, 2, 3, 4, 5, 6, 7, 8, 9",
      "training_images": "24",
      "epochs": "2",
      "batch": "32",
      "optimizer": "sgd",
      "learning_rate": "0.2",
      "schedule": "linear",
      "warmup": "0",
      "momentum": "0",
      "weight_decay": "0",
      "clip_norm": "0",
      "averaging": "0",
      "label_smoothing": "0",
      "augment": "none",
      "drawn": "0",
      "settle": "0",
      "seed": "3",
      "test_correct": `${test.correct}`,
      "test_total": "20",
    });
  },
});

Deno.test({
  name: "cnn train divides the images between training and validation as told",
  ignore,
  fn: async () => {
    using bench = new Bench();
    const cases: [args: string[], train: number, validation: number][] = [
      [[], 37, 3],
      [["--validation", "0"], 40, 0],
      [["--validation", "39"], 1, 39],
      [["--limit", "24"], 24, 2],
      [["--limit", "40"], 37, 3],
      [["--limit", "1000"], 37, 3],
      [["--limit", "5"], 5, 0],
      [["--limit", "38", "--validation", "10"], 30, 10],
    ];
    for (const [args, train, validation] of cases) {
      // A batch that is larger than the set takes all of it.
      const all = ["--json", "--batch", "1000", "--epochs", "1", "--output", "w", ...args];
      const { code, stdout, stderr } = await bench.train(...all);
      assertEquals([code, stderr], [0, ""]);
      const [start, epoch] = parseLines(stdout);
      assertEquals(start.images, { train, validation, test: 20 }, args.join(" "));
      assertEquals(epoch.validation?.total ?? 0, validation);
    }
    const refused = await bench.train("--validation", "40", "--output", "w2");
    assertIsRefusal(refused, { code: 2, says: ["--validation", "less than 40", "got 40"] });
    assertEquals(bench.names, ["sample", "w"]);
  },
});

Deno.test({
  name: "cnn train puts its weights into data/ if nothing is said, where evaluate finds them",
  ignore,
  fn: async () => {
    using bench = new Bench();
    const { code, stderr } = await bench.train("--epochs", "1");
    assertEquals(code, 0);
    assertEquals([...Deno.readDirSync(`${bench.path}/data`)].map(({ name }) => name), [
      "weights.safetensors",
    ]);
    assertStringIncludes(stderr, "  deno task evaluate --data sample\n");
    const run = await runCnn(["evaluate", "--data", "sample"], { folder: bench.path });
    assertEquals([run.code, run.stderr], [0, "weights: data/weights.safetensors\n"]);
    assertMatch(run.stdout, /^MNIST, test images: \d+\/20 right/);
  },
});

Deno.test({
  name: "cnn train replaces old weights",
  ignore,
  fn: async () => {
    using bench = new Bench();
    Deno.writeTextFileSync(`${bench.path}/w`, "old");
    assertEquals((await bench.train("--quiet", "--output", "w")).code, 0);
    assertEquals(decodeWeights(bench.read("w")).metadata["dataset"], "mnist");
    assertEquals(bench.names, ["sample", "w"]);
  },
});
