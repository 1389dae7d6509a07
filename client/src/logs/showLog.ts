/** "Show Log". */
import { handle } from '../commands/handle';
import type { Context } from '../context';

export function activate(context: Context): void {
  handle(context, 'ebpf.showLog', () => context.log.show(true));
}
