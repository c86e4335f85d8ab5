/**
 * What a file says, fit to be repeated in a message: one line of at most `most` characters. Characters
 * that would move the cursor or colour the terminal become "?", and an end that is too long "...".
 */
export function oneLine(text: string, most = 200): string {
  const start = text.slice(0, most).replace(/\p{Cc}/gu, "?");
  return text.length > most ? `${start}...` : start;
}
