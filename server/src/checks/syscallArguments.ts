import * as l10n from '@vscode/l10n';
import { walk } from '../flow/walk';
import type { ProgramModel } from '../model/model';
import type { Expression } from '../syntax/ast';
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
    const inner = new Set<Expression>();
    walk(one.function.body, {
      expression: (expression) => {
        // `(struct pt_regs *)PT_REGS_PARM1(ctx)` is that very pointer.
        if (expression.kind === 'cast' && expression.type.base === 'struct pt_regs')
          inner.add(expression.operand);
        if (expression.kind !== 'call' || expression.callee.kind !== 'name' || inner.has(expression)) return;
        const number = register.exec(expression.callee.name)?.[1];
        const [argument] = expression.arguments;
        if (number === undefined || argument?.kind !== 'name' || argument.name !== context) return;
        // The first one alone may be kept in a plain number, to be read through later.
        if (number === '1') return;
        report(
          { start: expression.start + one.offset, end: expression.end + one.offset },
          l10n.t(
            'The arguments of a system call are not where {0} looks: its entry gets a pointer to them. Use {1} with SEC("ksyscall/…").',
            expression.callee.name,
            'BPF_KSYSCALL',
          ),
        );
      },
    });
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
