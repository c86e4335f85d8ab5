/** Threads that run a module's `serve` beside the caller. */

import type { Augmentation } from "../augmentation/augmentation.ts";
import { type AugmentedBatch, createAugmenter } from "../augmentation/create_augmenter.ts";
import { COMMAND } from "../compiler/control.ts";
import { ControlWords } from "./control_words.ts";

/** What threads augment, and how. */
export interface SharedAugmentation {
  settings: Augmentation;
  /** `[channels, height, width]` */
  shape: readonly number[];
  /** Views of the memory that they share. */
  augmented: AugmentedBatch;
}

/** What a worker is told. */
interface Task {
  module: WebAssembly.Module;
  memory: WebAssembly.Memory;
  thread: number;
  /** Where the fault word and the word that the caller sleeps on are, as indices of 32-bit words. */
  fault: number;
  passed: number;
  augmentation: SharedAugmentation | undefined;
}

/** What a worker's global scope has, as far as it is used here. */
interface WorkerScope {
  onmessage: ((event: { data: Task }) => void) | null;
  postMessage(message: string): void;
  close(): void;
}

/**
 * A worker's whole program. It is given to the worker as text, as is the function that makes what it
 * augments with, so both may use nothing from outside; a worker from a `data:` address needs no
 * permission, and a compiled program has nothing to embed.
 */
function workerMain(scope: WorkerScope, create: typeof createAugmenter): void {
  scope.onmessage = ({ data: { module, memory, thread, fault, passed, augmentation } }) => {
    try {
      const imports: Record<string, WebAssembly.ImportValue> = { memory };
      if (augmentation) {
        const { settings, shape, augmented } = augmentation;
        const augment = create(settings, shape);
        imports.augment = (first: number, end: number) => augment(augmented, first, end);
      }
      const { exports } = new WebAssembly.Instance(module, { cnn: imports });
      (exports.serve as (thread: number) => void)(thread);
    } catch (error) {
      // The caller may be asleep, waiting for this thread.
      const words = new Int32Array(memory.buffer);
      Atomics.store(words, fault, 1);
      Atomics.notify(words, passed);
      scope.postMessage(String(error));
    }
    scope.close();
  };
}

/** The address of a worker's program. */
function workerUrl(augments: boolean): string {
  const program = `(${workerMain})(self, ${augments ? createAugmenter : null})`;
  return `data:text/javascript,${encodeURIComponent(program)}`;
}

/** The workers of an engine. */
export class WorkerThreads {
  readonly #workers: Worker[] = [];
  readonly #control: ControlWords;

  /** Starts workers for threads 1 to `threads - 1`; thread 0 is the caller's own. */
  constructor(options: {
    module: WebAssembly.Module;
    memory: WebAssembly.Memory;
    threads: number;
    /** Where the control region begins, in bytes. */
    control: number;
    /** What the module's import `cnn.augment` works on, if it has one. */
    augmentation?: SharedAugmentation;
  }) {
    const { module, memory, threads, augmentation } = options;
    const control = new ControlWords(memory.buffer, options.control);
    this.#control = control;
    const url = workerUrl(augmentation !== undefined);
    for (let thread = 1; thread < threads; thread++) {
      const worker = new Worker(url, { type: "module" });
      const task: Task = {
        module,
        memory,
        thread,
        fault: control.indexOf("fault"),
        passed: control.indexOf("passed"),
        augmentation,
      };
      worker.postMessage(task);
      this.#workers.push(worker);
    }
  }

  /** Raises the fault: the caller's own thread has died, and nobody must wait for it. */
  fail(): void {
    const { words } = this.#control;
    Atomics.store(words, this.#control.indexOf("fault"), 1);
    Atomics.notify(words, this.#control.indexOf("passed"));
  }

  /** Lets all workers finish; they leave as soon as they look at their next command. */
  stop(): void {
    const { words } = this.#control;
    const sequence = this.#control.indexOf("sequence");
    Atomics.store(words, this.#control.indexOf("command"), COMMAND.stop);
    Atomics.add(words, sequence, 1);
    Atomics.notify(words, sequence);
    this.#workers.length = 0;
  }
}
