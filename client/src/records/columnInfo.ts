/** What the page is told of a column. */
import * as vscode from 'vscode';
import type { TypedColumn } from '#bpf/values/typedColumn';
import type { ValueColumn, ValueFormat } from '#bpf/values/valueColumn';
import type { RecordColumn } from '#protocol/recordPanel';

export function columnInfo(column: ValueColumn | undefined, group: RecordColumn['group']): RecordColumn {
  const typed = column && isTyped(column) ? column : undefined;
  const formats = typed?.formats ?? [];
  // The present one first, as the page shows it.
  const ordered = [...formats].sort((a, b) => Number(b === typed?.format) - Number(a === typed?.format));
  return {
    id: column?.id ?? '',
    title: column?.id ?? '',
    type: column?.type ?? '',
    group,
    numeric: column?.numeric ?? false,
    editable: typed !== undefined,
    link: false,
    formats: ordered.length < 2 ? [] : ordered.map((id) => ({ id, label: formatLabel(id) })),
    choices: [...(typed?.choices ?? [])],
  };
}

function isTyped(column: ValueColumn): column is TypedColumn {
  return 'formats' in column;
}

function formatLabel(format: ValueFormat): string {
  const labels: Record<ValueFormat, string> = {
    number: vscode.l10n.t('Number'),
    hex: vscode.l10n.t('Hexadecimal'),
    bool: vscode.l10n.t('True or false'),
    enum: vscode.l10n.t('Name'),
    text: vscode.l10n.t('Text'),
    bytes: vscode.l10n.t('Bytes'),
    pointer: vscode.l10n.t('Pointer'),
    float: vscode.l10n.t('Number with fraction'),
    ipv4: vscode.l10n.t('IPv4 address'),
    ipv6: vscode.l10n.t('IPv6 address'),
    mac: vscode.l10n.t('MAC address'),
    timestamp: vscode.l10n.t('Time of day'),
    duration: vscode.l10n.t('Duration'),
  };
  return labels[format];
}
