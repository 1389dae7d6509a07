/** All words of the trace view, in the user's language. The page itself knows none. */
import * as vscode from 'vscode';
import type { FilterProblem } from '#bpf/table/filterExpression';
import type { TraceTexts } from '#protocol/tracePanel';

export function panelTexts(): TraceTexts {
  const t = vscode.l10n.t;
  return {
    columns: {
      run: t('Run'),
      time: t('Time'),
      cpu: t('CPU'),
      task: t('Task'),
      pid: t('PID'),
      flags: t('Flags'),
      function: t('Function'),
      message: t('Message'),
    },
    timeModes: {
      absolute: t('Kernel clock'),
      relative: t('Since the run began'),
      delta: t('Since the row above'),
    },
    tableLabel: t('Trace lines'),
    filterLabel: t('Filter trace lines'),
    filterPlaceholder: t('Filter (e.g. text, /regex/, pid:42, task:bash, cpu:0-3, !cpu:1)'),
    filterHelp: t(
      'Text or /regex/, and conditions: pid:42,43 tgid:7 cpu:0-3 task:bash function:name flags:d message:text. A leading ! excludes.',
    ),
    clearFilter: t('Clear filter'),
    allRuns: t('All runs'),
    runLabel: t('Show lines of'),
    pause: t('Pause (lines go on being collected)'),
    resume: t('Resume'),
    follow: t('Follow the newest line'),
    columnsMenu: t('Columns and time'),
    columnsHeading: t('Columns'),
    timeHeading: t('Time'),
    resizeColumn: t('Width of column {0}'),
    lines: t('{0} lines'),
    linesOf: t('{0} of {1} lines'),
    dropped: t('{0} older lines made room for newer ones (setting: {1} lines)'),
    lost: t('{0} lost'),
    lostOnCpu: t('CPU {0}: {1} events lost'),
    lostRowCpu: t('CPU {0}:'),
    lostRow: t('{0} events lost here: the kernel’s buffer was full'),
    lostRowUnknown: t('Events lost here: the kernel’s buffer was full'),
    rate: t('{0} lines/s'),
    filtering: t('Filtering… {0} %'),
    pausedNone: t('Paused'),
    pausedSome: t('Paused: {0} new lines'),
    sourceInstance: t('Private instance'),
    sourceInstanceLong: t('Lines come from a trace instance of their own: {0}'),
    sourceGlobal: t('Global pipe'),
    sourceGlobalLong: t('Lines come from the global trace pipe {0}, other programs’ lines among them. {1}'),
    emptyTitle: t('No trace lines yet'),
    emptyText: t('Run a BPF program on a target, and what it prints with bpf_printk appears here.'),
    emptyLink: t('Run on Remote'),
    waitingTitle: t('Waiting for the first line'),
    waitingText: t('{0} is running. Lines appear as soon as the program calls bpf_printk.'),
    noMatchTitle: t('No line matches the filter'),
    noMatchLink: t('Clear filter'),
    copyRows: t('Copy'),
    goToPrintk: t('Go to bpf_printk'),
    filterBy: t('Show only {0} {1}'),
  };
}

export function filterProblemText(problem: FilterProblem | { kind: 'tooSlow' }): string {
  switch (problem.kind) {
    case 'badRegex':
      return vscode.l10n.t('Not a regular expression: {0}', problem.message);
    case 'notANumber':
      return vscode.l10n.t('{0} takes numbers such as 1,2 or 4-7, not “{1}”', problem.column, problem.value);
    case 'tooSlow':
      return vscode.l10n.t('This regular expression takes too long; it was stopped');
  }
}
