/** Where the values of a network lie among the packed parameters of its module. */

/**
 * The places of one parameter, or of a part of it: its value `[i][j]`, row-major, lies at float
 * `rows[i] + columns[j]` of the packed parameters.
 */
export interface ParameterPlaces {
  /** Where its values begin in the network's own array. */
  readonly offset: number;
  /** For each output of the layer, where what belongs to it begins. */
  readonly rows: Int32Array;
  /** For each value of an output, its distance from there. */
  readonly columns: Int32Array;
}

/** The places of `length` values side by side, from float `place` on. */
export function vectorPlaces(offset: number, length: number, place: number): ParameterPlaces {
  return { offset, rows: Int32Array.of(place), columns: countUp(length) };
}

/** 0, 1, 2, and so on. */
export function countUp(length: number): Int32Array {
  return Int32Array.from({ length }, (_, index) => index);
}

/** Numbers in the network's own order, or in the module's. */
type Values = Float32Array | Int32Array;

/** Copies from the network's own layout to the module's. */
export function pack(parameters: readonly ParameterPlaces[], from: Values, to: Values): void {
  for (const { offset, rows, columns } of parameters) {
    let index = offset;
    for (let i = 0; i < rows.length; i++) {
      for (let j = 0; j < columns.length; j++) to[rows[i] + columns[j]] = from[index++];
    }
  }
}

/** Copies from the module's layout to the network's own. */
export function unpack(parameters: readonly ParameterPlaces[], from: Values, to: Values): void {
  for (const { offset, rows, columns } of parameters) {
    let index = offset;
    for (let i = 0; i < rows.length; i++) {
      for (let j = 0; j < columns.length; j++) to[index++] = from[rows[i] + columns[j]];
    }
  }
}
