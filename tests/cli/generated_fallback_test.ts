import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { decodeWeights } from "../../lib/training/weights_file.ts";
import { deadMirror } from "../dataset/misbehaving_server.ts";
import { TemporaryFolder } from "../files/temporary_folder.ts";
import { assertIsRefusal } from "./bad_input.ts";
import { CANNOT_RUN, listTree, runCnn } from "./run_cnn.ts";

/** A run that is over soon. */
const SHORT = ["train", "--limit", "100", "--epochs", "1", "--model", "pool 4, softmax 10"];

/** Deno's flags for a machine without network. */
const WITHOUT_NET = ["--no-prompt", "--allow-read", "--allow-write"];

Deno.test({
  name: "cnn train takes generated digits where MNIST cannot be had, and says so everywhere",
  ignore: CANNOT_RUN,
  fn: async () => {
    using folder = new TemporaryFolder();
    const options = { folder: folder.path, flags: WITHOUT_NET };
    const json = await runCnn([...SHORT, "--json"], options);
    assertEquals(json.code, 0);
    // One line, in spite of --json.
    assertMatch(
      json.stderr,
      /^MNIST cannot be downloaded \(.*--allow-net.*\): training on generated digits instead\n$/,
    );
    const lines = json.stdout.trimEnd().split("\n").map((line) => JSON.parse(line));
    for (const event of [lines[0], lines.at(-1)]) {
      assertEquals(event.dataset, "generated");
      assertStringIncludes(event.fallback, "MNIST cannot be downloaded");
    }
    const { path } = folder;
    assertEquals(listTree(path).map((line) => line.split(" ")[0]), [
      `${path}/data/`,
      `${path}/data/weights.safetensors`,
    ]);
    const bytes = Deno.readFileSync(`${path}/data/weights.safetensors`);
    const { metadata } = decodeWeights(bytes);
    assertEquals(metadata["dataset"], "generated");
    assertEquals(metadata["dataset_note"], "stands in for mnist, which could not be had");

    // What was learned from is what it is judged by, with nothing said and no network.
    const evaluated = await runCnn(["evaluate", "--json"], options);
    assertEquals([evaluated.code, evaluated.stderr], [0, "weights: data/weights.safetensors\n"]);
    const { dataset, accuracy, correct, total } = JSON.parse(evaluated.stdout);
    assertEquals({ dataset, accuracy, correct, total }, {
      dataset: "generated",
      accuracy: lines.at(-1).test.accuracy,
      correct: lines.at(-1).test.correct,
      total: 10_000,
    });
  },
});

Deno.test({
  name: "cnn train takes generated digits where no mirror answers",
  ignore: CANNOT_RUN,
  fn: async () => {
    const run = await runCnn([...SHORT, "--mirror", deadMirror()]);
    assertEquals(run.code, 0);
    assertMatch(run.stderr, /^MNIST cannot be downloaded \(127\.0\.0\.1:\d+: connection refused\)/);
    assertMatch(run.stdout, /^generated digits, test images: [\d,]+\/10,000 right/);
    assertStringIncludes(run.stdout, "stand in for MNIST, which could not be downloaded");
  },
});

Deno.test({
  name: "cnn train fails where a dataset that was named cannot be had",
  ignore: CANNOT_RUN,
  fn: async () => {
    using folder = new TemporaryFolder();
    for (const named of [["--dataset", "mnist"], ["--dataset", "kmnist"], ["--data", "here"]]) {
      const run = await runCnn([...SHORT, ...named], { folder: folder.path, flags: WITHOUT_NET });
      assertIsRefusal(run, { code: 1, says: ["Cannot download", "--dataset generated"] });
    }
    assertEquals(folder.names, []);
  },
});
