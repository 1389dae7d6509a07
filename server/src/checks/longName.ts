import * as l10n from '@vscode/l10n';
import type { Check } from './check';

/** BPF_OBJ_NAME_LEN of include/linux/bpf.h, without the zero at its end. */
const longest = 15;

/** Names that the kernel cuts: two of them may look the same in bpftool. */
export const longName: Check = {
  id: 'long-name',
  severity: 'hint',
  file({ model, report }) {
    for (const list of [model.programs, model.maps])
      for (const { name } of list) {
        if (name.text.length <= longest) continue;
        const short = name.text.slice(0, longest);
        const twin = list.find((one) => one.name.text !== name.text && one.name.text.startsWith(short));
        report(
          name,
          twin
            ? l10n.t(
                'The kernel keeps 15 characters of a name: this one and {1} both show as {0}.',
                short,
                twin.name.text,
              )
            : l10n.t('The kernel keeps 15 characters of a name: this one shows as {0}.', short),
        );
      }
  },
};
