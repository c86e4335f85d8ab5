import { assertEquals, assertNotEquals } from "@std/assert";
import { slice } from "../../lib/dataset/labelled_images.ts";
import { CompiledEngine } from "../../lib/engine/compiled_engine.ts";
import { PlainEngine } from "../../lib/engine/plain_engine.ts";
import { Network } from "../../lib/network/network.ts";
import { parseArchitecture } from "../../lib/network/parse_architecture.ts";
import { Random } from "../../lib/random.ts";
import { loadBatch, loadShuffledBatch } from "../../lib/training/batches.ts";
import { SgdOptimizer } from "../../lib/training/sgd_optimizer.ts";
import { fillNetwork } from "./fill_engine.ts";

const SIDE = 12;
const BATCH = 7;

/** Images that no two of are alike, in two sets, and an order that takes some of them twice. */
const images = createImages(40);
const sets = [slice(images, 0, 25), slice(images, 25, 15)];
const source = sets.map((set) => set.images);
const order = Uint32Array.of(39, 0, 17, 5, 17, 38, 1, 20, 2, 3, 30, 31, 4, 6, 39, 8, 9);

function createImages(count: number) {
  const random = new Random(1, "test");
  const byte = () => Math.floor(random.uniform(0, 256));
  return {
    ...{ count, height: SIDE, width: SIDE },
    images: Uint8Array.from({ length: count * SIDE * SIDE }, byte),
    labels: Uint8Array.from({ length: count }, (_, index) => index % 5),
  };
}

/** How the work is divided, and a network that it is divided so for. */
const NETWORKS = {
  "divided by images": "conv 4x3 relu, pool 2, conv 5x3 same, batchnorm relu, softmax 5",
  "divided by filters": "conv 12x3 nobias, pool 2, softmax 5",
};

function createEngine(
  text: string,
  options: { source?: readonly Uint8Array[]; threads?: number; augmentation?: { shift: number } },
): CompiledEngine {
  const network = new Network(parseArchitecture(text), [1, SIDE, SIDE]);
  fillNetwork(network, 1);
  return new CompiledEngine(network, {
    batch: BATCH,
    optimizer: new SgdOptimizer({ momentum: 0.5 }),
    ...options,
  });
}

/** The losses of steps through all of the order, and the values that they end at. */
function learn(engine: CompiledEngine): { losses: number[]; values: Float32Array } {
  const losses: number[] = [];
  for (let first = 0; first < order.length; first += BATCH) {
    const batch = { first, order, epochKey: 3 };
    losses.push(engine.gradients(loadShuffledBatch(engine, sets, batch)));
    losses.push(engine.step(loadShuffledBatch(engine, sets, batch), 0.05));
  }
  engine.sync();
  engine.close();
  return { losses, values: engine.network.values };
}

for (const [division, text] of Object.entries(NETWORKS)) {
  for (const augmentation of [undefined, { shift: 2 }]) {
    const title = `${division}${augmentation ? ", augmented" : ""}`;
    Deno.test(`CompiledEngine learns from its source what it learns from copies, ${title}`, () => {
      const copied = learn(createEngine(text, { augmentation }));
      for (const threads of [1, 2]) {
        const options = { source, threads, augmentation };
        assertEquals(learn(createEngine(text, options)), copied);
      }
    });
  }

  Deno.test(`CompiledEngine.forward() takes the images that were written, ${division}`, () => {
    const engine = createEngine(text, { source });
    loadShuffledBatch(engine, sets, { first: 0, order, epochKey: 3 });
    engine.step(BATCH, 0);
    const learnt = engine.probabilities.slice();
    loadBatch(engine, images, { first: 0 });
    engine.forward(BATCH);
    const written = engine.probabilities.slice();
    engine.step(BATCH, 0);
    assertEquals(engine.probabilities, learnt);
    assertNotEquals(written, learnt);
    engine.close();
  });
}

Deno.test("CompiledEngine holds a source, whose images nobody has to copy", () => {
  const engine = createEngine(NETWORKS["divided by filters"], { source });
  assertEquals(engine.source, source);
  loadShuffledBatch(engine, sets, { first: 1, order, epochKey: 3 });
  assertEquals(engine.picks, order.slice(1, 1 + BATCH));
  assertEquals(engine.images.some((byte) => byte > 0), false);
  const others = createImages(20);
  loadShuffledBatch(engine, [others], { first: 0, order: Uint32Array.of(3), epochKey: 3 });
  assertEquals(
    engine.images.slice(0, SIDE * SIDE),
    others.images.slice(3 * SIDE * SIDE, 4 * SIDE * SIDE),
  );
  engine.close();
});

Deno.test("PlainEngine holds no source", () => {
  const network = new Network(parseArchitecture("softmax 5"), [1, SIDE, SIDE]);
  const engine = new PlainEngine(network, { batch: 2, source });
  loadShuffledBatch(engine, sets, { first: 0, order, epochKey: 3 });
  assertEquals(engine.images.slice(0, SIDE * SIDE), images.images.slice(39 * SIDE * SIDE));
});
