/**
 * Which buttons an error gets: its own actions first, then what always helps for its code, each once.
 * The log is always offered, as the last. Pure.
 */
import { TargetError, type TargetAction, type TargetErrorCode } from '#targets/targetError';

/** More buttons than this are folded away or cut by the editor. */
const most = 3;

export function actionsOf(error: unknown, options: { canRetry: boolean }): TargetAction[] {
  const own = error instanceof TargetError ? [...error.actions, ...(usual[error.code] ?? [])] : [];
  const useful = own.filter(({ kind }) => kind !== 'showLog' && (kind !== 'retry' || options.canRetry));
  const once = useful.filter(
    (action, index) => useful.findIndex(({ kind }) => kind === action.kind) === index,
  );
  return [...once.slice(0, most - 1), { kind: 'showLog' }];
}

const usual: Partial<Record<TargetErrorCode, readonly TargetAction[]>> = {
  unreachable: [{ kind: 'retry' }, { kind: 'selectTarget' }],
  unknownHost: [{ kind: 'selectTarget' }],
  authFailed: [{ kind: 'retry' }, { kind: 'selectTarget' }],
  connectionLost: [{ kind: 'retry' }],
  noRoot: [{ kind: 'checkTarget' }],
  noCompiler: [{ kind: 'checkTarget' }],
  noBtf: [{ kind: 'checkTarget' }],
  unsupportedTarget: [{ kind: 'checkTarget' }],
  traceUnavailable: [{ kind: 'checkTarget' }],
  agentFailed: [{ kind: 'retry' }],
};
