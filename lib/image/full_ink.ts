/**
 * Finds the amount that ink has where a stroke is at its fullest, from how often each amount occurs:
 * half of the weight lies at it or below, each pixel weighing the square of its amount. So neither
 * many pixels of faint noise nor a few of dazzling light decide.
 *
 * @param counts How many pixels have the amount 0, 1, ... 255.
 * @returns The amount, 0 if there is no weight, and the weight.
 */
export function findFullInk(counts: ArrayLike<number>): { full: number; weight: number } {
  let weight = 0;
  for (let amount = 1; amount < counts.length; amount++) weight += counts[amount] * amount ** 2;
  let full = 0;
  for (let below = 0; 2 * below < weight;) below += counts[++full] * full ** 2;
  return { full, weight };
}
