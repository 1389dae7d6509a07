import { expect, it } from 'vitest';
import { withCondition, withoutValue } from './filterEdit';

it.each([
  ['', 'pid', 42, 'pid:42'],
  ['hello', 'pid', 42, 'hello pid:42'],
  ['pid:1 hello !pid:2', 'pid', 42, 'hello pid:42'],
  ['cpu:1 /a b/', 'task', 'my app', 'cpu:1 /a b/ task:"my app"'],
  ['task:"x y" cpu:1', 'task', 'z', 'cpu:1 task:z'],
  ['', 'task', 'a"b', 'task:a'],
  ['value.sport:1 x', 'value.sport', 2, 'x value.sport:2'],
  ['value.ports[0]:1 x', 'value.ports[0]', 2, 'x value.ports[0]:2'],
  ['slots[3]:>1 slots[4]:2', 'slots[3]', -7n, 'slots[4]:2 slots[3]:-7'],
  ['addr.port:53 addr:x', 'addr.port', 80, 'addr:x addr.port:80'],
])('%j with %s %s', (input, column, value, expected) => {
  expect(withCondition(input, column, value)).toBe(expected);
});

it.each([
  ['', 'pid', 42, '!pid:42'],
  ['!pid:1 x', 'pid', 42, '!pid:1 x !pid:42'],
  ['', 'task', 'my app', '!task:"my app"'],
])('%j without %s %s', (input, column, value, expected) => {
  expect(withoutValue(input, column, value)).toBe(expected);
});
