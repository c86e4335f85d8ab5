import { assertEquals } from "@std/assert";
import { openSafetensors, sealSafetensors } from "../../lib/formats/sealed_safetensors.ts";
import { TemporaryFolder } from "../files/temporary_folder.ts";
import { assertIsRefusal, assertRefused, type BadInput } from "./bad_input.ts";
import { CANNOT_RUN, runCnn } from "./run_cnn.ts";
import { sampleFiles, writeDataset } from "./sample_dataset.ts";

const ignore = CANNOT_RUN;

/** A folder with a dataset in "sample" and a run in "run" that has ended. */
class Bench extends TemporaryFolder {
  readonly data: string;
  readonly run: string;

  private constructor() {
    super();
    this.data = writeDataset(`${this.path}/sample`);
    this.run = `${this.path}/run`;
  }

  static async create(): Promise<Bench> {
    const bench = new Bench();
    const args = ["--data", bench.data, "--epochs", "2", "--batch", "8", "--run", bench.run];
    const { code, stderr } = await runCnn(["train", ...args, "--momentum", "0.5"]);
    assertEquals(code, 0, stderr);
    return bench;
  }

  /** Going on with the run, with flags that are refused. */
  resume(code: 1 | 2, says: string[], ...flags: string[]): BadInput {
    return { args: ["train", "--resume", this.run, ...flags], code, says };
  }

  get checkpoint(): string {
    return `${this.run}/checkpoint-10.safetensors`;
  }
}

Deno.test({
  name: "cnn train --resume refuses every flag that would make it another run, by name",
  ignore,
  fn: async () => {
    using bench = await Bench.create();
    const cannot = "cannot change when a run goes on: expected ";
    const changed = (flag: string, value: string, own: string) =>
      bench.resume(2, [`${flag} ${cannot}${own}, got ${value}`], flag, value);
    const inputs = [
      changed("--batch", "4", "8"),
      changed("--learning-rate", "0.1", "0.2"),
      changed("--schedule", "constant", "linear"),
      changed("--momentum", "0", "0.5"),
      changed("--optimizer", "adam", "sgd"),
      changed("--averaging", "0.9", "0"),
      changed("--drawn", "5", "0"),
      changed("--seed", "2", "1"),
      changed("--limit", "5", "none"),
      changed("--validation", "5", "3"),
      changed("--engine", "plain", "compiled"),
      changed("--arithmetic", "fused", "exact"),
      changed("--dataset", "kmnist", "mnist"),
      changed("--target", "0.5", "none"),
      bench.resume(2, [`--model ${cannot}conv 16x3`, "got softmax 10"], "--model", "softmax 10"),
      bench.resume(2, ["--epochs can only be raised", "at least 2, got 1"], "--epochs", "1"),
      bench.resume(2, ["--run and --resume exclude each other"], "--run", "other"),
      bench.resume(2, ["--repeat and --resume exclude each other"], "--repeat", "3"),
    ];
    // One by one: they would keep each other out.
    for (const input of inputs) await assertRefused([input], bench.path);
  },
});

Deno.test({
  name: "cnn train --resume takes flags that say what the run is",
  ignore,
  fn: async () => {
    using bench = await Bench.create();
    const same = ["--batch", "8", "--model", "article", "--seed", "1", "--dataset", "mnist"];
    const { code, stderr } = await runCnn(["train", "--resume", bench.run, ...same]);
    assertEquals(code, 0, stderr);
  },
});

Deno.test({
  name: "cnn train refuses a folder that has a run, or has none",
  ignore,
  fn: async () => {
    using bench = await Bench.create();
    const { data, run, path } = bench;
    await assertRefused([
      {
        args: ["train", "--data", data, "--run", run],
        code: 1,
        says: [`Cannot write "${run}": there is a run in it already`, `--resume ${run}`],
      },
      {
        args: ["train", "--resume", path],
        code: 1,
        says: [`Cannot read "${path}": there is no run in it`],
      },
      {
        args: ["train", "--resume", `${path}/no`],
        code: 1,
        says: [`Cannot read "${path}/no": there is no run in it`],
      },
      {
        args: ["train", "--data", data, "--run", `${data}/train-images-idx3-ubyte`],
        code: 1,
        says: ["expected a folder, got a file"],
      },
    ], path);
  },
});

Deno.test({
  name: "cnn train --run leaves no folder behind if there is nothing to learn from",
  ignore,
  fn: async () => {
    using folder = new TemporaryFolder();
    writeDataset(`${folder.path}/bad`, { ...sampleFiles(), trainLabels: new Uint8Array(9) });
    const args = ["train", "--data", `${folder.path}/bad`, "--run", "runs/a"];
    await assertRefused([{ args, code: 1, says: ["train-labels"] }], folder.path);
  },
});

