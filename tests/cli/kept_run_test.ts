import {
  assert,
  assertEquals,
  assertGreater,
  assertMatch,
  assertStringIncludes,
} from "@std/assert";
import { decodeWeights } from "../../lib/training/weights_file.ts";
import { canMount } from "../files/small_disk.ts";
import { assertIsRefusal } from "./bad_input.ts";
import { hasCheckpoint, readRemains, RUN_ARGS, RunUnderWay } from "./kept_run.ts";
import { CANNOT_RUN, MAIN, taskFlags } from "./run_cnn.ts";
import { TrainingPlace } from "./training_place.ts";

const ignore = CANNOT_RUN;
const hasNoSignals = ignore || Deno.build.os === "windows";

/** More epochs than any test lasts. */
const ENDLESS = ["--epochs", "1000000"];

class Bench extends TrainingPlace {
  start(...args: string[]): RunUnderWay {
    return new RunUnderWay(args, { folder: this.path });
  }
}

Deno.test({
  name: "cnn train --run ends on a signal with its state kept, and says how to go on",
  ignore: hasNoSignals,
  fn: async () => {
    using bench = new Bench();
    const whole = await bench.train(...RUN_ARGS, "--run", "whole");
    assertEquals(whole.code, 0, whole.stderr);

    const first = bench.start(...RUN_ARGS, "--run", "my run");
    await first.until(() => first.stderr.includes("epoch 10/"));
    first.process.kill("SIGINT");
    const interrupted = await first.end();
    assertEquals([interrupted.code, interrupted.stdout], [130, ""]);
    const [, steps] = interrupted.stderr.match(
      /\ncnn: interrupted: the checkpoint after step ([\d,]+) is whole\nGo on with:\n {2}deno task train --resume 'my run'\n$/,
    )!;
    assertGreater(Number(steps.replace(",", "")), 90);

    const second = bench.start("--resume", "my run");
    await second.until(() => second.stderr.includes("epoch 30/"));
    second.process.kill("SIGTERM");
    const terminated = await second.end();
    assertEquals(terminated.code, 143);
    assertStringIncludes(terminated.stderr, `going on after step ${steps}, in epoch `);

    const last = await bench.train("--resume", "my run");
    assertEquals(last.code, 0, last.stderr);
    assertEquals(readRemains(`${bench.path}/my run`), readRemains(`${bench.path}/whole`));
  },
});

Deno.test({
  name: "cnn train --run ends at once on a second signal",
  ignore: hasNoSignals,
  fn: async () => {
    using bench = new Bench();
    // A step that lasts: the first signal waits for its end.
    const slow = ["--engine", "plain", "--model", "keras", "--batch", "1000", ...ENDLESS];
    const run = bench.start("--data", "sample", "--run", "run", "--validation", "0", ...slow);
    await run.until(() => run.stderr.includes("epoch 1/"));
    run.process.kill("SIGINT");
    run.process.kill("SIGINT");
    const { code, stderr } = await run.end();
    assertEquals(code, 130);
    assertMatch(stderr, /\ncnn: interrupted(: .*whole\nGo on with:\n.*)?\n$/);
  },
});

