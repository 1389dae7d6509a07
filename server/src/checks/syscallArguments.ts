import * as l10n from '@vscode/l10n';
import { callsOf } from '../flow/walk';
import type { ProgramModel } from '../model/model';
import type { Check } from './check';

// kprobe/__x64_sys_write, ksyscall/write
const wrapper = /^\??(?:kprobe\/__(?:x64|ia32|arm64|s390x|riscv)_sys_|ksyscall\/)\w+$/;
const register = /^PT_REGS_PARM([1-6])(?:_CORE)?$/;

/**
 * Arguments of a system call read from the wrong registers: on most architectures the entry that a kprobe stands at gets
 * one pointer to them, not themselves.
 */
export const syscallArguments: Check = {
  id: 'syscall-arguments',
  severity: 'warning',
  function({ facts, report }, one) {
    const program = facts.program(one)?.program;
    if (!program || !wrapper.test(program.section.text)) return;
    if (program.macro === 'BPF_KPROBE') {
      const [first] = program.function.parameters;
      if (first && first.type.base !== 'struct pt_regs') {
        const macro = { start: program.name.start - 'BPF_KPROBE('.length, end: program.name.start - 1 };
        report(
          program.name,
          l10n.t(
            'The arguments of a system call are not where {0} looks: its entry gets a pointer to them. Use {1} with SEC("ksyscall/…").',
            'BPF_KPROBE',
            'BPF_KSYSCALL',
          ),
          { fixes: fixesFor(program, macro) },
        );
      }
      return;
    }
    const context = program.function.parameters[0]?.name.text;
    if (context === undefined || program.macro !== undefined) return;
    for (const { name, arguments: given, start, end } of callsOf(one)) {
      const number = register.exec(name)?.[1];
      const [argument] = given;
      // The first is the pointer itself, which may be kept and read through later.
      if (number === undefined || number === '1' || argument?.kind !== 'name' || argument.name !== context)
        continue;
      report(
        { start: start + one.offset, end: end + one.offset },
        l10n.t(
          'The arguments of a system call are not where {0} looks: its entry gets a pointer to them. Use {1} with SEC("ksyscall/…").',
          name,
          'BPF_KSYSCALL',
        ),
      );
    }
  },
};

/** Only when the text says exactly what it seems to. */
function fixesFor(
  { section, function: one, offset }: ProgramModel,
  macro: { start: number; end: number },
): { title: string; edits: { start: number; end: number; text: string }[]; isPreferred: boolean }[] {
  const call = /sys_(\w+)$/.exec(section.text)?.[1] ?? /^\??ksyscall\/(\w+)$/.exec(section.text)?.[1];
  if (call === undefined || one.name.start + offset - macro.start !== 'BPF_KPROBE('.length) return [];
  return [
    {
      title: l10n.t('Change to SEC("{0}")', `ksyscall/${call}`),
      edits: [
        { ...section.literal, text: `"ksyscall/${call}"` },
        { start: macro.start, end: macro.end, text: 'BPF_KSYSCALL' },
      ],
      isPreferred: true,
    },
  ];
}
