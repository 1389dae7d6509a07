/** What ssh_config says about one machine on the way, with every default filled in and every path expanded. */
import { join } from 'node:path';
import * as l10n from '@vscode/l10n';
import { configInvalid, type ConfigLine } from './configLines';
import { sshDirectory, type Place } from './place';
import { selectOptions, type OptionLine, type Selected } from './selectOptions';
import { expandHostName, expandPath, type TokenValues } from './tokens';
import type { Log } from '../log';

export interface HopAddress {
  /** The alias or host name as the user wrote it. */
  host: string;
  user?: string;
  port?: number;
}

export interface HopSettings extends TokenValues {
  identityFiles: readonly string[];
  /** False when the files above are only the defaults. */
  identitiesGiven: boolean;
  identitiesOnly: boolean;
  /** Socket or pipe of the SSH agent. */
  agent: string | undefined;
  /** `[user@]host[:port]` of the machines in between, the first to connect to first. */
  jumps: readonly string[];
  userKnownHosts: readonly string[];
  globalKnownHosts: readonly string[];
  hashKnownHosts: boolean;
  strictHostKeys: 'yes' | 'ask' | 'accept-new' | 'no';
  /** Milliseconds for each step until we are in, time for questions not counted. */
  connectTimeout: number;
  /** Milliseconds between signs of life, and how many may stay unanswered. */
  aliveInterval: number;
  aliveCount: number;
}

// In the order in which ssh tries them; the ones that ssh2 cannot use (security keys) are left out.
const defaultKeys = ['id_rsa', 'id_ecdsa', 'id_ed25519', 'id_dsa'];

export function hopSettings(
  lines: readonly ConfigLine[],
  address: HopAddress,
  place: Place,
  log: Log,
): HopSettings {
  const original = address.host;
  const options = new Options(selectOptions(lines, { original, user: address.user, place, log }));
  options.refuseProxyCommand();
  const tokens: TokenValues = {
    original,
    hostName: expandHostName(options.word('hostname') ?? original, original),
    port: address.port ?? options.number('port', 1, 65535) ?? 22,
    user: address.user ?? options.word('user') ?? place.user,
    hostKeyAlias: options.word('hostkeyalias'),
  };
  const directory = sshDirectory(place);
  const paths = (values: readonly string[]) =>
    values.filter(notNone).map((path) => expandPath(path, tokens, place));
  const identities = options.all('identityfile');
  const jumps = options.word('proxyjump') ?? 'none';
  return {
    ...tokens,
    identityFiles:
      identities.length > 0 ? paths(identities) : defaultKeys.map((name) => join(directory, name)),
    identitiesGiven: identities.length > 0,
    identitiesOnly: options.flag('identitiesonly') ?? false,
    agent: agentSocket(options.word('identityagent'), tokens, place),
    jumps: notNone(jumps) ? jumps.split(',').map((jump) => jump.trim()) : [],
    userKnownHosts: paths(
      options.words('userknownhostsfile') ?? [
        join(directory, 'known_hosts'),
        join(directory, 'known_hosts2'),
      ],
    ),
    globalKnownHosts: paths(
      options.words('globalknownhostsfile') ?? ['/etc/ssh/ssh_known_hosts', '/etc/ssh/ssh_known_hosts2'],
    ),
    hashKnownHosts: options.flag('hashknownhosts') ?? false,
    strictHostKeys: options.strictHostKeys(),
    connectTimeout: 1000 * (options.number('connecttimeout', 1, 3600) ?? 15),
    aliveInterval: 1000 * (options.number('serveraliveinterval', 0, 86400) || 10),
    aliveCount: options.number('serveralivecountmax', 1, 1000) ?? 3,
  };
}

class Options {
  constructor(private readonly selected: Selected) {}

  word(name: string): string | undefined {
    return this.#first(name)?.values[0];
  }

  words(name: string): readonly string[] | undefined {
    return this.#first(name)?.values;
  }

  all(name: string): readonly string[] {
    return (this.selected.get(name) ?? []).flatMap(({ values }) => values);
  }

  flag(name: string): boolean | undefined {
    const word = this.word(name)?.toLowerCase();
    if (word === undefined) return undefined;
    if (['yes', 'true'].includes(word)) return true;
    if (['no', 'false'].includes(word)) return false;
    throw this.#invalid(name);
  }

  number(name: string, least: number, most: number): number | undefined {
    const word = this.word(name);
    // `ConnectTimeout none` is how newer versions write "no limit of its own".
    if (word === undefined || word === 'none') return undefined;
    const value = /^\d+$/.test(word) ? Number(word) : NaN;
    if (!(value >= least && value <= most)) throw this.#invalid(name);
    return value;
  }

  strictHostKeys(): HopSettings['strictHostKeys'] {
    const word = this.word('stricthostkeychecking')?.toLowerCase() ?? 'ask';
    if (word === 'yes' || word === 'true') return 'yes';
    if (word === 'no' || word === 'off' || word === 'false') return 'no';
    if (word === 'ask' || word === 'accept-new') return word;
    throw this.#invalid('stricthostkeychecking');
  }

  /** Whichever of the two proxies stands first counts, and a command is not run from here. */
  refuseProxyCommand(): void {
    const command = this.#first('proxycommand');
    if (!command || command.values[0] === 'none' || this.word('proxyjump') !== undefined) return;
    const reason = l10n.t('ProxyCommand is not supported here, use ProxyJump instead');
    throw configInvalid(command.file, command.line, reason);
  }

  #first(name: string): OptionLine | undefined {
    return this.selected.get(name)?.[0];
  }

  #invalid(name: string): Error {
    const line = this.#first(name);
    const reason = l10n.t('{0} cannot be "{1}"', name, line?.values.join(' ') ?? '');
    return configInvalid(line?.file ?? '', line?.line ?? 0, reason);
  }
}

function notNone(value: string): boolean {
  return value.toLowerCase() !== 'none';
}

function agentSocket(option: string | undefined, tokens: TokenValues, place: Place): string | undefined {
  // Windows' own agent listens on a pipe of a fixed name, and sets no variable.
  const usual =
    place.env['SSH_AUTH_SOCK'] ||
    (process.platform === 'win32' ? '\\\\.\\pipe\\openssh-ssh-agent' : undefined);
  if (option === undefined || option === 'SSH_AUTH_SOCK') return usual;
  if (option.toLowerCase() === 'none') return undefined;
  if (/^\$\w+$/.test(option)) return place.env[option.slice(1)] || undefined;
  return expandPath(option, tokens, place);
}
