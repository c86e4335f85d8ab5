/**
 * Products of a matrix of constants with as few operations as the matrices of `winograd_matrices.ts`
 * allow, whose entries come in pairs that are equal up to a sign.
 */

import type { FunctionBuilder } from "../wasm/function_builder.ts";
import type { F32x4 } from "../wasm/values.ts";

/** Numbers that are known when code is emitted, an array of rows. */
export type Matrix = readonly (readonly number[])[];

/** What a product is made of. */
export interface Product {
  readonly matrix: Matrix;
  /** Emits a constant in all lanes: the magnitude of one of the matrix's entries. */
  constant(magnitude: number): F32x4;
  /** Emits the value at a row and a column. */
  value(row: number, column: number): F32x4;
  /** Takes an entry of the result. */
  visit(row: number, column: number, result: F32x4): void;
}

/** A sum's term: a constant times a vector. */
type Term = readonly [factor: number, value: () => F32x4];

/** The magnitudes of a matrix's entries that have to be multiplied with. */
export function factorsOf(matrix: Matrix): number[] {
  return matrix.flat().map(Math.abs).filter((magnitude) => magnitude !== 0 && magnitude !== 1);
}

/**
 * Emits matrix * values * matrix', four lanes at a time. Only those rows of the result are in registers
 * that share their sums, one or two; values are read again for each.
 */
export function emitTwoSided(f: FunctionBuilder, product: Product): void {
  const { matrix, constant, value, visit } = product;
  const groups = sharingRows(matrix);
  const emit = (rows: number[], column: (index: number) => F32x4) =>
    emitRows(f, { matrix, constant, rows, column });
  for (const rows of groups) {
    const columns = matrix[0].map((_, column) => emit(rows, (row) => value(row, column)));
    for (const [r, row] of rows.entries()) {
      for (const group of groups) {
        const sums = emit(group, (column) => columns[column][r]);
        for (const [c, column] of group.entries()) visit(row, column, sums[c]);
      }
    }
  }
}

/** The rows of a matrix, those together that share sums. */
export function sharingRows(matrix: Matrix): number[][] {
  const groups: number[][] = [];
  const isSharing = (rows: number[]) =>
    areOpposite(matrix, rows) || matrix[0].some((_, k) => signOfPair(matrix, rows, k) !== 0);
  for (const row of matrix.keys()) {
    const partner = groups.find((group) => group.length === 1 && isSharing([...group, row]));
    if (partner) partner.push(row);
    else groups.push([row]);
  }
  return groups;
}

/** Emits some rows of a matrix times a column. */
function emitRows(
  f: FunctionBuilder,
  { matrix, constant, rows, column }: Pick<Product, "matrix" | "constant"> & {
    rows: readonly number[];
    column: (index: number) => F32x4;
  },
): F32x4[] {
  const emit = (terms: readonly Term[]) => f.keep(emitSum(terms, constant));
  if (areOpposite(matrix, rows)) {
    const [first, second] = rows.map((row) => matrix[row]);
    const terms = first.map((factor, k): Term => [factor, () => column(k)]);
    const same = emit(terms.filter((_, k) => first[k] === second[k]));
    const opposite = emit(terms.filter((_, k) => first[k] !== second[k]));
    return [f.keep(same.add(opposite)), f.keep(same.sub(opposite))];
  }
  const entries = entriesOf(matrix, rows).map(({ index, sign }) => {
    const value = once(() => {
      if (sign === 0) return f.keep(column(index));
      const [one, other] = [column(index), column(index + 1)];
      return f.keep(sign > 0 ? one.add(other) : one.sub(other));
    });
    return { index, value };
  });
  return rows.map((row) => emit(entries.map(({ index, value }) => [matrix[row][index], value])));
}

/** The entries of some rows; where two neighbours are equal up to a sign in all rows, the first. */
function entriesOf(matrix: Matrix, rows: readonly number[]): { index: number; sign: number }[] {
  const entries = [];
  for (let index = 0; index < matrix[0].length; index++) {
    const sign = signOfPair(matrix, rows, index);
    entries.push({ index, sign });
    if (sign !== 0) index++;
  }
  return entries;
}

/** Whether two rows are equal up to signs. */
function areOpposite(matrix: Matrix, rows: readonly number[]): boolean {
  const [first, second] = rows.map((row) => matrix[row]);
  return rows.length === 2 && first.every((factor, k) => Math.abs(factor) === Math.abs(second[k]));
}

/** 1 or -1 if entries `k` and `k + 1` are equal or opposite in all rows, else 0. */
function signOfPair(matrix: Matrix, rows: readonly number[], k: number): number {
  if (k + 1 === matrix[0].length || rows.some((row) => matrix[row][k] === 0)) return 0;
  return [1, -1].find((sign) =>
    rows.every((row) => matrix[row][k] === sign * matrix[row][k + 1])
  ) ?? 0;
}

/** Emits a sum of terms, beginning with one that is not multiplied, or at least not negative. */
function emitSum(terms: readonly Term[], constant: Product["constant"]): F32x4 {
  const [[factor, value], ...others] = terms.filter(([factor]) => factor !== 0)
    .sort(([a], [b]) => +(b === 1) - +(a === 1) || b - a);
  const scaled = (factor: number, value: F32x4) =>
    Math.abs(factor) === 1 ? value : value.mul(constant(Math.abs(factor)));
  const first = scaled(factor, value());
  return others.reduce(
    (sum, [factor, value]) =>
      factor > 0 ? sum.add(scaled(factor, value())) : sum.sub(scaled(factor, value())),
    factor > 0 ? first : first.neg(),
  );
}

/** `make`, called at most once. */
function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}
