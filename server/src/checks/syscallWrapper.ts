import * as l10n from '@vscode/l10n';
import type { Check } from './check';

// __x64_sys_write, __arm64_sys_openat, sys_read
const wrapper = /^(?:__(?:x64|ia32|arm64|s390x|se|do)_)?sys_(\w+)$/;

/** A kprobe on a system call's wrapper: its name is another on other machines, and its arguments lie in a struct. */
export const syscallWrapper: Check = {
  id: 'syscall-wrapper',
  severity: 'hint',
  file({ facts, report }) {
    for (const { program, match } of facts.programs) {
      if (match.kind !== 'program' || match.target === undefined) continue;
      const { name } = match.definition;
      if (name !== 'kprobe' && name !== 'kretprobe') continue;
      const call = wrapper.exec(match.target)?.[1];
      if (call === undefined) continue;
      const section = `${name === 'kprobe' ? 'ksyscall' : 'kretsyscall'}/${call}`;
      report(
        program.section.literal,
        l10n.t(
          '{0} has this name on one architecture only. SEC("{1}") finds it on each.',
          match.target,
          section,
        ),
        {
          // With BPF_KPROBE the arguments would be read from other places: only a bare context stays right.
          fixes:
            program.macro === undefined
              ? [
                  {
                    title: l10n.t('Change to SEC("{0}")', section),
                    edits: [{ ...program.section.literal, text: `"${section}"` }],
                  },
                ]
              : [],
        },
      );
    }
  },
};
