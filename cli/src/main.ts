/** `ebpf`: the same run as in the editor, without an editor. */
import * as path from 'node:path';
import { readFileSync } from 'node:fs';
import * as l10n from '@vscode/l10n';
import { readArguments, type Arguments } from './arguments';
import { doctor } from './commands/doctor';
import { events } from './commands/events';
import { left } from './commands/left';
import { maps } from './commands/maps';
import { resume, run } from './commands/run';
import { stats } from './commands/stats';
import { listTargets } from './commands/targets';
import { exitCodes } from './exitCodes';
import { help } from './help';
import { chooseLanguage } from './language';
import { reportError } from './reportError';
import { UsageError } from './usageError';

/** The package's root: the bundle lies in `dist/`. */
const root = path.join(__dirname, '..');

async function main(argv: readonly string[]): Promise<number> {
  chooseLanguage(root, process.env);
  try {
    const args = readArguments(argv);
    if (args.version) return print(version());
    if (args.help || args.command === undefined || args.command === 'help') {
      if (args.help || args.command === 'help') return print(help());
      process.stderr.write(help());
      return exitCodes.usage;
    }
    return await dispatch(args.command, args);
  } catch (error) {
    return reportError(error, process.stderr);
  }
}

async function dispatch(command: string, args: Arguments): Promise<number> {
  const place = { root, version: version() };
  switch (command) {
    case 'run':
      return run(args, 'run', place);
    case 'verify':
      return run(args, 'verify', place);
    case 'doctor':
      return doctor(args, place);
    case 'maps':
      return maps(args, place);
    case 'events':
      return events(args, place);
    case 'stats':
      return stats(args, place);
    case 'left':
      return left(args, place);
    case 'resume':
      return resume(args, place);
    case 'targets':
      return listTargets(args);
    default:
      throw new UsageError(l10n.t('There is no command "{0}".', command));
  }
}

function print(text: string): number {
  process.stdout.write(text.endsWith('\n') ? text : `${text}\n`);
  return exitCodes.fine;
}

function version(): string {
  const manifest: unknown = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
  return typeof manifest === 'object' && manifest !== null && 'version' in manifest
    ? String(manifest.version)
    : '';
}

void main(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});