Deno.test({
  name: "cnn train --run writes a run's settings, records, checkpoints and weights",
  ignore,
  fn: async () => {
    using bench = new Bench();
    const { code, stdout, stderr } = await bench.train(...RUN_ARGS, "--run", "runs/a");
    assertEquals(code, 0, stderr);
    assertMatch(stdout, /weights in runs\/a\/weights\.safetensors \(/);
    assertStringIncludes(stderr, "evaluate --weights runs/a/weights.safetensors --data sample\n");
    const names = [...Deno.readDirSync(`${bench.path}/runs/a`)].map(({ name }) => name).sort();
    const checkpoints = names.filter((name) => /^checkpoint-\d+\.safetensors$/.test(name));
    assertEquals(names, [
      "best.safetensors",
      ...checkpoints,
      "config.json",
      "lock",
      "metrics.jsonl",
      "weights.safetensors",
    ]);
    assertEquals(checkpoints.length, 2);
    assert(checkpoints.includes("checkpoint-1440.safetensors"));

    const config = JSON.parse(Deno.readTextFileSync(`${bench.path}/runs/a/config.json`));
    assertEquals(
      [config.settings.epochs, config.settings.averaging, config.settings.beta2],
      [120, 0.99, 0.999],
    );
    assertEquals([config.data.dataset, config.data.training], ["mnist", 37]);
    assertEquals(config.settings.drawn, 10);
    const { records, best, weights } = readRemains(`${bench.path}/runs/a`);
    // An epoch of 37 images and 10 drawn digits is twelve steps.
    assertEquals(records.length, 120 * (12 + 1));
    assertEquals(decodeWeights(weights).metadata["averaging"], "0.99");
    assertEquals(decodeWeights(best).metadata["validation_total"], "3");
  },
});

Deno.test({
  name: "cnn train --run learns the same as without, and --output has the weights, too",
  ignore,
  fn: async () => {
    using bench = new Bench();
    const runs = await Promise.all([
      bench.train(...RUN_ARGS, "--output", "a"),
      bench.train(...RUN_ARGS, "--output", "b", "--run", "run"),
    ]);
    assertEquals(runs.map(({ code }) => code), [0, 0]);
    const [a, b] = ["a", "b"].map((name) => Deno.readFileSync(`${bench.path}/${name}`));
    assertEquals(b, a);
    assertEquals(readRemains(`${bench.path}/run`).weights, a);
  },
});

Deno.test({
  name: "cnn train --resume goes on to more epochs than there were to be",
  ignore,
  fn: async () => {
    using bench = new Bench();
    const args = ["--data", "sample", "--schedule", "constant", "--batch", "8"];
    const few = await bench.train(...args, "--epochs", "3", "--run", "few");
    assertEquals(few.code, 0, few.stderr);
    const more = await bench.train("--resume", "few", "--epochs", "7");
    assertEquals(more.code, 0, more.stderr);
    assertMatch(more.stderr, /\ngoing on after step 15, in epoch 4 of 7\nepoch 4\/7/);
    await bench.train(...args, "--epochs", "7", "--run", "seven");
    assertEquals(readRemains(`${bench.path}/few`), readRemains(`${bench.path}/seven`));

    // There is nothing left to do, and it comes to the same.
    const before = readRemains(`${bench.path}/few`);
    const again = await bench.train("--resume", "few");
    assertEquals(again.code, 0, again.stderr);
    assertStringIncludes(again.stderr, "all 7 epochs are done: --epochs N goes on to more\n");
    assertEquals(readRemains(`${bench.path}/few`), before);
  },
});

Deno.test({
  name: "cnn train refuses a folder in which another program is at work, by its number",
  ignore: hasNoSignals,
  fn: async () => {
    using bench = new Bench();
    const run = bench.start("--data", "sample", "--run", "run", ...ENDLESS);
    await run.until(() => run.stderr.includes("epoch 1/"));
    for (const args of [["--resume", "run"], ["--data", "sample", "--run", "run"]]) {
      const refused = await bench.train(...args);
      assertIsRefusal(refused, {
        code: 1,
        says: [`"run/lock": process ${run.process.pid} (since`],
      });
    }
    run.process.kill("SIGINT");
    assertEquals((await run.end()).code, 130);
  },
});

Deno.test({
  name: "cnn train says that its folder has vanished, and how to go on",
  ignore: hasNoSignals,
  fn: async () => {
    using bench = new Bench();
    const run = bench.start(...RUN_ARGS, ...ENDLESS, "--run", "run", "--quiet");
    await run.until(() => hasCheckpoint(`${bench.path}/run`));
    Deno.renameSync(`${bench.path}/run`, `${bench.path}/moved`);
    const end = await run.end();
    assertIsRefusal(end, { code: 1, says: ['no such folder "run"', "train --resume run"] });
    assertEquals(end.stderr.trimEnd().split("\n").length, 3);
    // What is in it is whole.
    const again = bench.start("--resume", "moved");
    await again.until(() => again.stderr.includes("going on after step"));
    again.process.kill("SIGINT");
    assertEquals((await again.end()).code, 130);
  },
});

Deno.test({
  name: "cnn train --run stops when it diverges, and leaves the best weights",
  ignore,
  fn: async () => {
    using bench = new Bench();
    const args = ["--data", "sample", "--batch", "1000", "--epochs", "50", "--quiet"];
    const cannot = "Cannot go on training: expected a finite ";
    const at = await bench.train(...args, "--run", "a", "--learning-rate", "1e39");
    assertIsRefusal(at, { code: 1, says: [cannot, "step 1 of epoch 1", "smaller learning rate"] });
    assertStringIncludes(at.stderr, "\nIn a no checkpoint was written yet.\n");

    const later = await bench.train(...args, "--run", "b", "--learning-rate", "1e18");
    assertIsRefusal(later, { code: 1, says: [cannot, "epoch", "smaller learning rate"] });
    const [, epoch] = later.stderr.match(/\nThe best weights, of epoch (\d+), stay in b\.\n/)!;
    const best = decodeWeights(Deno.readFileSync(`${bench.path}/b/best.safetensors`));
    assertEquals(best.metadata["best_epoch"], epoch);
  },
});

Deno.test({
  name: "cnn train --run on a full disk keeps its checkpoint, and goes on when there is room",
  ignore: ignore || !await canMount(),
  fn: async () => {
    using bench = new Bench();
    Deno.mkdirSync(`${bench.path}/disk`);
    const whole = await bench.train(...RUN_ARGS, "--run", "whole");
    assertEquals(whole.code, 0, whole.stderr);
    const cnn = `"${Deno.execPath()}" run ${taskFlags("train").join(" ")} ${MAIN} train`;
    // The disk is gone when its process ends: what is to be looked at is copied.
    const script = `
      mount -t tmpfs -o size=4m none disk
      ${cnn} ${RUN_ARGS.map((word) => `'${word}'`).join(" ")} --run disk/run >out 2>err & run=$!
      until ls disk/run/checkpoint-* >/dev/null 2>&1; do sleep 0.01; done
      dd if=/dev/zero of=disk/filler bs=1k count=4096 2>/dev/null
      wait $run; echo $? >code
      ls -A disk/run >names
      rm disk/filler
      ${cnn} --resume disk/run >out2 2>err2; echo $? >code2
      cp -r disk/run after`;
    const { success, stderr } = await new Deno.Command("unshare", {
      args: ["--mount", "sh", "-c", script],
      cwd: bench.path,
      env: { NO_COLOR: "1" },
    }).output();
    assert(success, new TextDecoder().decode(stderr));
    const read = (name: string) => Deno.readTextFileSync(`${bench.path}/${name}`);
    assertEquals(read("code"), "1\n", read("err"));
    assertMatch(
      read("err"),
      /\ncnn: Cannot write "disk\/run\/.*": the disk is full\nIn disk\/run the checkpoint after step .* is whole. Go on with:\n.*--resume disk\/run\n$/,
    );
    assert(!read("names").includes(".partial"), read("names"));
    assertEquals(read("code2"), "0\n", read("err2"));
    assertEquals(readRemains(`${bench.path}/after`), readRemains(`${bench.path}/whole`));
  },
});
