/** The one error that everything which touches a machine throws. */

export type TargetErrorCode =
  | 'cancelled'
  | 'unreachable'
  | 'unknownHost'
  | 'authFailed'
  | 'hostKeyUnknown'
  | 'hostKeyChanged'
  | 'connectionLost'
  | 'configInvalid'
  | 'noRoot'
  | 'commandFailed'
  | 'noSpace'
  | 'readOnly'
  | 'permission'
  | 'unsupportedTarget'
  | 'noCompiler'
  | 'noBtf'
  | 'sourceUnreadable'
  | 'agentMissing'
  | 'agentCorrupt'
  | 'agentFailed'
  | 'badGlobal'
  | 'badArgument'
  | 'loadFailed'
  | 'traceUnavailable';

/** What the user can do next; each is a button in the editor and a line on the command line. */
export type TargetAction =
  | { kind: 'checkTarget' }
  | { kind: 'selectTarget' }
  | { kind: 'showLog' }
  | { kind: 'setGlobals' }
  | { kind: 'retry' }
  | { kind: 'openSettings'; setting: string }
  | { kind: 'openFile'; path: string }
  | { kind: 'copyCommand'; command: string };

export class TargetError extends Error {
  override readonly name = 'TargetError';

  /**
   * @param code for programs: exit codes, buttons, tests
   * @param message for people, localised, one or two sentences that say what to do
   * @param options `detail` is the raw output behind it, for the log; `actions` are offered with the message
   */
  constructor(
    readonly code: TargetErrorCode,
    message: string,
    options: { detail?: string; cause?: unknown; actions?: readonly TargetAction[] } = {},
  ) {
    super(message, { cause: options.cause });
    this.detail = options.detail ?? '';
    this.actions = options.actions ?? [];
  }

  readonly detail: string;
  readonly actions: readonly TargetAction[];
}

/** The error to throw when `signal` fired. */
export function cancelled(): TargetError {
  return new TargetError('cancelled', 'Cancelled');
}
