/** What stands for something else in ssh_config values: `~`, `${NAME}` and the `%` tokens. */
import { hostname } from 'node:os';
import type { Place } from './place';

export interface TokenValues {
  /** The name on the command line. */
  original: string;
  hostName: string;
  port: number;
  user: string;
  hostKeyAlias?: string | undefined;
}

/** Expands a path of `IdentityFile`, `IdentityAgent` or `UserKnownHostsFile`. Unknown tokens stay as they are. */
export function expandPath(path: string, values: TokenValues, place: Place): string {
  const home = path.replace(/^~(?=[\\/]|$)/, () => place.home);
  const withVariables = home.replace(/\$\{(\w+)\}/g, (all, name: string) => place.env[name] ?? all);
  const tokens: Record<string, string> = {
    '%': '%',
    d: place.home,
    h: values.hostName,
    i: String(process.getuid?.() ?? 0),
    k: values.hostKeyAlias ?? values.original,
    l: hostname(),
    L: hostname().split('.')[0] ?? '',
    n: values.original,
    p: String(values.port),
    r: values.user,
    u: place.user,
  };
  return withVariables.replace(/%(.)/g, (all, letter: string) => tokens[letter] ?? all);
}

/** `HostName` knows only the name itself and a literal percent sign. */
export function expandHostName(hostName: string, original: string): string {
  return hostName.replace(/%([%h])/g, (_, letter: string) => (letter === 'h' ? original : '%'));
}
