/**
 * Decides about a host key, as ssh does: known is fine, unknown is asked for, changed or revoked is refused
 * whatever the settings say. One check belongs to one connection attempt to one machine.
 */
import * as l10n from '@vscode/l10n';
import type { ServerHostKeyAlgorithm } from 'ssh2';
import type { HopSettings } from './hopSettings';
import { appendKnownHost, readKnownHosts } from './knownHostFiles';
import { fingerprint, isFor, keyTypeOf, knownHostLine, knownHostName, type KnownHost } from './knownHosts';
import type { Asker } from '../host/asker';
import type { Log } from '../log';
import { TargetError } from '../targetError';

/** Key types of known_hosts to the algorithms that prove such a key, what ssh2 prefers first. */
const algorithmsOf = new Map<string, readonly ServerHostKeyAlgorithm[]>([
  ['ssh-ed25519', ['ssh-ed25519']],
  ['ecdsa-sha2-nistp256', ['ecdsa-sha2-nistp256']],
  ['ecdsa-sha2-nistp384', ['ecdsa-sha2-nistp384']],
  ['ecdsa-sha2-nistp521', ['ecdsa-sha2-nistp521']],
  ['ssh-rsa', ['rsa-sha2-512', 'rsa-sha2-256', 'ssh-rsa']],
]);

export class HostKeyCheck {
  readonly #name: string;
  readonly #known: readonly KnownHost[];
  #accepted: Buffer | undefined;
  #toStore: Buffer | undefined;

  static async prepare(settings: HopSettings, asker: Asker, log: Log): Promise<HostKeyCheck> {
    const files = [...settings.userKnownHosts, ...settings.globalKnownHosts];
    return new HostKeyCheck(settings, asker, log, await readKnownHosts(files, log));
  }

  private constructor(
    private readonly settings: HopSettings,
    private readonly asker: Asker,
    private readonly log: Log,
    entries: readonly KnownHost[],
  ) {
    const { hostKeyAlias, hostName, port } = settings;
    this.#name = hostKeyAlias?.toLowerCase() ?? knownHostName(hostName, port);
    // ssh, too, takes an entry without a port for the same host on another port.
    const names = hostKeyAlias ? [this.#name] : [this.#name, hostName.toLowerCase()];
    this.#known = entries.filter((entry) => names.some((name) => isFor(entry, name)));
    if (entries.some((entry) => entry.marker === 'cert-authority' && isFor(entry, this.#name)))
      log.warn(
        `known_hosts trusts ${this.#name} by a certificate; certificates are not checked, only plain keys`,
      );
  }

  /**
   * What to offer the server, known types first. Otherwise a server with keys of several types might show one
   * that is not known, and look like another machine.
   */
  algorithms(): ServerHostKeyAlgorithm[] {
    const types = [...algorithmsOf.keys()];
    // Those known for the very port stand before those known for the host alone.
    const trusted = this.#known.filter(({ marker }) => marker === 'none').map(({ keyType }) => keyType);
    const exact = this.#plain(this.#name).map(({ keyType }) => keyType);
    const known = [exact, trusted].flatMap((some) => types.filter((type) => some.includes(type)));
    return [...new Set([...known, ...types])].flatMap((type) => algorithmsOf.get(type) ?? []);
  }

  /** Resolves when the key may be used, throws `TargetError` when not. */
  async accept(key: Buffer): Promise<void> {
    // The server shows its key again whenever the session keys are renewed.
    if (this.#accepted?.equals(key)) return;
    const same = this.#known.filter((entry) => entry.key.equals(key));
    const revoked = same.find(({ marker }) => marker === 'revoked');
    if (revoked) throw this.#revoked(key, revoked);
    if (!same.some(({ marker }) => marker === 'none')) await this.#acceptNew(key);
    this.#accepted = key;
  }

  /** To be called once the server has proved that it owns the key: only then is it worth remembering. */
  async store(): Promise<void> {
    const key = this.#toStore;
    const file = this.settings.userKnownHosts[0];
    this.#toStore = undefined;
    if (!key || file === undefined) return;
    try {
      await appendKnownHost(file, knownHostLine(this.#name, key, { hashed: this.settings.hashKnownHosts }));
      this.log.info(`Added the key of ${this.#name} to ${file}`);
    } catch (error) {
      this.log.warn(`The key of ${this.#name} could not be stored in ${file}: ${String(error)}`);
    }
  }

  async #acceptNew(key: Buffer): Promise<void> {
    // A server that shows none of the types it is known by is as suspicious as one with another key: hiding the
    // known type is how an impostor would get an "unknown host" question instead of a refusal.
    const changed = this.#plain(this.#name).find(({ keyType }) => algorithmsOf.has(keyType));
    if (changed) throw this.#changed(key, changed);
    const shown = { host: this.#name, keyType: keyTypeOf(key), fingerprint: fingerprint(key) };
    const { strictHostKeys } = this.settings;
    if (strictHostKeys === 'yes') throw this.#unknown(shown.fingerprint);
    if (strictHostKeys === 'ask' && !(await this.asker.trustHostKey(shown)))
      throw this.#declined(shown.fingerprint);
    this.#toStore = key;
  }

  #plain(name: string): KnownHost[] {
    return this.#known.filter((entry) => entry.marker === 'none' && isFor(entry, name));
  }

  #changed(key: Buffer, known: KnownHost): TargetError {
    return new TargetError(
      'hostKeyChanged',
      l10n.t({
        message:
          'The host key of {0} has changed: it shows {1}, but {2} knows {3}. Someone may be pretending to be this machine. If it was reinstalled, remove that line and connect again.',
        args: [this.#name, describe(key), `${known.file}:${known.line}`, describe(known.key)],
        comment: ['{1} and {3} are key types with fingerprints, {2} is file:line'],
      }),
      { actions: [{ kind: 'openFile', path: known.file }] },
    );
  }

  #revoked(key: Buffer, entry: KnownHost): TargetError {
    const where = `${entry.file}:${entry.line}`;
    return new TargetError(
      'hostKeyChanged',
      l10n.t(
        'The host key of {0} ({1}) is marked as revoked in {2}. Do not connect; ask who runs this machine for its new key.',
        this.#name,
        describe(key),
        where,
      ),
      { actions: [{ kind: 'openFile', path: entry.file }] },
    );
  }

  #declined(shown: string): TargetError {
    return new TargetError(
      'hostKeyUnknown',
      l10n.t('The host key of {0} ({1}) was not accepted, so nothing was sent to it.', this.#name, shown),
      { actions: [{ kind: 'retry' }] },
    );
  }

  #unknown(shown: string): TargetError {
    return new TargetError(
      'hostKeyUnknown',
      l10n.t(
        'The host key of {0} ({1}) is not in known_hosts, and StrictHostKeyChecking is "yes". Add the key to known_hosts, or set it to "ask".',
        this.#name,
        shown,
      ),
    );
  }
}

function describe(key: Buffer): string {
  return `${keyTypeOf(key)} ${fingerprint(key)}`;
}
