import type { LabelledImages } from "../dataset/labelled_images.ts";
import { createEngine } from "../engine/create_engine.ts";
import type { Engine } from "../engine/engine.ts";
import type { Network } from "../network/network.ts";
import { evaluate, type Evaluation } from "../training/evaluate.ts";
import type { EngineChoice } from "./engine_flags.ts";
import { formatSpeed } from "./format.ts";
import type { Terminal } from "./terminal.ts";

/** Images a call of the engine. */
const BATCH = 256;

/** Does `work` with an engine that answers for many images, and closes it. */
export async function withAnsweringEngine<T>(
  network: Network,
  choice: EngineChoice,
  work: (engine: Engine) => Promise<T>,
): Promise<T> {
  const engine = createEngine(network, { ...choice, batch: BATCH });
  try {
    return await work(engine);
  } finally {
    engine.close();
  }
}

/** Lets a network answer for every image of a test set; the terminal shows how far it is. */
export async function evaluateImages(
  engine: Engine,
  images: LabelledImages,
  options: { terminal: Terminal; signal?: AbortSignal; temperature?: number },
): Promise<Evaluation> {
  const { terminal, signal, temperature } = options;
  const startMs = performance.now();
  return await evaluate(engine, images, {
    signal,
    temperature,
    onProgress(done) {
      const elapsedMs = performance.now() - startMs;
      terminal.progress({
        label: "test images",
        done,
        total: images.count,
        details: [formatSpeed(done / (elapsedMs / 1000))],
        elapsedMs,
      });
    },
  });
}
