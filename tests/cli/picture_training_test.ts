import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { encodePng } from "../../lib/image/encode_png.ts";
import { decodeWeights } from "../../lib/training/weights_file.ts";
import { sampleFiles } from "./sample_dataset.ts";
import { assertIsRefusal } from "./bad_input.ts";
import { CANNOT_RUN, runCnn } from "./run_cnn.ts";
import { TrainingPlace } from "./training_place.ts";

const ignore = CANNOT_RUN;

const MODEL = "conv 4x5 nobias, pool 4, batchnorm relu, softmax 10";

/** Has 20 pictures in "hand", in folders of their digits, and a dataset that learning needs not. */
class Bench extends TrainingPlace {
  static async create(): Promise<Bench> {
    const bench = new Bench();
    const { testImages, testLabels } = sampleFiles();
    for (let n = 0; n < 20; n++) {
      const pixels = testImages.slice(16 + 784 * n, 16 + 784 * (n + 1)).map((ink) => 255 - ink);
      const folder = `${bench.path}/hand/${testLabels[8 + n]}`;
      Deno.mkdirSync(folder, { recursive: true });
      const png = await encodePng({ width: 28, height: 28, pixels });
      Deno.writeFileSync(`${folder}/${n}.png`, png);
    }
    return bench;
  }

  /** Writes weights that have learned a little to "w". */
  async writeWeights(): Promise<void> {
    const args = ["--data", "sample", "--model", MODEL, "--epochs", "9", "--output", "w"];
    const { code, stderr } = await this.train(...args);
    assertEquals(code, 0, stderr);
  }
}

Deno.test({
  name: "cnn train --pictures learns from pictures and drawn digits, judged by what it keeps back",
  ignore,
  fn: async () => {
    using bench = await Bench.create();
    await bench.writeWeights();
    Deno.writeTextFileSync(`${bench.path}/hand/7/broken.png`, "no picture");
    Deno.copyFileSync(`${bench.path}/w`, `${bench.path}/hand/notes.txt`);
    const args = ["--from", "w", "--pictures", "hand", "--output", "mine"];
    const { code, stdout, stderr } = await bench.train(...args);
    assertEquals(code, 0, stderr);
    const [broken, data, model, weights, epoch] = stderr.split("\n");
    assertMatch(broken, /^cnn: Cannot decode .* in "hand\/7\/broken\.png"$/);
    assertEquals(
      data,
      "hand: 16 pictures (25 times) and 2,000 drawn digits to train, 4 kept back",
    );
    assertStringIncludes(model, MODEL);
    assertEquals(weights, "weights to begin with: w");
    assertMatch(epoch, /^epoch 1\/3 .* validation /);
    assert(stderr.endsWith("Go on with:\n  deno task predict --weights mine PICTURE\n"), stderr);
    assertMatch(
      stdout,
      /^pictures kept back: \d\/4 right, .*\nbefore learning: \d\/4 right, .*\nweights in mine /,
    );
    const { metadata } = decodeWeights(bench.read("mine"));
    const { pictures, drawn, pictures_total, test_total, dataset } = metadata;
    assertEquals([pictures, drawn, pictures_total], ["16", "2000", "4"]);
    assertEquals([test_total, dataset], [undefined, undefined]);
    const read = await runCnn(["predict", "--weights", "mine", "--recursive", "hand"], {
      folder: bench.path,
    });
    assertEquals(read.stdout.trimEnd().split("\n").length, 20);
  },
});

Deno.test({
  name: "cnn train --pictures --json tells what it learns from and how it does, before and after",
  ignore,
  fn: async () => {
    using bench = await Bench.create();
    await bench.writeWeights();
    const args = ["--from", "w", "--pictures", "hand", "--output", "mine", "--json"];
    const { code, stdout, stderr } = await bench.train(...args, "--drawn", "0", "--epochs", "1");
    assertEquals([code, stderr], [0, ""]);
    const [start, epoch, result] = stdout.trimEnd().split("\n").map((line) => JSON.parse(line));
    assertEquals([start.dataset, start.drawn, start.from], [undefined, 0, "w"]);
    assertEquals(start.images, { train: 0, validation: 4, test: 0 });
    assertEquals(start.pictures, { train: 16, times: 1, keptBack: 4 });
    assertEquals(epoch.validation.total, 4);
    const { test, pictures: { total, before } } = result;
    assertEquals([test, total, before.total], [undefined, 4, 4]);
  },
});

