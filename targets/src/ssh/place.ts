/** Where the user's SSH files are, and who the user is: taken from the process once, given by tests. */
import { homedir, userInfo } from 'node:os';
import { join } from 'node:path';

export interface Place {
  home: string;
  /** Login name on this machine. */
  user: string;
  env: Readonly<Record<string, string | undefined>>;
}

export function thisPlace(): Place {
  return { home: homedir(), user: loginName(), env: process.env };
}

export function sshDirectory(place: Place): string {
  return join(place.home, '.ssh');
}

function loginName(): string {
  try {
    return userInfo().username;
  } catch {
    // A container may run us under a uid that has no name.
    return process.env['USER'] ?? process.env['LOGNAME'] ?? 'root';
  }
}
