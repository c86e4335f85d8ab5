/** The work was ended by a signal, in its own way. */
export class Interrupted extends Error {
  /** What the program ends with: 128 and the signal's number. */
  readonly exitCode: number;

  constructor(exitCode: number) {
    super("interrupted");
    this.exitCode = exitCode;
  }
}

/** Lets work that must not be dropped end in its own way when a signal asks the program to end. */
export class Interruption {
  #controller: AbortController | undefined;

  /**
   * Does work that listens to the signal that it is given, whose reason is an `Interrupted`: it is to
   * end soon, by throwing that.
   */
  async during<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const controller = new AbortController();
    this.#controller = controller;
    try {
      return await work(controller.signal);
    } finally {
      this.#controller = undefined;
    }
  }

  /**
   * Asks the work that is under way to end.
   *
   * @returns Whether it will: not if there is none, or if it was asked before.
   */
  ask(exitCode: number): boolean {
    if (this.#controller === undefined || this.#controller.signal.aborted) return false;
    this.#controller.abort(new Interrupted(exitCode));
    return true;
  }
}
