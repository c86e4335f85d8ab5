import type { LabelledImages } from "../../lib/dataset/labelled_images.ts";
import type { Engine } from "../../lib/engine/engine.ts";
import type { EngineState } from "../../lib/engine/engine_state.ts";
import { Network } from "../../lib/network/network.ts";
import { parseArchitecture } from "../../lib/network/parse_architecture.ts";

/** An engine that learns nothing, and writes down what it is asked to learn from. */
export class RecordingEngine implements Engine {
  readonly network = new Network(parseArchitecture("softmax 4"), [1, 1, 1]);
  readonly images: Uint8Array;
  readonly labels: Uint8Array;
  readonly keys: Uint32Array;
  readonly strengths: Float32Array;
  readonly probabilities: Float32Array;
  /** The images of each step, in order. */
  readonly steps: number[][] = [];
  /** The key that each image came with, for each time that it came. */
  readonly keysOf = new Map<number, number[]>();
  /** The share of the augmentation of each step. */
  readonly strengthOf: number[] = [];
  readonly learningRates: number[] = [];
  loss: (step: number) => number = () => 1;

  constructor(readonly batch: number) {
    this.images = new Uint8Array(batch);
    this.labels = new Uint8Array(batch);
    this.keys = new Uint32Array(batch);
    this.strengths = new Float32Array(batch).fill(1);
    this.probabilities = new Float32Array(4 * batch);
  }

  forward(): void {}

  gradients(): number {
    return 1;
  }

  step(count: number, learningRate: number): number {
    this.steps.push([...this.images.subarray(0, count)]);
    for (let n = 0; n < count; n++) {
      this.keysOf.set(this.images[n], [...this.keysOf.get(this.images[n]) ?? [], this.keys[n]]);
    }
    this.strengthOf.push(this.strengths[0]);
    this.learningRates.push(learningRate);
    return this.loss(this.steps.length);
  }

  sync(): void {}

  load(): void {}

  readAverages(): void {}

  state(): EngineState {
    return { steps: this.steps.length, tensors: {} };
  }

  restore(): void {}

  close(): void {}
}

/** Images of one pixel, which is their number. */
export function numberedImages(count: number): LabelledImages {
  const images = Uint8Array.from({ length: count }, (_, n) => n);
  return { count, height: 1, width: 1, images, labels: images.map((n) => n % 4) };
}
