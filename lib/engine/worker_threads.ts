/** Threads that run a module's `serve` beside the caller. */

import { COMMAND, CONTROL } from "../compiler/control.ts";

/** What a worker is told. */
interface Task {
  module: WebAssembly.Module;
  memory: WebAssembly.Memory;
  thread: number;
  /** Where the fault word and the word that the caller sleeps on are, as indices of 32-bit words. */
  fault: number;
  passed: number;
}

/** What a worker's global scope has, as far as it is used here. */
interface WorkerScope {
  onmessage: ((event: { data: Task }) => void) | null;
  postMessage(message: string): void;
  close(): void;
}

/**
 * A worker's whole program. It is given to the worker as text, so it may use nothing from outside; a
 * worker from a `data:` address needs no permission, and a compiled program has nothing to embed.
 */
function workerMain(scope: WorkerScope): void {
  scope.onmessage = ({ data: { module, memory, thread, fault, passed } }) => {
    try {
      const { exports } = new WebAssembly.Instance(module, { cnn: { memory } });
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

const WORKER_URL = `data:text/javascript,(${encodeURIComponent(workerMain.toString())})(self)`;

/** The workers of an engine. */
export class WorkerThreads {
  readonly #workers: Worker[] = [];
  readonly #words: Int32Array;
  readonly #sequence: number;
  readonly #command: number;

  /** Starts workers for threads 1 to `threads - 1`; thread 0 is the caller's own. */
  constructor(options: {
    module: WebAssembly.Module;
    memory: WebAssembly.Memory;
    threads: number;
    /** Where the control region begins, in bytes. */
    control: number;
  }) {
    const { module, memory, threads, control } = options;
    this.#words = new Int32Array(memory.buffer);
    this.#sequence = (control + CONTROL.sequence) / 4;
    this.#command = (control + CONTROL.command) / 4;
    for (let thread = 1; thread < threads; thread++) {
      const worker = new Worker(WORKER_URL, { type: "module" });
      const task: Task = {
        module,
        memory,
        thread,
        fault: (control + CONTROL.fault) / 4,
        passed: (control + CONTROL.passed) / 4,
      };
      worker.postMessage(task);
      this.#workers.push(worker);
    }
  }

  /** Lets all workers finish; they leave as soon as they look at their next command. */
  stop(): void {
    Atomics.store(this.#words, this.#command, COMMAND.stop);
    Atomics.add(this.#words, this.#sequence, 1);
    Atomics.notify(this.#words, this.#sequence);
    this.#workers.length = 0;
  }
}
