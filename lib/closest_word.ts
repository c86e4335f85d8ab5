/**
 * The word among `candidates` that a mistyped `word` most likely stands for, or undefined if none is
 * near: at most a third of its letters (and at least one) may have to be changed, added, dropped or
 * swapped with a neighbour.
 */
export function closestWord(word: string, candidates: readonly string[]): string | undefined {
  let closest: string | undefined;
  let least = Math.max(1, Math.floor(word.length / 3)) + 1;
  for (const candidate of candidates) {
    const distance = editDistance(word.toLowerCase(), candidate.toLowerCase());
    if (distance < least) [closest, least] = [candidate, distance];
  }
  return closest;
}

/** ` (did you mean "relu"?)`, or nothing: an ending for error messages. */
export function suggestion(word: string, candidates: readonly string[]): string {
  const closest = closestWord(word, candidates);
  return closest === undefined ? "" : ` (did you mean "${closest}"?)`;
}

/**
 * The number of single-letter edits between two words: insertions, deletions, substitutions and swaps
 * of neighbours (the "optimal string alignment" distance).
 */
function editDistance(from: string, to: string): number {
  const rows: number[][] = [];
  for (let i = 0; i <= from.length; i++) {
    rows.push([i]);
    for (let j = 1; j <= to.length; j++) {
      if (i === 0) {
        rows[0].push(j);
        continue;
      }
      const substitution = rows[i - 1][j - 1] + (from[i - 1] === to[j - 1] ? 0 : 1);
      let least = Math.min(substitution, rows[i - 1][j] + 1, rows[i][j - 1] + 1);
      if (i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1]) {
        least = Math.min(least, rows[i - 2][j - 2] + 1);
      }
      rows[i].push(least);
    }
  }
  return rows[from.length][to.length];
}
