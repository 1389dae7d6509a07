/** Decides row by row whether a filter lets it through, for tables whose cells are read where two values say. */
import type { FilterExpression } from '../table/filterExpression';

export interface FilteredColumn<What, Where> {
  id: string;
  /** False: only a condition that names it looks at it. */
  searched?: boolean;
  number(what: What, where: Where): number | bigint | undefined;
  text(what: What, where: Where): string;
}

/** What is looked for in the whole row is looked for in its cells with a space between them. */
export function columnFilterTest<What, Where>(
  expression: FilterExpression,
  columns: readonly FilteredColumn<What, Where>[],
): (what: What, where: Where) => boolean {
  const conditions = expression.columns.flatMap(({ column: id, reads, test }) => {
    const column = columns.find((one) => one.id === id);
    if (!column) return [];
    return [
      reads === 'number'
        ? (what: What, where: Where): boolean => test(column.number(what, where))
        : (what: What, where: Where): boolean => test(column.text(what, where)),
    ];
  });
  const { text } = expression;
  const searched = columns.filter((column) => column.searched !== false);
  return (what, where) => {
    for (const condition of conditions) {
      if (!condition(what, where)) return false;
    }
    if (!text) return true;
    let row = '';
    for (const column of searched) row += `${column.text(what, where)} `;
    return text(row.trimEnd());
  };
}