Deno.test({
  name: "cnn train --pictures keeps back as many as told, and says where it is not judged",
  ignore,
  fn: async () => {
    using bench = await Bench.create();
    const args = ["--pictures", "hand", "--output", "w", "--model", MODEL, "--epochs", "1"];
    const some = await bench.train(...args, "--validation", "7");
    assertStringIncludes(some.stderr, "hand: 13 pictures (31 times) and 2,000 drawn digits");
    assertMatch(some.stdout, /^pictures kept back: \d\/7 right, .*\nweights in w /);
    const none = await bench.train(...args, "--validation", "0");
    assertMatch(none.stdout, /^not judged: no picture was kept back\nweights in w /);
    const all = await bench.train(...args, "--validation", "20");
    assertIsRefusal(all, { code: 2, says: ["--validation", "less than 20", "got 20"] });
  },
});

Deno.test({
  name: "cnn train --pictures adds pictures to a dataset that is named, and is judged by both",
  ignore,
  fn: async () => {
    using bench = await Bench.create();
    const args = ["--pictures", "hand", "--data", "sample", "--output", "w", "--epochs", "1"];
    const { code, stdout, stderr } = await bench.train(...args);
    assertEquals(code, 0, stderr);
    assertStringIncludes(
      stderr,
      "MNIST and hand: 37 images and 16 pictures to train, 3 to validate, 20 to test, 4 kept back\n",
    );
    assertMatch(stdout, /^MNIST, test images: \d+\/20 right, .*\npictures kept back: \d\/4 right/);
    assertEquals(decodeWeights(bench.read("w")).metadata["training_images"], "37");
  },
});

Deno.test({
  name: "cnn train --pictures goes on with a run whose pictures have moved, but not with others",
  ignore,
  fn: async () => {
    using bench = await Bench.create();
    const args = ["--pictures", "hand", "--run", "run", "--epochs", "2", "--model", MODEL];
    assertEquals((await bench.train(...args)).code, 0);
    const weights = bench.read("run/weights.safetensors");
    const { data } = JSON.parse(new TextDecoder().decode(bench.read("run/config.json")));
    assertEquals([data.dataset, data.pictures.endsWith("/hand")], [null, true]);
    for (const { name } of [...Deno.readDirSync(`${bench.path}/run`)]) {
      if (name !== "config.json") Deno.removeSync(`${bench.path}/run/${name}`);
    }
    Deno.renameSync(`${bench.path}/hand`, `${bench.path}/moved`);
    const gone = await bench.train("--resume", "run");
    assertIsRefusal(gone, { code: 1, says: ["Cannot read", "hand"] });
    const resumed = await bench.train("--resume", "run", "--pictures", "moved");
    assertEquals(resumed.code, 0, resumed.stderr);
    assertEquals(bench.read("run/weights.safetensors"), weights);

    const [first] = [...Deno.readDirSync(`${bench.path}/moved`)];
    Deno.removeSync(`${bench.path}/moved/${first.name}`, { recursive: true });
    const others = await bench.train("--resume", "run", "--pictures", "moved");
    assertIsRefusal(others, { code: 1, says: ["expected the images of hash", "--pictures"] });
    const data2 = await bench.train("--resume", "run", "--data", "sample");
    assertIsRefusal(data2, { code: 2, says: ["--data cannot change", "expected none"] });
  },
});

Deno.test({
  name: "cnn train --pictures refuses what does not go with pictures",
  ignore,
  fn: async () => {
    using bench = await Bench.create();
    Deno.mkdirSync(`${bench.path}/none`);
    Deno.mkdirSync(`${bench.path}/names`);
    Deno.writeTextFileSync(`${bench.path}/names/photo.png`, "no picture");
    const cases: [args: string[], code: 1 | 2, says: string[]][] = [
      [["--pictures", ""], 2, ["--pictures needs a value", "got nothing"]],
      [["--pictures", "absent"], 1, ["Cannot read", '"absent"', "no such file"]],
      [["--pictures", "names/photo.png"], 1, ["expected a folder of pictures, got a file"]],
      [["--pictures", "none"], 1, ["expected pictures in it", "got none"]],
      [["--pictures", "hand", "--limit", "9"], 2, ["--limit is for the images of a dataset"]],
      [["--pictures", "hand", "--model", "pool 4, softmax 5"], 1, ["labels from 0 to 4"]],
    ];
    for (const [args, code, says] of cases) {
      assertIsRefusal(await bench.train(...args, "--output", "x"), { code, says });
    }
    const unnamed = await bench.train("--pictures", "names", "--output", "x", "--quiet");
    assertIsRefusal(unnamed, { code: 1, says: ['"names"', "that tell what they show, got none"] });
    const repeated = ["--pictures", "hand", "--validation", "0", "--repeat", "2"];
    assertIsRefusal(await bench.train(...repeated, "--output", "x"), {
      code: 2,
      says: ["--repeat needs images to judge by"],
    });
  },
});
