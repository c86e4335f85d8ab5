import { CONTROL } from "../compiler/control.ts";
import type { StepWords } from "./step_words.ts";

/** One of the words by which a module is told what to do. */
export type ControlWord = keyof typeof CONTROL;

/** The control region of a module's memory, from outside. */
export class ControlWords {
  /** The whole memory, as words; `indexOf` tells where one of them is. */
  readonly words: Int32Array;
  readonly #floats: Float32Array;
  readonly #offsetBytes: number;

  /** The words of the region that begins at `offsetBytes`. */
  constructor(buffer: ArrayBufferLike, offsetBytes: number) {
    this.words = new Int32Array(buffer);
    this.#floats = new Float32Array(buffer);
    this.#offsetBytes = offsetBytes;
  }

  /** Where a word is in `words`. */
  indexOf(word: ControlWord): number {
    return (this.#offsetBytes + CONTROL[word]) / Int32Array.BYTES_PER_ELEMENT;
  }

  /** Sets a word that nobody waits for. */
  set(word: ControlWord, value: number): void {
    this.words[this.indexOf(word)] = value;
  }

  /** Sets the words of a step. */
  setStep({ learningRate, rootScale, shrinkage, averageShare }: StepWords): void {
    this.#floats[this.indexOf("learningRate")] = learningRate;
    this.#floats[this.indexOf("rootScale")] = rootScale;
    this.#floats[this.indexOf("shrinkage")] = shrinkage;
    this.#floats[this.indexOf("averageShare")] = averageShare;
  }
}
