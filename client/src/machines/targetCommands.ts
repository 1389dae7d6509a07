/** "Select Target" and "Add Target…". */
import { handle } from '../commands/handle';
import type { Context } from '../context';
import { addTarget } from './addTarget';
import { selectTarget } from './selectTarget';

export function activate(context: Context): void {
  handle(context, 'ebpf.selectTarget', async () => {
    await selectTarget(context);
  });
  handle(context, 'ebpf.addTarget', async () => {
    await addTarget(context);
  });
}
