/** Changes a filter's text the way a menu item does: show only rows whose column has this value. */
import { conditionForm } from './filterExpression';

/** Puts `column:value` in place of other conditions on the column; the rest of the filter stays. */
export function withCondition(input: string, column: string, value: string | number | bigint): string {
  const rest = input.replace(conditionForm, (whole, _not: string, name: string) =>
    name.toLowerCase() === column.toLowerCase() ? '' : whole,
  );
  // There is no way to write a quote inside quotes; what stands before it says enough.
  const text = String(value).replace(/".*$/s, '');
  const condition = /^[^\s"]+$/.test(text) ? `${column}:${text}` : `${column}:"${text}"`;
  return `${rest.replace(/\s+/g, ' ').trim()} ${condition}`.trim();
}
