/** Which directory a C file belongs to: the one whose files a build may take along. */
import { stat } from 'node:fs/promises';
import * as path from 'node:path';

/** The innermost directory above the file that is under version control; else the file's own. */
export async function projectOf(source: string): Promise<string> {
  const own = path.dirname(path.resolve(source));
  for (let directory = own; ; directory = path.dirname(directory)) {
    // A worktree or submodule has a `.git` file.
    const found = await stat(path.join(directory, '.git')).catch(() => undefined);
    if (found) return directory;
    if (directory === path.dirname(directory)) return own;
  }
}
