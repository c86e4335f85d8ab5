/** A word as a shell takes it: in quotation marks unless it is plain. */
export function quoteForShell(word: string): string {
  return /^[\w./~+-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
