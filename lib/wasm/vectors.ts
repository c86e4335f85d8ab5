/** Vectors of 128 bits under the four views in which kernels use them. */

import { checkType, Expression } from "./expression.ts";
import { toI32 } from "./i32.ts";
import { type Instruction, instruction } from "./instruction.ts";
import type { VectorType } from "./instructions.ts";
import { byteOffset, laneIndex, LANES } from "./literals.ts";
import type { Methods, Operand, Values } from "./value_types.ts";

const SHUFFLE = instruction("i8x16.shuffle");
const LOAD_64_LANE = instruction("v128.load64_lane");
const LOAD_LANE = {
  f32x4: instruction("v128.load32_lane"),
  i32x4: instruction("v128.load32_lane"),
  i16x8: instruction("v128.load16_lane"),
  i8x16: instruction("v128.load8_lane"),
};

/** What vectors of all views have in common. */
export class Vector<T extends VectorType> extends Expression<T> {
  /** The same bits as four single-precision numbers; costs nothing. */
  asF32x4(): F32x4 {
    return this.#view("f32x4");
  }

  /** The same bits as four 32-bit integers; costs nothing. */
  asI32x4(): I32x4 {
    return this.#view("i32x4");
  }

  /** The same bits as eight 16-bit integers; costs nothing. */
  asI16x8(): I16x8 {
    return this.#view("i16x8");
  }

  /** The same bits as sixteen 8-bit integers; costs nothing. */
  asI8x16(): I8x16 {
    return this.#view("i8x16");
  }

  /**
   * Lanes picked out of this vector and `other`.
   *
   * @param lanes One number for each lane of the result: 0 is this vector's first lane, and the number
   * of lanes is `other`'s first.
   * @throws {RangeError} If there are more or fewer numbers than lanes, or one names no lane.
   */
  shuffle(other: Values[T], ...lanes: number[]): Values[T] {
    const count = LANES[this.type];
    checkType(SHUFFLE.name, this.type, other);
    if (lanes.length !== count) {
      throw new RangeError(`Cannot shuffle: expected ${count} lanes, got ${lanes.length}`);
    }
    const width = 16 / count;
    const bytes = Uint8Array.from(
      { length: 16 },
      (_, i) => laneIndex(lanes[Math.floor(i / width)], 2 * count) * width + i % width,
    );
    return new VECTORS[this.type](SHUFFLE, this, other, null, bytes);
  }

  /** This vector with lane `lane` read from memory at `address + offset`. */
  loadLane(lane: number, address: Operand<"i32">, offset = 0): Values[T] {
    return this.#load(LOAD_LANE[this.type], lane, address, offset);
  }

  /** This vector with its lower (0) or upper (1) eight bytes read from memory. */
  loadHalf(half: number, address: Operand<"i32">, offset = 0): Values[T] {
    return this.#load(LOAD_64_LANE, half, address, offset);
  }

  #load(load: Instruction, lane: number, address: Operand<"i32">, offset: number): Values[T] {
    const place = toI32(load.name, address);
    const base = place.addressBase;
    const total = byteOffset(byteOffset(offset) + place.offsetFrom(base));
    const immediate = total * 16 + laneIndex(lane, load.lanes);
    return new VECTORS[this.type](load, base, this, null, immediate);
  }

  #view<V extends VectorType>(type: V): Values[V] {
    const { instruction, a, b, c, immediate } = this;
    const same = new VECTORS[type](instruction, a, b, c, immediate);
    same.written = Math.min(same.written, this.written);
    return same;
  }
}

/** The methods that follow from the table of instructions. */
export interface F32x4 extends Methods<"f32x4"> {}
/** The methods that follow from the table of instructions. */
export interface I32x4 extends Methods<"i32x4"> {}
/** The methods that follow from the table of instructions. */
export interface I16x8 extends Methods<"i16x8"> {}
/** The methods that follow from the table of instructions. */
export interface I8x16 extends Methods<"i8x16"> {}

/** Four single-precision numbers. Comparisons make an `I32x4` with all bits of a lane set or none. */
export class F32x4 extends Vector<"f32x4"> {}

/** Four 32-bit integers. */
export class I32x4 extends Vector<"i32x4"> {}

/** Eight 16-bit integers. */
export class I16x8 extends Vector<"i16x8"> {}

/** Sixteen 8-bit integers. */
export class I8x16 extends Vector<"i8x16"> {}

type VectorClass<T extends VectorType> = new (
  ...node: ConstructorParameters<typeof F32x4>
) => Values[T];

const VECTORS: { [T in VectorType]: VectorClass<T> } = {
  f32x4: F32x4,
  i32x4: I32x4,
  i16x8: I16x8,
  i8x16: I8x16,
};
