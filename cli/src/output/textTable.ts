/** A table for a terminal: columns as wide as their widest cell, numbers at the right. */
export function textTable(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = heads.map((head, index) =>
    rows.reduce((widest, row) => Math.max(widest, row[index]?.length ?? 0), head.length),
  );
  const numeric = heads.map((_, index) => rows.every((row) => /^[-\d.]*$/.test(row[index] ?? '')));
  const line = (cells: readonly string[]): string =>
    widths
      .map((width, index) => {
        const cell = cells[index] ?? '';
        return numeric[index] ? cell.padStart(width) : cell.padEnd(width);
      })
      .join('  ')
      .trimEnd();
  return [heads, ...rows].map(line).join('\n');
}
