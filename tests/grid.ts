/**
 * Numbers laid out so that an eye can check them, row-major:
 *
 *     grid(`
 *       1 2 3
 *       4 5 6
 *     `)
 *
 * Several planes or images stand one below the other.
 */
export function grid(text: string): Float32Array<ArrayBuffer> {
  const numbers = text.trim().split(/\s+/).map(Number);
  if (numbers.some(Number.isNaN)) throw new SyntaxError(`Cannot read a grid: ${text}`);
  return Float32Array.from(numbers);
}
