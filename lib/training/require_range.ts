/**
 * Checks a number that an optimizer is made with.
 *
 * @param range What it must not be below, what it must be above, and what it must be below, if anything.
 * @throws {RangeError} If `value` is out of the range.
 */
export function requireRange(
  name: string,
  value: number,
  range: { least?: number; above?: number; below?: number },
): void {
  const { least = -Infinity, above = -Infinity, below = Infinity } = range;
  if (value >= least && value > above && value < below) return;
  const limits = [
    ...(least > -Infinity ? [`at least ${least}`] : []),
    ...(above > -Infinity ? [`above ${above}`] : []),
    ...(below < Infinity ? [`below ${below}`] : ["finite"]),
  ];
  throw new RangeError(
    `Cannot create an optimizer: ${name} must be ${limits.join(" and ")}, got ${value}`,
  );
}
