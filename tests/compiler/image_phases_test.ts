import { assert, assertEquals } from "@std/assert";
import { CompiledEngine } from "../../lib/engine/compiled_engine.ts";
import { SgdOptimizer } from "../../lib/training/sgd_optimizer.ts";
import { compareEngines, copyImages, copyOf } from "../engine/compare_engines.ts";
import { fillEngine } from "../engine/fill_engine.ts";
import { networkOf } from "./random_network.ts";

const TEXT = "conv 5x3 relu, pool 2, dense 14 tanh, softmax 3";

// A batch has as many parts as images, up to eight; the parts of more differ by one image at most.
for (let count = 1; count <= 18; count++) {
  Deno.test(`images_phase counts each image once: ${count} of 18`, () => {
    const network = networkOf(TEXT, [1, 8, 9]);
    const threads = 1 + count % 3;
    assert(compareEngines(network, { batch: 18, count, seed: count, threads }));
  });
}

Deno.test("images_phase computes what the others of a batch do not change", () => {
  const network = networkOf(TEXT, [1, 8, 9]);
  const engine = new CompiledEngine(network, { batch: 11, optimizer: new SgdOptimizer() });
  fillEngine(engine, 1);
  engine.gradients(11);
  const together = engine.probabilities.slice();
  const alone = new CompiledEngine(copyOf(network), { batch: 1 });
  for (let n = 0; n < 11; n++) {
    alone.images.set(engine.images.subarray(n * 72, (n + 1) * 72));
    alone.forward(1);
    assertEquals(alone.probabilities, together.slice(n * 3, n * 3 + 3));
  }
});

Deno.test("gradients_phase has the same bits as the step that follows", () => {
  const network = networkOf(TEXT, [1, 8, 9]);
  const before = network.values.slice();
  const engine = new CompiledEngine(network, { batch: 7, optimizer: new SgdOptimizer() });
  const other = new CompiledEngine(copyOf(network), { batch: 7, optimizer: new SgdOptimizer() });
  fillEngine(engine, 1);
  copyImages(engine, other);
  engine.gradients(7);
  engine.step(7, 0.5);
  engine.sync();
  other.step(7, 0.5);
  other.sync();
  assertEquals(other.network.values, network.values);
  const expected = before.map((value, i) => value - Math.fround(0.5 * network.gradients[i]));
  assertEquals(network.values, expected);
});