Deno.test({
  name:
    "cnn train --resume refuses a checkpoint that is damaged or another's, and overwrites nothing",
  ignore,
  fn: async () => {
    using bench = await Bench.create();
    const whole = Deno.readFileSync(bench.checkpoint);
    const { tensors, metadata } = await openSafetensors(whole);
    const sealed = (changes: Record<string, string>) =>
      sealSafetensors({ tensors, metadata: { ...metadata, ...changes } });
    const text = String.fromCharCode(...whole.slice(0, 4000));
    const place = text.indexOf('\\"lossSum\\":') + 13;
    const cases: [bytes: Uint8Array, ...says: string[]][] = [
      [whole.slice(0, 50_000), "bytes of tensors after the header"],
      [new Uint8Array(0), "at least 8 bytes", "a file of 0"],
      [whole.with(place, whole[place] ^ 1), "damaged or edited"],
      [whole.with(whole.length - 1, 64), "damaged or edited"],
      [await sealed({ "architecture": "softmax 10" }), 'architecture "conv 16x3', '"softmax 10"'],
      [await sealed({ "version": "0.0.9" }), 'got "0.0.9"'],
      [await sealed({ "format": "cnn checkpoint 2" }), 'got "cnn checkpoint 2"'],
    ];
    for (const [bytes, ...says] of cases) {
      Deno.writeFileSync(bench.checkpoint, bytes);
      const advice = "\nWithout it the run goes on from its start.\n";
      await assertRefused([bench.resume(1, [...says, bench.checkpoint, advice])], bench.path);
    }
  },
});

Deno.test({
  name: "cnn train --resume refuses settings that were edited, another version, and other images",
  ignore,
  fn: async () => {
    using bench = await Bench.create();
    const path = `${bench.run}/config.json`;
    const text = Deno.readTextFileSync(path);
    const cases: [from: string, to: string, ...says: string[]][] = [
      ['"version": "', '"version": "9.', "expected a run of cnn ", "got one of cnn 9."],
      ['"epochs": 2', '"epochs": 0', "expected epochs to be a whole number", path],
      ['"batch": 8', '"batch": 8 8', "expected a JSON object", path],
      ['"engine": "compiled"', '"engine": "steam"', 'as "engine", got "steam"', path],
      ['"architecture": "conv', '"architecture": "cnov', 'got "cnov', path],
      ['"architecture": "conv 16x3', '"architecture": "conv 16x30', "at most 28, got 30"],
      ['"training": 37', '"training": -1', 'as "training", got -1', path],
    ];
    for (const [from, to, ...says] of cases) {
      Deno.writeTextFileSync(path, text.replace(from, to));
      await assertRefused([bench.resume(1, says)], bench.path);
    }
    Deno.writeTextFileSync(path, text);
    const files = sampleFiles();
    const other = writeDataset(`${bench.path}/other`, {
      ...files,
      testImages: files.testImages.with(100, 1),
    });
    const says = ["expected the images of hash", "--data"];
    await assertRefused([bench.resume(1, says, "--data", other)], bench.path);
    // As they are again, it goes on.
    const { code, stderr } = await runCnn(["train", "--resume", bench.run]);
    assertEquals(code, 0, stderr);
  },
});

Deno.test({
  name: "cnn train refuses flags of runs that cannot be",
  ignore,
  fn: async () => {
    using folder = new TemporaryFolder();
    const bad = (flag: string, value: string, ...says: string[]): BadInput => ({
      args: ["train", flag, value],
      code: 2,
      says: [flag, ...says, "help train"],
    });
    await assertRefused([
      bad("--run", "", "DIR", "got nothing"),
      bad("--resume", "", "DIR", "got nothing"),
      bad("--checkpoint-every", "0", "above 0"),
      bad("--checkpoint-every", "soon", "above 0"),
      bad("--checkpoint-every", "-1", "above 0"),
      bad("--target", "0", "0.99 or 99%"),
      bad("--target", "99", "0.99 or 99%", '"99"'),
      bad("--target", "101%", "0.99 or 99%"),
      bad("--target", "best", "0.99 or 99%"),
      bad("--repeat", "1", "of at least 2"),
      bad("--repeat", "x", "of at least 2"),
      {
        args: ["train", "--target", "0.9", "--validation", "0"],
        code: 2,
        says: ["--target needs images to validate with"],
      },
      {
        args: ["train", "--repeat", "3", "--run", "x"],
        code: 2,
        says: ["--repeat and --run exclude each other"],
      },
    ], folder.path);
    const run = await runCnn(["train", "--run", "x", "--model", "conv 8x30, softmax 10"]);
    assertIsRefusal(run, { code: 2, says: ["at most 28, got 30"] });
  },
});
