import { assertEquals } from "@std/assert";
import { slice } from "../../lib/dataset/labelled_images.ts";
import { PlainEngine } from "../../lib/engine/plain_engine.ts";
import { Network } from "../../lib/network/network.ts";
import { parseArchitecture } from "../../lib/network/parse_architecture.ts";
import {
  countCorrect,
  loadBatch,
  loadShuffledBatch,
  mostProbable,
} from "../../lib/training/batches.ts";

/** Five images of 1x2 pixels. */
const images = {
  count: 5,
  height: 1,
  width: 2,
  images: Uint8Array.of(...[0, 1], ...[10, 11], ...[20, 21], ...[30, 31], ...[40, 41]),
  labels: Uint8Array.of(0, 1, 2, 1, 0),
};

function createEngine(batch: number): PlainEngine {
  return new PlainEngine(new Network(parseArchitecture("softmax 3"), [1, 1, 2]), { batch });
}

Deno.test("loadBatch() copies images in the order in which they lie", () => {
  const engine = createEngine(2);
  assertEquals(loadBatch(engine, images, { first: 1 }), 2);
  assertEquals(engine.images, Uint8Array.of(...[10, 11], ...[20, 21]));
  assertEquals(engine.labels, Uint8Array.of(1, 2));
});

Deno.test("loadShuffledBatch() copies images in a given order, however they are divided", () => {
  const order = Uint32Array.of(4, 2, 0, 1, 3);
  const range = { order, epochKey: 1 };
  const divided = [slice(images, 0, 2), slice(images, 2, 0), slice(images, 2, 1)];
  for (const sets of [[images], [...divided, slice(images, 3, 2)]]) {
    const engine = createEngine(2);
    assertEquals(loadShuffledBatch(engine, sets, { ...range, first: 0 }), 2);
    assertEquals(engine.images, Uint8Array.of(...[40, 41], ...[20, 21]));
    assertEquals(engine.labels, Uint8Array.of(0, 2));
    assertEquals(loadShuffledBatch(engine, sets, { ...range, first: 2 }), 2);
    assertEquals(engine.images, Uint8Array.of(...[0, 1], ...[10, 11]));
  }
});

Deno.test("loadShuffledBatch() gives each image a key of its own, wherever it stands", () => {
  const keysOf = (order: number[], epochKey: number) => {
    const engine = createEngine(5);
    const range = { first: 0, order: Uint32Array.from(order), epochKey };
    loadShuffledBatch(engine, [slice(images, 0, 3), slice(images, 3, 2)], range);
    return order.map((_, image) => engine.keys[order.indexOf(image)]);
  };
  const keys = keysOf([0, 1, 2, 3, 4], 7);
  assertEquals(keysOf([4, 2, 0, 1, 3], 7), keys);
  assertEquals(new Set([...keys, ...keysOf([0, 1, 2, 3, 4], 8)]).size, 10);
});

Deno.test("loadBatch() and loadShuffledBatch() fill a last batch as far as there are images", () => {
  const order = Uint32Array.of(4, 2, 0, 1, 3);
  const [ordered, shuffled] = [createEngine(4), createEngine(4)];
  assertEquals(loadBatch(ordered, images, { first: 3 }), 2);
  assertEquals(ordered.images, Uint8Array.of(...[30, 31, 40, 41], ...[0, 0, 0, 0]));
  assertEquals(loadShuffledBatch(shuffled, [images], { first: 3, order, epochKey: 1 }), 2);
  assertEquals(shuffled.images, Uint8Array.of(...[10, 11, 30, 31], ...[0, 0, 0, 0]));
});

Deno.test("loadBatch() stops at the end that it is given", () => {
  const engine = createEngine(4);
  assertEquals(loadBatch(engine, images, { first: 1, end: 3 }), 2);
  assertEquals(engine.labels, Uint8Array.of(1, 2, 0, 0));
});

Deno.test("mostProbable() and countCorrect() look for the largest probability, the first of equal ones", () => {
  const engine = createEngine(4);
  engine.probabilities.set([
    ...[0.2, 0.5, 0.3],
    ...[0.4, 0.2, 0.4],
    ...[0.1, 0.1, 0.8],
    ...[0.3, 0.4, 0.3],
  ]);
  assertEquals([0, 1, 2, 3].map((n) => mostProbable(engine, n)), [1, 0, 2, 1]);
  engine.labels.set([1, 2, 2, 0]);
  assertEquals(countCorrect(engine, 4), 2);
  assertEquals(countCorrect(engine, 1), 1);
});
