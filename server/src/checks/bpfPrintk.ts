import * as l10n from '@vscode/l10n';
import { callsOf, type Call } from '../flow/walk';
import type { Check, CheckContext } from './check';
import type { FunctionModel } from '../model/model';

/** bpf_printk: a format that the kernel refuses, and arguments that do not fit it. */
export const bpfPrintk: Check = {
  id: 'bpf-printk',
  severity: 'error',
  function(context, one) {
    if (context.facts.defines('bpf_printk')) return;
    for (const call of callsOf(one)) if (call.name === 'bpf_printk') check(context, one, call);
  },
};

function check({ report, kernel, model, facts }: CheckContext, one: FunctionModel, call: Call): void {
  const [format, ...given] = call.arguments;
  if (!format) return;
  const span = { start: format.start + one.offset, end: format.end + one.offset };
  if (format.kind !== 'string') {
    // A macro may be a literal; anything else is an array that the kernel cannot read.
    if (format.kind !== 'name' || facts.defines(format.name)) return;
    const isLocal = model.functions.every(({ name }) => name.text !== format.name);
    if (isLocal && /^[a-z]/.test(format.name)) {
      report(span, l10n.t('bpf_printk wants its format as a literal: it copies it into .rodata.'), {
        severity: 'hint',
      });
    }
    return;
  }
  const { conversions, problem } = readFormat(format.text);
  if (problem !== undefined) {
    report(span, problem);
    return;
  }
  if (conversions !== given.length) {
    report(
      { start: call.start + one.offset, end: call.end + one.offset },
      l10n.t('The format has {0} conversions, and {1} arguments follow.', conversions, given.length),
      { severity: 'warning' },
    );
  }
  // More than three go through bpf_trace_vprintk, which has no room limit but its kernel.
  if (given.length > 12) {
    report(span, l10n.t('bpf_printk takes 12 arguments at most.'));
  } else if (given.length > 3 && kernel && (kernel[0] < 5 || (kernel[0] === 5 && kernel[1] < 16))) {
    report(span, l10n.t('More than three arguments need Linux 5.16 or newer (bpf_trace_vprintk).'), {
      severity: 'warning',
    });
  }
}

// %d %-8llu %pI4 %ps %c %%
const conversion = /%([-+ #0]*)(\d*)(\.\d+)?(hh|h|ll|l|j|z|t|L)?([a-zA-Z%]?)/g;

/** By bpf_bprintf_prepare() of kernel/bpf/helpers.c. */
function readFormat(text: string): { conversions: number; problem?: string } {
  let conversions = 0;
  for (const [written, , , precision, , letter = ''] of text.matchAll(conversion)) {
    if (letter === '%') continue;
    conversions++;
    if (precision !== undefined)
      return { conversions, problem: l10n.t('{0}: the kernel takes no precision here.', written) };
    if (/[eEfFgGaA]/.test(letter))
      return { conversions, problem: l10n.t('{0}: BPF has no floating point.', written) };
    if (letter === 'n') return { conversions, problem: l10n.t('{0}: the kernel refuses it.', written) };
    if (!/[diuxXpcs]/.test(letter))
      return { conversions, problem: l10n.t('{0}: the kernel knows %d %i %u %x %X %p %s %c.', written) };
  }
  return { conversions };
}
