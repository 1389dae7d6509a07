/**
 * Reads private key files: OpenSSH's own format, PEM (PKCS#1, SEC1), PKCS#8 and PuTTY's. The public half is found
 * without the passphrase where possible, so that nobody is asked to unlock a key that the server does not want.
 */
import { createPrivateKey } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { utils, type ParsedKey } from 'ssh2';
import type { Log } from '../log';

export type KeyFile =
  | { state: 'ready'; publicKey: ParsedKey; privateKey: ParsedKey }
  /** `unlock` answers undefined for a wrong passphrase. */
  | {
      state: 'locked';
      publicKey: ParsedKey | undefined;
      unlock: (passphrase: string) => ParsedKey | undefined;
    }
  /** Enough to name a key of the agent. */
  | { state: 'publicOnly'; publicKey: ParsedKey };

/** Undefined when the file is missing or of no use; the latter is logged. */
export async function readKeyFile(path: string, log: Log): Promise<KeyFile | undefined> {
  const content = await readFile(path).catch((error: unknown) => {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT'))
      log.warn(`Key ${path} is skipped: ${String(error)}`);
    return undefined;
  });
  const pub = await readFile(`${path}.pub`).catch(() => undefined);
  const publicHalf = pub && publicKeyFrom(pub);
  if (!content) return publicHalf && { state: 'publicOnly', publicKey: publicHalf };

  const parsed = parsePrivate(content);
  if (parsed === 'locked')
    return {
      state: 'locked',
      publicKey: envelopeKey(content) ?? publicHalf,
      unlock: (passphrase) => {
        const unlocked = parsePrivate(content, passphrase);
        return typeof unlocked === 'object' ? unlocked : undefined;
      },
    };
  if (typeof parsed === 'object') {
    await warnIfOpen(path, log);
    return { state: 'ready', publicKey: parsed, privateKey: parsed };
  }
  const onlyPublic = publicKeyFrom(content);
  if (onlyPublic) return { state: 'publicOnly', publicKey: onlyPublic };
  log.warn(`Key ${path} is skipped: it is of a kind that is not supported here`);
  return undefined;
}

function parsePrivate(content: Buffer, passphrase?: string): ParsedKey | 'locked' | 'unusable' {
  const pem = content.toString('latin1');
  if (/-----BEGIN (ENCRYPTED )?PRIVATE KEY-----/.test(pem)) return parsePkcs8(content, passphrase);
  // ssh2 throws for some malformed PEM instead of returning its error.
  const key = attempt(() => utils.parseKey(content, passphrase));
  if (key === undefined) return 'unusable';
  if (key instanceof Error) return /no passphrase given/.test(key.message) ? 'locked' : 'unusable';
  return key.isPrivateKey() ? key : 'unusable';
}

/** ssh2 does not read PKCS#8; Node does, and writes the older forms that ssh2 reads. */
function parsePkcs8(content: Buffer, passphrase?: string): ParsedKey | 'locked' | 'unusable' {
  if (passphrase === undefined && content.includes('ENCRYPTED PRIVATE KEY')) return 'locked';
  try {
    const key = createPrivateKey(passphrase === undefined ? content : { key: content, passphrase });
    if (key.asymmetricKeyType !== 'rsa' && key.asymmetricKeyType !== 'ec') return 'unusable';
    const type = key.asymmetricKeyType === 'rsa' ? 'pkcs1' : 'sec1';
    return parsePrivate(Buffer.from(key.export({ type, format: 'pem' })));
  } catch {
    return 'unusable';
  }
}

function publicKeyFrom(content: Buffer): ParsedKey | undefined {
  const key = attempt(() => utils.parseKey(content));
  return key === undefined || key instanceof Error ? undefined : key;
}

/**
 * OpenSSH's format keeps the public key outside the encrypted part: "openssh-key-v1\0", then cipher, kdf, kdf
 * options as strings, the number of keys, and the public key (OpenSSH's PROTOCOL.key).
 */
function envelopeKey(content: Buffer): ParsedKey | undefined {
  const base64 = /-----BEGIN OPENSSH PRIVATE KEY-----([\s\S]+?)-----END/.exec(
    content.toString('latin1'),
  )?.[1];
  if (base64 === undefined) return undefined;
  const data = Buffer.from(base64, 'base64');
  let at = 'openssh-key-v1\0'.length;
  const next = () => {
    const length = data.readUInt32BE(at);
    at += 4 + length;
    return data.subarray(at - length, at);
  };
  return attempt(() => {
    next();
    next();
    next();
    at += 4;
    return publicKeyFrom(Buffer.from(next()));
  });
}

function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

async function warnIfOpen(path: string, log: Log): Promise<void> {
  const { mode } = await stat(path);
  if (process.platform !== 'win32' && (mode & 0o077) !== 0)
    log.warn(`Key ${path} can be read by others: chmod 600 it`);
}
