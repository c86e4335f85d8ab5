/**
 * Lays out rows in columns two spaces apart.
 *
 * @param rows Cells of equal number in each row.
 * @param align For each column "left" or "right"; the last one given holds for all that follow.
 * @returns Lines without trailing spaces, joined by newlines.
 */
export function formatTable(
  rows: readonly (readonly string[])[],
  align: readonly ("left" | "right")[],
): string {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  return rows.map((row) =>
    row.map((cell, column) => {
      const side = align[Math.min(column, align.length - 1)];
      return side === "left" ? cell.padEnd(widths[column]) : cell.padStart(widths[column]);
    }).join("  ").trimEnd()
  ).join("\n");
}
