/** The machines between here and a target, by `ProxyJump`; the last is the target itself. */
import * as l10n from '@vscode/l10n';
import type { HopAddress, HopSettings } from './hopSettings';
import { parseTarget } from '../target';
import { TargetError } from '../targetError';

const maxHops = 8;

/**
 * As with ssh, a list of jumps is complete: only the first of them is reached by its own `ProxyJump`.
 * @param lookUp what the configuration says about one machine
 */
export function routeTo(
  address: HopAddress,
  lookUp: (address: HopAddress) => HopSettings,
  depth = 0,
): HopSettings[] {
  const settings = lookUp(address);
  const [first, ...others] = settings.jumps.map(parseJump);
  if (!first) return [settings];
  // A machine that is its own jump host, at last through others.
  if (depth >= maxHops) throw invalid(settings.jumps.join(','));
  return [...routeTo(first, lookUp, depth + 1), ...others.map(lookUp), settings];
}

function parseJump(text: string): HopAddress {
  const target = parseTarget(text.replace(/^ssh:\/\//, '').replace(/\/$/, ''));
  if (target?.kind === 'ssh') return target;
  // To ssh, `local` is a name like any other.
  if (target?.kind === 'local') return { host: text };
  throw invalid(text);
}

function invalid(value: string): TargetError {
  const message = l10n.t(
    'ProxyJump "{0}" in the SSH configuration leads nowhere. Correct it and try again.',
    value,
  );
  return new TargetError('configInvalid', message);
}
