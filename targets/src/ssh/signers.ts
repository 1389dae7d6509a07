/**
 * The keys to try on a server, in ssh's order: those of the agent that the configuration names, the agent's
 * others, then key files. Each is shown to ssh2 as an agent with one key, whose private half is only looked for
 * when the server has said that it would take the public one.
 */
import { BaseAgent, createAgent, type IdentityCallback, type ParsedKey, type SignCallback } from 'ssh2';
import type { HopSettings } from './hopSettings';
import { readKeyFile } from './keyFiles';
import type { Log } from '../log';

export interface Signer {
  /** For the log and for messages, e.g. the file's path. */
  label: string;
  /** @param onSigned the server wanted this key, and has a signature to look at now */
  agent(onSigned: () => void): Promise<BaseAgent | undefined>;
}

/** Answers undefined when the person gives no passphrase, or three wrong ones. */
export type Unlock = (
  file: string,
  open: (passphrase: string) => ParsedKey | undefined,
) => Promise<ParsedKey | undefined>;

export async function findSigners(settings: HopSettings, unlock: Unlock, log: Log): Promise<Signer[]> {
  const inAgent = settings.agent === undefined ? [] : await agentKeys(settings.agent, log);
  const named: Signer[] = [];
  const files: Signer[] = [];
  const taken = new Set<AgentKey>();
  for (const path of settings.identityFiles) {
    const file = await readKeyFile(path, log);
    if (!file) {
      if (settings.identitiesGiven) log.info(`Key ${path} is not there or of no use`);
      continue;
    }
    const { publicKey } = file;
    const held = publicKey && inAgent.find(({ key }) => sameKey(key, publicKey));
    if (held) {
      taken.add(held);
      named.push(held);
    } else if (file.state === 'ready')
      files.push(fileSigner(path, file.publicKey, () => Promise.resolve(file.privateKey)));
    else if (file.state === 'locked')
      files.push(fileSigner(path, publicKey, () => unlock(path, file.unlock)));
  }
  const others = settings.identitiesOnly ? [] : inAgent.filter((key) => !taken.has(key));
  return [...named, ...others, ...files];
}

interface AgentKey extends Signer {
  key: ParsedKey;
}

async function agentKeys(socket: string, log: Log): Promise<AgentKey[]> {
  const agent = createAgent(socket);
  const keys = await new Promise<readonly unknown[]>((resolve) => {
    agent.getIdentities((error, found) => {
      if (error) log.info(`The SSH agent at ${socket} does not answer: ${error.message}`);
      resolve(found ?? []);
    });
  });
  return keys.filter(isParsedKey).map((key) => ({
    key,
    label: `agent:${key.comment || key.type}`,
    agent: (onSigned) =>
      Promise.resolve(
        new OneKey(key, onSigned, (data, hash, done) => agent.sign(key, data, hash ? { hash } : {}, done)),
      ),
  }));
}

function fileSigner(
  label: string,
  publicKey: ParsedKey | undefined,
  open: () => Promise<ParsedKey | undefined>,
): Signer {
  return {
    label,
    agent: async (onSigned) => {
      // An old PEM file keeps even its public half locked.
      const shown = publicKey ?? (await open());
      return (
        shown &&
        new OneKey(shown, onSigned, (data, hash, done) => {
          open().then(
            (key) => {
              if (!key) done(new Error('not unlocked'));
              else done(null, key.sign(data, hash));
            },
            (error: unknown) => done(error instanceof Error ? error : new Error(String(error))),
          );
        })
      );
    },
  };
}

type Hash = 'sha1' | 'sha256' | 'sha512';

class OneKey extends BaseAgent<ParsedKey> {
  constructor(
    private readonly key: ParsedKey,
    private readonly onSigned: () => void,
    private readonly signData: (data: Buffer, hash: Hash | undefined, done: SignCallback) => void,
  ) {
    super();
  }

  override getIdentities(done: IdentityCallback<ParsedKey>): void {
    done(null, [this.key]);
  }

  override sign(
    _key: ParsedKey,
    data: Buffer,
    options: { hash?: Hash } | SignCallback,
    callback?: SignCallback,
  ): void {
    const done = typeof options === 'function' ? options : callback;
    if (!done) return;
    this.signData(data, typeof options === 'function' ? undefined : options.hash, (error, signature) => {
      if (!error) this.onSigned();
      done(error, signature);
    });
  }
}

function sameKey(one: ParsedKey, other: ParsedKey): boolean {
  return one.getPublicSSH().equals(other.getPublicSSH());
}

function isParsedKey(key: unknown): key is ParsedKey {
  return typeof key === 'object' && key !== null && 'getPublicSSH' in key;
}
