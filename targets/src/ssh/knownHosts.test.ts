import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fingerprint, isFor, knownHostLine, knownHostName, parseKnownHosts } from './knownHosts';

// GitHub's published key, and its published fingerprint.
const key = 'AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl';
const print = 'SHA256:+DiY3wvvV6TuJJhbpZisF/zLDA0zPMSvHdkr4UvCOqU';

test('the forms of a line', () => {
  const text = [
    '# a comment',
    '',
    `lab,10.0.0.* ssh-ed25519 ${key} me@there`,
    `  [lab]:2222\tssh-ed25519  ${key}`,
    `@revoked * ssh-ed25519 ${key}`,
    `@cert-authority *.org ssh-ed25519 ${key}`,
    `@later x ssh-ed25519 ${key}`,
    `x ssh-rsa ${key}`,
    'x 1024 35 1234567',
    'x',
  ].join('\r\n');
  expect(parseKnownHosts(text, 'f').map(({ marker, names, line }) => [marker, names, line])).toEqual([
    ['none', 'lab,10.0.0.*', 3],
    ['none', '[lab]:2222', 4],
    ['revoked', '*', 5],
    ['cert-authority', '*.org', 6],
  ]);
});

test('names with and without a port', () => {
  expect(knownHostName('Lab', 22)).toBe('lab');
  expect(knownHostName('fe80::1', 2222)).toBe('[fe80::1]:2222');
});

test('the fingerprint is the one that ssh prints', () => {
  expect(fingerprint(Buffer.from(key, 'base64'))).toBe(print);
});

test('a line that we write is found under its name and no other, hashed or not', () => {
  const name = fc.stringMatching(/^[a-z0-9][a-z0-9.-]{0,20}$/);
  fc.assert(
    fc.property(name, name, fc.integer({ min: 1, max: 65535 }), fc.boolean(), (host, other, port, hashed) => {
      const full = knownHostName(host, port);
      const line = knownHostLine(full, Buffer.from(key, 'base64'), { hashed });
      const [entry] = parseKnownHosts(line, 'f');
      if (!entry) throw new Error('not parsed');
      expect(isFor(entry, full)).toBe(true);
      expect(isFor(entry, knownHostName(other, port))).toBe(other === host);
      expect(line.includes(host) || hashed).toBe(true);
    }),
  );
});

test('no text makes it throw', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      for (const entry of parseKnownHosts(text, 'f')) isFor(entry, 'lab');
    }),
  );
});
