/** Durations on the command line: `500ms`, `5s`, `2m`, `1h`; a bare number is seconds. */
import * as l10n from '@vscode/l10n';
import { UsageError } from './usageError';

const units: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };
/** The longest delay that a Node timer takes, in milliseconds. */
const longest = 2 ** 31 - 1;

/** Milliseconds. Throws `UsageError` for anything else. */
export function parseDuration(text: string): number {
  const [, amount, unit = 's'] = /^(\d+(?:\.\d+)?)(ms|s|m|h)?$/.exec(text.trim()) ?? [];
  const milliseconds = Number(amount) * (units[unit] ?? NaN);
  if (!(milliseconds > 0) || milliseconds > longest) {
    throw new UsageError(l10n.t('"{0}" is no duration. Write e.g. 500ms, 5s, 2m or 1h.', text));
  }
  return milliseconds;
}
