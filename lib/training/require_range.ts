/**
 * Checks a number that an optimizer is made with.
 *
 * @throws {RangeError} If `value` is below `least`, not below `below`, or not finite.
 */
export function requireRange(
  name: string,
  value: number,
  range: { least: number; below?: number },
): void {
  const { least, below = Infinity } = range;
  if (value >= least && value < below) return;
  const end = below < Infinity ? `below ${below}` : "finite";
  throw new RangeError(
    `Cannot create an optimizer: ${name} must be at least ${least} and ${end}, got ${value}`,
  );
}
