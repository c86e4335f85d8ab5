/**
 * Breaks a text between its words into lines of at most `columns` characters. Spaces at its start are
 * repeated in each line; a word that is longer than a line stays whole.
 */
export function wrapText(text: string, columns: number): string[] {
  const [indent] = text.match(/^ */)!;
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ").filter((word) => word !== "")) {
    if (line !== "" && `${line} ${word}`.length > columns) {
      lines.push(line);
      line = "";
    }
    line += line === "" ? indent + word : ` ${word}`;
  }
  return [...lines, line];
}
