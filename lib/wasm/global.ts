/** Variables of a module: one for each instance, that is for each thread. */

import { instruction } from "./instruction.ts";
import type { Values } from "./value_types.ts";
import { VALUE_CLASSES } from "./values.ts";

const GLOBAL_GET = instruction("global.get");

/** The types a global variable can have. */
export type GlobalType = "i32" | "f32";

/** A global variable of type `T`. */
export class Global<T extends GlobalType = GlobalType> {
  /** Its name. */
  readonly name: string;
  /** Its number in the module. */
  readonly index: number;
  /** Its type. */
  readonly type: T;
  /** Its value in a new instance. */
  readonly initial: number;

  /** Describes the global variable number `index`. */
  constructor(name: string, index: number, type: T, initial: number) {
    this.name = name;
    this.index = index;
    this.type = type;
    this.initial = initial;
  }

  /** An expression for its value. Statements set it with `f.setGlobal`. */
  get value(): Values[T] {
    return new VALUE_CLASSES[this.type](GLOBAL_GET, null, null, null, this);
  }
}
