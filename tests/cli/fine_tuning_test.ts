import { assert, assertEquals, assertNotEquals, assertStringIncludes } from "@std/assert";
import type { Network } from "../../lib/network/network.ts";
import { sha256 } from "../../lib/sha256.ts";
import { fineTuningSettings } from "../../lib/training/fine_tuning.ts";
import { decodeWeights, encodeWeights } from "../../lib/training/weights_file.ts";
import { assertIsRefusal } from "./bad_input.ts";
import { CANNOT_RUN, type Run } from "./run_cnn.ts";
import { TrainingPlace } from "./training_place.ts";

const ignore = CANNOT_RUN;

const MODEL = "conv 4x5 nobias, pool 4, batchnorm relu, softmax 10";

/** Has weights in "w" that have learned a little. */
class Bench extends TrainingPlace {
  static async create(): Promise<Bench> {
    const bench = new Bench();
    const { code, stderr } = await bench.train("--output", "w", "--model", MODEL, "--epochs", "9");
    assertEquals(code, 0, stderr);
    return bench;
  }

  override train(...args: string[]): Promise<Run> {
    return super.train("--data", "sample", ...args);
  }

  network(name: string): Network {
    return decodeWeights(this.read(name)).network;
  }
}

/** The values of the parameters whose names end in `ending`. */
function valuesOf(network: Network, ending: string): number[] {
  return network.parameters.filter(({ name }) => name.endsWith(ending))
    .flatMap(({ parameter }) => [...parameter.value]);
}

Deno.test({
  name: "cnn train --from begins with all values of a file, and learns in small steps",
  ignore,
  fn: async () => {
    using bench = await Bench.create();
    const still = ["--learning-rate", "1e-30", "--epochs", "1"];
    const { code, stdout, stderr } = await bench.train(
      "--from",
      "w",
      "--output",
      "still",
      ...still,
    );
    assertEquals(code, 0, stderr);
    assertStringIncludes(stderr, `\n${MODEL}: `);
    assertStringIncludes(stderr, "\nweights to begin with: w\n");
    assert(stdout.includes("weights in still"));
    const [before, after] = [bench.network("w"), bench.network("still")];
    assertEquals(valuesOf(after, "weight"), valuesOf(before, "weight"));
    // Two batches have moved the running statistics, each by a tenth of the way.
    const [old, now] = [before, after].map((network) => valuesOf(network, "running_mean"));
    assertNotEquals(now, old);
    for (const [k, value] of now.entries()) assert(Math.abs(value - old[k]) < 0.2);

    const json = await bench.train("--from", "w", "--output", "moved", "--json");
    const [start] = json.stdout.split("\n");
    const { from, architecture, epochs, learningRate, augment } = JSON.parse(start);
    assertEquals([from, architecture], ["w", MODEL]);
    const usual = fineTuningSettings({});
    assertEquals([epochs, learningRate, augment], [3, 0.005, usual.augment]);
    assertNotEquals(bench.network("moved").values, before.values);
    const { metadata } = decodeWeights(bench.read("moved"));
    assertEquals(metadata["from_sha256"], await sha256(Deno.readFileSync(`${bench.path}/w`)));
  },
});

Deno.test({
  name: "cnn train --from shipped begins with the weights that ship",
  ignore,
  fn: async () => {
    using bench = new Bench();
    const args = ["--from", "shipped", "--epochs", "1", "--limit", "8", "--output", "w"];
    const { code, stderr } = await bench.train(...args);
    assertEquals(code, 0, stderr);
    assertStringIncludes(stderr, "\nweights to begin with: shipped with cnn (trained on mnist)\n");
  },
});

Deno.test({
  name: "cnn train --from keeps what it began with in the run's folder, and goes on from there",
  ignore,
  fn: async () => {
    using bench = await Bench.create();
    const start = bench.read("w");
    const { code, stderr } = await bench.train("--from", "w", "--run", "whole", "--epochs", "2");
    assertEquals(code, 0, stderr);
    assertEquals(bench.read("whole/start.safetensors"), start);

    // As a run that was killed before its first checkpoint.
    Deno.mkdirSync(`${bench.path}/early`);
    for (const name of ["config.json", "start.safetensors"]) {
      Deno.copyFileSync(`${bench.path}/whole/${name}`, `${bench.path}/early/${name}`);
    }
    Deno.removeSync(`${bench.path}/w`);
    const resumed = await bench.train("--resume", "early");
    assertEquals(resumed.code, 0, resumed.stderr);
    assertStringIncludes(resumed.stderr, "\nweights to begin with: w\n");
    assertEquals(bench.read("early/weights.safetensors"), bench.read("whole/weights.safetensors"));
  },
});

Deno.test({
  name: "cnn train --from takes the dataset that the weights learned from, and their temperature",
  ignore,
  fn: async () => {
    using bench = await Bench.create();
    const { network } = decodeWeights(bench.read("w"));
    const metadata = { "dataset": "kmnist", "temperature": "1.25" };
    Deno.writeFileSync(`${bench.path}/k`, encodeWeights({ network, metadata }));
    const { code, stderr } = await bench.train("--from", "k", "--epochs", "1", "--output", "k2");
    assertEquals(code, 0, stderr);
    assert(stderr.startsWith("KMNIST: 37 images to train"));
    // Three images to validate do not tell a better one.
    const { dataset, temperature } = decodeWeights(bench.read("k2")).metadata;
    assertEquals([dataset, temperature], ["kmnist", "1.25"]);
  },
});

Deno.test({
  name: "cnn train --from refuses weights that cannot be read, and another network than theirs",
  ignore,
  fn: async () => {
    using bench = await Bench.create();
    const cases: [args: string[], code: 1 | 2, says: string[]][] = [
      [["--from", "absent"], 1, ["Cannot read", '"absent"']],
      [["--from", ""], 2, ["--from needs a value", "got nothing"]],
      [["--from", "sample/train-labels-idx1-ubyte"], 1, ["Cannot read", "a safetensors file"]],
      [["--from", "w", "--model", "keras"], 1, ["conv1", "Without --model the network is"]],
      [["--from", "w", "--model", "nonsense"], 2, ["Cannot find the model"]],
      [
        ["--from", "w", "--model", MODEL.replace("relu,", "relu, dropout 0.5,")],
        2,
        ["--model must be the network of --from", `expected "${MODEL}"`],
      ],
      [["--from", "w", "--resume", "r"], 2, ["--from and --resume exclude each other"]],
    ];
    for (const [args, code, says] of cases) {
      assertIsRefusal(await bench.train(...args, "--output", "x"), { code, says });
    }
    assertEquals((await bench.train("--from", "w", "--model", MODEL, "--output", "x")).code, 0);
  },
});
