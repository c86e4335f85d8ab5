/**
 * What changes while code runs, and when: the means by which an expression that no longer has the
 * value it had where it was written is refused.
 *
 * Statements are taken in the order in which they are recorded. The two arms of a condition count as
 * one after the other: what the first changes, the second may not read by an expression from before.
 */

/**
 * The moment of recording, over all functions: it advances when a statement changes something, so
 * that "written before the change" can be told by comparing two numbers.
 */
export const clock = { now: 1 };

/** A moment after all others: a variable itself is as new as the formula that it stands in. */
export const ALWAYS = 2 ** 30 - 1;

/** Something whose value changes while code runs: a variable, the memory, the global variables. */
export interface Changeable {
  /** What an error message calls it. */
  readonly description: string;
  /** The moment of its latest change in the recording. */
  changed: number;
}

interface OpenLoop {
  readonly start: number;
  /** What expressions from before the loop read inside it, with the moment they were written. */
  readonly earlierReads: [thing: Changeable, written: number][];
}

/** The changes in one function. */
export class Changes {
  /** The memory. */
  readonly memory: Changeable = { description: "memory", changed: 0 };
  /** All global variables together. */
  readonly globals: Changeable = { description: "a global variable", changed: 0 };
  /** The moment at which the innermost open loop began; 0 outside of loops. */
  loopStart = 0;

  readonly #functionName: string;
  readonly #openLoops: OpenLoop[] = [];

  /** Starts without any; the name is for messages. */
  constructor(functionName: string) {
    this.#functionName = functionName;
  }

  /** Notes that `thing` changes here. */
  change(thing: Changeable): void {
    thing.changed = ++clock.now;
  }

  /**
   * Allows the reading of `thing` by an expression that was written at the moment `written`.
   *
   * @throws {TypeError} If `thing` has changed since.
   */
  read(thing: Changeable, written: number): void {
    if (thing.changed > written) {
      throw new TypeError(
        `Cannot use an expression in function "${this.#functionName}": ${thing.description} has ` +
          "changed since the expression was written; keep the value with f.keep(expression) before " +
          "the change",
      );
    }
    // What is written before a loop and used inside must not change anywhere in the loop.
    if (written < this.loopStart) this.#openLoops.at(-1)!.earlierReads.push([thing, written]);
  }

  /** Starts a loop's body. */
  openLoop(): void {
    this.loopStart = ++clock.now;
    this.#openLoops.push({ start: this.loopStart, earlierReads: [] });
  }

  /**
   * Ends a loop's body.
   *
   * @throws {TypeError} If an expression from before the loop was used inside it and reads something
   * that the loop changes: it would have another value in the second round.
   */
  closeLoop(): void {
    const loop = this.#openLoops.pop()!;
    const outer = this.#openLoops.at(-1);
    this.loopStart = outer === undefined ? 0 : outer.start;
    for (const read of loop.earlierReads) {
      const [thing, written] = read;
      if (thing.changed > loop.start) {
        throw new TypeError(
          `Cannot end a loop in function "${this.#functionName}": ${thing.description} changes in ` +
            "it, but an expression written before the loop reads it inside; write the expression " +
            "inside the loop, or keep its value with f.keep(expression) before",
        );
      }
      if (written < this.loopStart) outer!.earlierReads.push(read);
    }
  }
}
