/** Findings as the protocol's diagnostics. */
import { DiagnosticSeverity, DiagnosticTag, type Diagnostic } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { Finding, Severity } from '../checks/check';

const severities: Record<Severity, DiagnosticSeverity> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

export const diagnosticSource = 'eBPF';

export function diagnosticsOf(text: TextDocument, findings: readonly Finding[]): Diagnostic[] {
  return findings.map((finding) => ({
    range: { start: text.positionAt(finding.start), end: text.positionAt(finding.end) },
    severity: severities[finding.severity],
    code: finding.check,
    codeDescription: { href: pageOf(finding.check) },
    source: diagnosticSource,
    message: finding.message,
    ...(finding.unnecessary ? { tags: [DiagnosticTag.Unnecessary] } : {}),
  }));
}

/** Its page in docs/checks. */
function pageOf(check: string): string {
  return `https://github.com/ebpf-workbench/ebpf-workbench/blob/main/docs/checks/${check}.md`;
}
