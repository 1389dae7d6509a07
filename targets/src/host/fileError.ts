/**
 * Why a file could not be written or read, from Node's error code or from what a command said about it. Commands
 * are run with `LC_ALL=C`, so that their words are the C library's `strerror` texts.
 */
import * as l10n from '@vscode/l10n';
import { TargetError } from '../targetError';

export interface FileFailure {
  host: string;
  path: string;
  /** The command's stderr, or the message of Node's error. */
  detail: string;
  /** Node's `code`, e.g. `ENOSPC`; found in `detail` when absent. */
  errno?: string | undefined;
  cause?: unknown;
}

// sh: 1: cannot create /x/y.7f: Read-only file system
const texts: readonly [string, RegExp][] = [
  ['ENOSPC', /No space left on device/],
  ['EDQUOT', /Disk quota exceeded/],
  ['EROFS', /Read-only file system/],
  ['EACCES', /Permission denied|Operation not permitted/],
  ['EISDIR', /Is a directory/],
  // dash says the second for a missing parent directory.
  ['ENOENT', /No such file or directory|Directory nonexistent|nonexistent directory/],
];

export function fileError(failure: FileFailure): TargetError {
  const { host, path, detail, cause } = failure;
  const errno = failure.errno ?? texts.find(([, words]) => words.test(detail))?.[0];
  const options = { detail, cause };
  switch (errno) {
    case 'ENOSPC':
    case 'EDQUOT':
      return new TargetError(
        'noSpace',
        l10n.t('No space is left on {0} for {1}. Free some space there and try again.', host, path),
        options,
      );
    case 'EROFS':
      return new TargetError(
        'readOnly',
        l10n.t(
          '{1} on {0} is on a read-only file system. Choose another directory, or mount it writable.',
          host,
          path,
        ),
        options,
      );
    case 'EACCES':
    case 'EPERM':
      return new TargetError(
        'permission',
        l10n.t('Access to {1} on {0} is denied. Check its owner and mode, or use another user.', host, path),
        options,
      );
    case 'EISDIR':
      return new TargetError(
        'commandFailed',
        l10n.t('{1} on {0} is a directory, not a file.', host, path),
        options,
      );
    case 'ENOENT':
      return new TargetError('commandFailed', l10n.t('{1} does not exist on {0}.', host, path), options);
    default:
      return new TargetError(
        'commandFailed',
        l10n.t(
          '{1} on {0} could not be read or written: {2}',
          host,
          path,
          detail.trim() || l10n.t('unknown reason'),
        ),
        options,
      );
  }
}
