/** Quick fixes of the findings at a place, and the comment that silences each. */
import * as l10n from '@vscode/l10n';
import { CodeActionKind, type CodeAction, type Range } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { Edit, Finding } from '../checks/check';
import { diagnosticsOf } from './diagnostics';

export function codeActions(text: TextDocument, range: Range, findings: readonly Finding[]): CodeAction[] {
  const start = text.offsetAt(range.start);
  const end = text.offsetAt(range.end);
  return findings
    .filter((one) => one.start <= end && one.end >= start)
    .flatMap((one) => actionsOf(text, one));
}

function actionsOf(text: TextDocument, finding: Finding): CodeAction[] {
  const diagnostics = diagnosticsOf(text, [finding]);
  const action = (title: string, edits: readonly Edit[], isPreferred: boolean): CodeAction => ({
    title,
    kind: CodeActionKind.QuickFix,
    diagnostics,
    isPreferred,
    edit: {
      changes: {
        [text.uri]: edits.map((edit) => ({
          range: { start: text.positionAt(edit.start), end: text.positionAt(edit.end) },
          newText: edit.text,
        })),
      },
    },
  });
  const fixes = finding.fixes.map((fix) => action(fix.title, fix.edits, fix.isPreferred === true));
  const { line } = text.positionAt(finding.start);
  const lineStart = text.offsetAt({ line, character: 0 });
  const indent = /^[ \t]*/.exec(text.getText().slice(lineStart, finding.start))?.[0] ?? '';
  const comment = { start: lineStart, end: lineStart, text: `${indent}// ebpf-ignore: ${finding.check}\n` };
  return [...fixes, action(l10n.t('Ignore {0} on this line', finding.check), [comment], false)];
}
