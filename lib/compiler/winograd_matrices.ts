/**
 * Winograd's F(m x m, r x r): a window of m x m outputs of an r x r convolution from n x n inputs,
 * n = m + r - 1, with n^2 products instead of m^2 r^2.
 *
 *     output = A' [(G weight G') * (B' input B)] A, where * multiplies point by point
 *
 * (G' is the transposed G.) A row of a convolution is a product of polynomials: its values at n points
 * a are multiplied, one of the points being infinity, and interpolated:
 *
 *     A'[k][i] = a_i^k        G[i][k] = a_i^k / |N_i|      N_i = product over j != i of (a_i - a_j)
 *     B'[i] = the coefficients of the product over j != i of (x - a_j), with the sign of N_i
 *
 * and for infinity 1 at the highest power, and the coefficients of the product over all points. For
 * F(2x2, 3x3), with the points 0, 1, -1:
 *
 *          1    0    0            1  0 -1  0
 *     G = 1/2  1/2  1/2      B' = 0  1  1  0      A' = 1  1  1  0
 *         1/2 -1/2  1/2           0 -1  1  0           0  1 -1  1
 *          0    0    1            0 -1  0  1
 *
 * See A. Lavin, S. Gray, "Fast algorithms for convolutional neural networks" (2015).
 */

/** The matrices of F(m x m, r x r), each an array of rows. */
export interface WinogradMatrices {
  /** G, `[n][r]`. */
  readonly weight: readonly (readonly number[])[];
  /** B', `[n][n]`. */
  readonly input: readonly (readonly number[])[];
  /** A', `[m][n]`. */
  readonly output: readonly (readonly number[])[];
}

/**
 * The points besides infinity, by n. Pairs that differ in their sign make rows that share their sums.
 * Of six the pairs 1 and 2 would need fewer multiplications, but cost twice the error of these, which is
 * 2 to 3 times that of a direct sum; that of seven is 7 times it.
 */
const POINTS: Readonly<Record<number, readonly number[]>> = {
  4: [0, 1, -1],
  6: [0, 0.75, -0.75, 1.5, -1.5],
  7: [0, 0.5, -0.5, 1, -1, -2],
};

/** The matrices for windows of `outputs` x `outputs` and weights of `size` x `size`. */
export function winogradMatrices(outputs: number, size: number): WinogradMatrices {
  const side = outputs + size - 1;
  const points = POINTS[side];
  const scales = points.map((a, i) =>
    points.reduce((product, b, j) => (i === j ? product : product * (a - b)), 1)
  );
  const powers = (a: number, count: number) => Array.from({ length: count }, (_, k) => a ** k);
  const highest = (count: number) => Array.from({ length: count }, (_, k) => +(k === count - 1));
  const polynomials = points.map((_, i) => {
    const coefficients = polynomial(points.filter((_, j) => j !== i));
    return [...coefficients.map((value) => value * Math.sign(scales[i]) + 0), 0];
  });
  const columns = [...points.map((a) => powers(a, outputs)), highest(outputs)];
  return {
    weight: [
      ...points.map((a, i) => powers(a, size).map((power) => power / Math.abs(scales[i]))),
      highest(size),
    ],
    input: [...polynomials, polynomial(points)],
    output: Array.from({ length: outputs }, (_, k) => columns.map((column) => column[k])),
  };
}

/** The coefficients of the product of all (x - root), from that of 1 on. */
function polynomial(roots: readonly number[]): number[] {
  return roots.reduce(
    (product, root) =>
      [...product, 0].map((value, k) => (k > 0 ? product[k - 1] : 0) - root * (value ?? 0) + 0),
    [1],
  );
}

/** The transposed matrix. */
export function transposed(matrix: readonly (readonly number[])[]): number[][] {
  return matrix[0].map((_, column) => matrix.map((row) => row[column]));
}
