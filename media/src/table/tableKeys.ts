/** What a key means in a table: the keys of the editor's own lists. */

export type TableAction =
  | { kind: 'move'; to: number; extend: boolean }
  | { kind: 'first' | 'last'; extend: boolean }
  /** To the cell before or after. */
  | { kind: 'column'; step: -1 | 1 }
  | { kind: 'selectAll' | 'copy' | 'open' | 'edit' | 'remove' | 'menu' | 'clearSelection' };

/** The parts of a KeyboardEvent that count. */
export interface Key {
  key: string;
  shiftKey: boolean;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
}

/** `active` is the row that the keyboard is on, `page` how many rows a page moves. Undefined: not a key of tables. */
export function tableAction(key: Key, active: number, page: number): TableAction | undefined {
  const extend = key.shiftKey;
  const command = key.ctrlKey || key.metaKey;
  if (key.altKey) return undefined;
  if (command) {
    switch (key.key) {
      case 'a':
        return { kind: 'selectAll' };
      case 'c':
      case 'Insert':
        return { kind: 'copy' };
      case 'Home':
        return { kind: 'first', extend };
      case 'End':
        return { kind: 'last', extend };
      default:
        return undefined;
    }
  }
  switch (key.key) {
    case 'ArrowUp':
      return { kind: 'move', to: active - 1, extend };
    case 'ArrowDown':
      return { kind: 'move', to: active + 1, extend };
    case 'PageUp':
      return { kind: 'move', to: active - page, extend };
    case 'PageDown':
      return { kind: 'move', to: active + page, extend };
    case 'Home':
      return { kind: 'first', extend };
    case 'End':
      return { kind: 'last', extend };
    case 'ArrowLeft':
      return extend ? undefined : { kind: 'column', step: -1 };
    case 'ArrowRight':
      return extend ? undefined : { kind: 'column', step: 1 };
    case 'Enter':
      return { kind: 'open' };
    case 'F2':
      return { kind: 'edit' };
    case 'Delete':
      return { kind: 'remove' };
    case 'Escape':
      return { kind: 'clearSelection' };
    case 'ContextMenu':
      return { kind: 'menu' };
    case 'F10':
      return extend ? { kind: 'menu' } : undefined;
    default:
      return undefined;
  }
}
