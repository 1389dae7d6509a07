/**
 * The known_hosts format (sshd(8), "SSH_KNOWN_HOSTS FILE FORMAT") as pure functions of text:
 *
 *     [@marker] names type key comment
 *     lab,10.0.0.5 ssh-ed25519 AAAAC3Nza…          plain names and patterns: * ? !
 *     [lab]:2222 ssh-ed25519 AAAAC3Nza…            another port than 22
 *     |1|salt|hash ssh-ed25519 AAAAC3Nza…          HMAC-SHA1 of the name, both in base64
 */
import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { matchesPatterns } from './patterns';

export interface KnownHost {
  marker: 'none' | 'revoked' | 'cert-authority';
  /** The first field as it stands in the file. */
  names: string;
  keyType: string;
  key: Buffer;
  file: string;
  line: number;
}

/** Lines that cannot be read are passed over, as ssh does. */
export function parseKnownHosts(text: string, file: string): KnownHost[] {
  const entries: KnownHost[] = [];
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    const words = raw.trim().split(/[ \t]+/);
    const first = words[0] ?? '';
    if (first === '' || first.startsWith('#')) continue;
    let marker: KnownHost['marker'] = 'none';
    if (first.startsWith('@')) {
      if (first !== '@revoked' && first !== '@cert-authority') continue;
      marker = first === '@revoked' ? 'revoked' : 'cert-authority';
      words.shift();
    }
    const [names, keyType, base64] = words;
    if (names === undefined || keyType === undefined || base64 === undefined) continue;
    const key = Buffer.from(base64, 'base64');
    // The old protocol 1 lines have numbers here; a key of today names its own type.
    if (keyTypeOf(key) !== keyType) continue;
    entries.push({ marker, names, keyType, key, file, line: index + 1 });
  }
  return entries;
}

/** `host`, or `[host]:port` when the port is not 22. */
export function knownHostName(host: string, port: number): string {
  const name = host.toLowerCase();
  return port === 22 ? name : `[${name}]:${port}`;
}

export function isFor(entry: KnownHost, name: string): boolean {
  // |1|F1E1KeoE/eEWhi10WpGv4OdiO6Y=|3988QV0VE8wmZL7suNrYQLITLCg=
  const hashed = /^\|1\|([^|]+)\|([^|]+)$/.exec(entry.names);
  if (!hashed) return matchesPatterns(entry.names.split(','), name);
  const [, salt = '', hash = ''] = hashed;
  const expected = Buffer.from(hash, 'base64');
  const actual = hashName(name, Buffer.from(salt, 'base64'));
  return expected.length === actual.length && timingSafeEqual(expected, actual);
}

/** The line to append for a key that was accepted. */
export function knownHostLine(name: string, key: Buffer, options: { hashed: boolean }): string {
  const salt = randomBytes(20);
  const shown = options.hashed
    ? `|1|${salt.toString('base64')}|${hashName(name, salt).toString('base64')}`
    : name;
  return `${shown} ${keyTypeOf(key)} ${key.toString('base64')}`;
}

/** The fingerprint as `ssh` prints it. */
export function fingerprint(key: Buffer): string {
  return `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`;
}

/** The type that a public key in SSH's wire format names, e.g. `ssh-ed25519`; empty when it is none. */
export function keyTypeOf(key: Buffer): string {
  if (key.length < 4) return '';
  const length = key.readUInt32BE(0);
  return length > 64 ? '' : key.toString('latin1', 4, 4 + length);
}

function hashName(name: string, salt: Buffer): Buffer {
  return createHmac('sha1', salt).update(name).digest();
}
