/** The name of a section in parts: first libbpf's name, then what follows its slash. */
import { removedSections, sections } from '#bpf/facts/sections';
import * as l10n from '@vscode/l10n';
import { CompletionItemKind, type CompletionItem } from 'vscode-languageserver';
import type { Span } from '../../syntax/ast';
import type { FeatureContext } from '../featureContext';
import { attachTargetItems } from './attachTargets';
import { item } from './item';

const data = ['license', '.maps', '.kconfig', '.ksyms', '.struct_ops', '.struct_ops.link'];

export function sectionItems(context: FeatureContext, span: Span, offset: number): CompletionItem[] {
  const typed = context.document.text.slice(span.start, offset);
  const slash = typed.indexOf('/');
  if (slash >= 0) {
    const rest = { start: span.start + slash + 1, end: span.end };
    const targets = attachTargetItems(context, typed.slice(0, slash), rest, offset);
    if (targets) return targets;
  }
  const removed = new Set(removedSections.map(({ name }) => name));
  const names = sections
    .filter(({ name }) => !removed.has(name))
    .map(({ name, takesTarget, target, programType, kernel, targetToAttach, targetToLoad }) => {
      const needs = takesTarget && (targetToAttach === true || targetToLoad === true);
      return item(context, span, {
        label: name,
        kind: CompletionItemKind.Module,
        text: needs ? `${name}/` : name,
        detail: takesTarget && target !== undefined ? `${name}/${target}` : name,
        description: `${programType.toLowerCase()} · Linux ${kernel}`,
        rank: common.has(name) ? 1 : 3,
      });
    });
  const others = data.map((label) =>
    item(context, span, { label, kind: CompletionItemKind.Module, description: l10n.t('data'), rank: 4 }),
  );
  return [...names, ...others];
}

const common = new Set([
  'kprobe',
  'kretprobe',
  'tracepoint',
  'tp',
  'tp_btf',
  'raw_tp',
  'fentry',
  'fexit',
  'xdp',
  'tc',
  'tcx/ingress',
  'lsm',
  'uprobe',
  'ksyscall',
]);
