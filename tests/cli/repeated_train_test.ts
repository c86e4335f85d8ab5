import { assert, assertAlmostEquals, assertEquals, assertMatch } from "@std/assert";
import { CANNOT_RUN, type Run } from "./run_cnn.ts";
import { TrainingPlace } from "./training_place.ts";

const ignore = CANNOT_RUN;

/** Trains on the dataset in "sample", and writes weights to "w". */
class Bench extends TrainingPlace {
  override train(...args: string[]): Promise<Run> {
    return super.train("--data", "sample", "--output", "w", ...args);
  }

  get weights(): Uint8Array {
    return this.read("w");
  }
}

function parseLines(stdout: string) {
  return stdout.trimEnd().split("\n").map((line) => JSON.parse(line));
}

Deno.test({
  name: "cnn train --repeat does what as many runs with those seeds do",
  ignore,
  fn: async () => {
    using bench = new Bench();
    const args = ["--epochs", "6", "--batch", "8", "--json"];
    const { code, stdout, stderr } = await bench.train(...args, "--repeat", "3", "--seed", "4");
    assertEquals([code, stderr], [0, ""]);
    const weights = bench.weights;
    const [start, ...lines] = parseLines(stdout);
    assertEquals([start.event, start.seed], ["start", 4]);
    assertEquals(lines.length, 4);
    for (const [index, run] of lines.slice(0, 3).entries()) {
      const alone = await bench.train(...args, "--seed", `${4 + index}`);
      const { test } = parseLines(alone.stdout).at(-1);
      const { elapsedMs, ...rest } = run;
      assertEquals(rest, { event: "run", seed: 4 + index, test });
      assert(Number.isInteger(elapsedMs) && elapsedMs > 0);
    }
    assertEquals(bench.weights, weights);

    const accuracies: number[] = lines.slice(0, 3).map(({ test }) => test.accuracy);
    const times: number[] = lines.slice(0, 3).map(({ elapsedMs }) => elapsedMs);
    const { accuracy, ...all } = lines[3];
    assertEquals(all, {
      event: "repeat",
      runs: 3,
      medianElapsedMs: times.toSorted((a, b) => a - b)[1],
      weights: "w",
    });
    assertAlmostEquals(accuracy.mean, accuracies.reduce((sum, share) => sum + share) / 3, 1e-12);
    assertEquals([accuracy.worst, accuracy.best], [
      Math.min(...accuracies),
      Math.max(...accuracies),
    ]);
    const [low, high] = accuracy.interval;
    assertAlmostEquals(high - low, 2 * 4.3027 * accuracy.deviation / Math.sqrt(3), 1e-4);
  },
});

Deno.test({
  name: "cnn train --repeat draws digits anew for each seed",
  ignore,
  fn: async () => {
    using bench = new Bench();
    const args = ["--dataset", "generated", "--limit", "60", "--epochs", "1", "--json"];
    const { code, stdout } = await bench.train(...args, "--repeat", "2");
    assertEquals(code, 0);
    const second = parseLines(stdout)[2];
    const weights = bench.weights;
    const alone = await bench.train(...args, "--seed", "2");
    assertEquals(parseLines(alone.stdout).at(-1).test, second.test);
    assertEquals(bench.weights, weights);
  },
});

Deno.test({
  name: "cnn train --repeat tells people each result, and what to expect",
  ignore,
  fn: async () => {
    using bench = new Bench();
    const { code, stdout, stderr } = await bench.train("--epochs", "2", "--repeat", "3");
    assertEquals(code, 0);
    assertMatch(stderr, /^MNIST: 37 images to train, .*\nconv 16x3.* parameters\n$/);
    const lines = stdout.trimEnd().split("\n");
    for (const [index, line] of lines.slice(0, 3).entries()) {
      assertMatch(line, new RegExp(`^seed ${index + 1}: \\d+\\.\\d\\d%, \\d+\\.\\d s$`));
    }
    assertMatch(
      lines[3],
      /^3 runs: mean \d+\.\d{3}% \(95% interval -?\d+\.\d{3}% to \d+\.\d{3}%\)$/,
    );
    assertMatch(lines[4], /^standard deviation \d+\.\d{3}%, worst \d+\.\d\d%, best \d+\.\d\d%$/);
    assertMatch(lines[5], /^median run \d+\.\d s$/);
    assertEquals(lines.slice(6), ["weights of seed 3 in w"]);
  },
});

Deno.test({
  name: "cnn train --target ends at the first validation that reaches it, and tells the time",
  ignore,
  fn: async () => {
    using bench = new Bench();
    const args = ["--epochs", "400", "--batch", "4", "--json"];
    const { code, stdout } = await bench.train(...args, "--target", "60%");
    assertEquals(code, 0);
    const lines = parseLines(stdout);
    const { accuracy, step, epochs, elapsedMs } = lines.at(-2);
    assertEquals(lines.at(-2).event, "target");
    assert(accuracy >= 0.6 && elapsedMs > 0);
    // An epoch of 37 images is ten steps; its quarters end in steps 3, 5, 7 and 10.
    assert([3, 5, 7, 0].includes(step % 10), `${step}`);
    const seen = step % 10 === 0 ? 0 : 4 * (step % 10);
    assertAlmostEquals(epochs, Math.floor(step / 10) + seen / 37, 1e-9);
    assert(epochs < 100, `${epochs}`);

    const reached = bench.weights;
    const again = await bench.train(...args, "--target", "0.6", "--threads", "1");
    assertEquals(again.code, 0);
    assertEquals(bench.weights, reached);
  },
});

Deno.test({
  name: "cnn train --target fails if it is not reached, and keeps what there is",
  ignore,
  fn: async () => {
    using bench = new Bench();
    const args = ["--epochs", "1", "--learning-rate", "1e-6", "--validation", "12"];
    const { code, stdout, stderr } = await bench.train(...args, "--target", "100%");
    assertEquals(code, 1);
    assertMatch(
      stderr,
      /\nthe target of 100\.00% in validation was missed, the best was \d+\.\d\d%\n/,
    );
    assertMatch(stdout, /^MNIST, test images: .*\nweights in w /);
    assert(bench.weights.length > 100_000);
  },
});

Deno.test({
  name: "cnn train --target --repeat counts who has reached it",
  ignore,
  fn: async () => {
    using bench = new Bench();
    const args = ["--epochs", "100", "--batch", "4", "--repeat", "2"];
    const { code, stdout } = await bench.train(...args, "--target", "30%", "--json");
    assertEquals(code, 0);
    const [, first, second, all] = parseLines(stdout);
    for (const { target, elapsedMs } of [first, second]) {
      assertEquals(target.isReached, true);
      assert(target.elapsedMs > 0 && target.elapsedMs <= elapsedMs);
    }
    const times = [first.target.elapsedMs, second.target.elapsedMs];
    assertEquals(all.target, { reached: 2, medianElapsedMs: Math.min(...times) });

    const missed = await bench.train(
      ...args,
      "--epochs",
      "1",
      "--learning-rate",
      "1e-6",
      "--target",
      "100%",
    );
    assertEquals(missed.code, 1);
    assertMatch(missed.stdout, /^seed 1: .*, target missed, /);
    assertMatch(missed.stdout, /\n0 of 2 reached the target\n/);
  },
});
