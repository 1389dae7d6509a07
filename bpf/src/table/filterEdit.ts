/** Changes a filter's text the way a menu item does: show only rows whose column has this value. */
import { conditionForm } from './filterExpression';

/** Puts `column:value` in place of other conditions on the column; the rest of the filter stays. */
export function withCondition(input: string, column: string, value: string | number | bigint): string {
  const rest = input.replace(conditionForm, (whole, _not: string, name: string) =>
    name.toLowerCase() === column.toLowerCase() ? '' : whole,
  );
  return `${rest.replace(/\s+/g, ' ').trim()} ${condition(column, value)}`.trim();
}

/** Adds `!column:value`; other conditions on the column stay, so that one may be hidden after the other. */
export function withoutValue(input: string, column: string, value: string | number | bigint): string {
  return `${input.trim()} !${condition(column, value)}`.trim();
}

function condition(column: string, value: string | number | bigint): string {
  // There is no way to write a quote inside quotes; what stands before it says enough.
  const text = String(value).replace(/".*$/s, '');
  return /^[^\s"]+$/.test(text) ? `${column}:${text}` : `${column}:"${text}"`;
}
