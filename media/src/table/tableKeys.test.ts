import { expect, it } from 'vitest';
import { tableAction } from './tableKeys';

const none = { shiftKey: false, ctrlKey: false, metaKey: false, altKey: false };

it.each([
  [{ key: 'ArrowDown' }, { kind: 'move', to: 101, extend: false }],
  [
    { key: 'ArrowUp', shiftKey: true },
    { kind: 'move', to: 99, extend: true },
  ],
  [{ key: 'PageDown' }, { kind: 'move', to: 110, extend: false }],
  [{ key: 'PageUp' }, { kind: 'move', to: 90, extend: false }],
  [{ key: 'Home' }, { kind: 'first', extend: false }],
  [
    { key: 'End', shiftKey: true, ctrlKey: true },
    { kind: 'last', extend: true },
  ],
  [{ key: 'a', metaKey: true }, { kind: 'selectAll' }],
  [{ key: 'c', ctrlKey: true }, { kind: 'copy' }],
  [{ key: 'Enter' }, { kind: 'open' }],
  [{ key: 'ArrowLeft' }, { kind: 'column', step: -1 }],
  [{ key: 'ArrowRight' }, { kind: 'column', step: 1 }],
  [{ key: 'ArrowRight', shiftKey: true }, undefined],
  [{ key: 'F2' }, { kind: 'edit' }],
  [{ key: 'Delete' }, { kind: 'remove' }],
  [{ key: 'F10', shiftKey: true }, { kind: 'menu' }],
  [{ key: 'F10' }, undefined],
  [{ key: 'f', ctrlKey: true }, undefined],
  [{ key: 'ArrowDown', altKey: true }, undefined],
  [{ key: 'x' }, undefined],
])('%j', (key, action) => {
  expect(tableAction({ ...none, ...key }, 100, 10)).toEqual(action);
});
