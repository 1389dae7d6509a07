import { expect, test } from 'vitest';
import type { HopAddress, HopSettings } from './hopSettings';
import { routeTo } from './route';

/** The way to `lab`, where `jumps` says each machine's ProxyJump. */
function check(jumps: Readonly<Record<string, string>>): string[] {
  const lookUp = ({ host, user, port }: HopAddress) =>
    ({
      original: host,
      hostName: host,
      user: user ?? 'me',
      port: port ?? 22,
      jumps: jumps[host]?.split(',') ?? [],
    }) as unknown as HopSettings;
  return routeTo({ host: 'lab' }, lookUp).map(({ hostName, user, port }) => `${user}@${hostName}:${port}`);
}

test('one machine, one jump, a list of jumps', () => {
  expect(check({})).toEqual(['me@lab:22']);
  expect(check({ lab: 'a' })).toEqual(['me@a:22', 'me@lab:22']);
  expect(check({ lab: 'you@a:7,ssh://b:8' })).toEqual(['you@a:7', 'me@b:8', 'me@lab:22']);
});

test('only the first of a list is reached by its own jump', () => {
  expect(check({ lab: 'a,b', a: 'x', b: 'y' })).toEqual(['me@x:22', 'me@a:22', 'me@b:22', 'me@lab:22']);
});

test('a circle and a word that is no machine are invalid', () => {
  expect(() => check({ lab: 'a', a: 'lab' })).toThrow('leads nowhere');
  expect(() => check({ lab: '-oProxyCommand=id' })).toThrow('leads nowhere');
  expect(() => check({ lab: 'a b' })).toThrow('leads nowhere');
});
