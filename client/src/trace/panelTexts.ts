/** All words of the trace view, in the user's language. The page itself knows none. */
import { l10n } from 'vscode';
import type { FilterProblem } from '#bpf/table/filterExpression';
import type { TraceTexts } from '#protocol/tracePanel';

export function panelTexts(): TraceTexts {
  return {
    columns: {
      run: l10n.t('Run'),
      time: l10n.t('Time'),
      cpu: l10n.t('CPU'),
      task: l10n.t('Task'),
      pid: l10n.t('PID'),
      flags: l10n.t('Flags'),
      function: l10n.t('Function'),
      message: l10n.t('Message'),
    },
    timeModes: {
      absolute: l10n.t('Kernel clock'),
      relative: l10n.t('Since the run began'),
      delta: l10n.t('Since the row above'),
    },
    tableLabel: l10n.t('Trace lines'),
    filterLabel: l10n.t('Filter trace lines'),
    filterPlaceholder: l10n.t('Filter (e.g. text, /regex/, pid:42, task:bash, cpu:0-3, !cpu:1)'),
    filterHelp: l10n.t(
      'Text or /regex/, and conditions: pid:42,43 tgid:7 cpu:0-3 task:bash function:name flags:d message:text. A leading ! excludes.',
    ),
    clearFilter: l10n.t('Clear filter'),
    allRuns: l10n.t('All runs'),
    runLabel: l10n.t('Show lines of'),
    pause: l10n.t('Pause (lines go on being collected)'),
    resume: l10n.t('Resume'),
    follow: l10n.t('Follow the newest line'),
    columnsMenu: l10n.t('Columns and time'),
    columnsHeading: l10n.t('Columns'),
    timeHeading: l10n.t('Time'),
    resizeColumn: l10n.t('Width of column {0}'),
    lines: l10n.t('{0} lines'),
    linesOf: l10n.t('{0} of {1} lines'),
    dropped: l10n.t('{0} older lines made room for newer ones (setting: {1} lines)'),
    lost: l10n.t('{0} lost'),
    lostOnCpu: l10n.t('CPU {0}: {1} events lost'),
    lostRowCpu: l10n.t('CPU {0}:'),
    lostRow: l10n.t('{0} events lost here: the kernel’s buffer was full'),
    lostRowUnknown: l10n.t('Events lost here: the kernel’s buffer was full'),
    rate: l10n.t('{0} lines/s'),
    filtering: l10n.t('Filtering… {0} %'),
    pausedNone: l10n.t('Paused'),
    pausedSome: l10n.t('Paused: {0} new lines'),
    sourceInstance: l10n.t('Private instance'),
    sourceInstanceLong: l10n.t('Lines come from a trace instance of their own: {0}'),
    sourceGlobal: l10n.t('Global pipe'),
    sourceGlobalLong: l10n.t(
      'Lines come from the global trace pipe {0}, other programs’ lines among them. {1}',
    ),
    emptyTitle: l10n.t('No trace lines yet'),
    emptyText: l10n.t('Run a BPF program on a target, and what it prints with bpf_printk appears here.'),
    emptyLink: l10n.t('Run on Remote'),
    waitingTitle: l10n.t('Waiting for the first line'),
    waitingText: l10n.t('{0} is running. Lines appear as soon as the program calls bpf_printk.'),
    noMatchTitle: l10n.t('No line matches the filter'),
    noMatchLink: l10n.t('Clear filter'),
    copyRows: l10n.t('Copy'),
    goToPrintk: l10n.t('Go to bpf_printk'),
    filterBy: l10n.t('Show only {0} {1}'),
  };
}

export function filterProblemText(problem: FilterProblem | { kind: 'tooSlow' }): string {
  switch (problem.kind) {
    case 'badRegex':
      return l10n.t('Not a regular expression: {0}', problem.message);
    case 'notANumber':
      return l10n.t('{0} takes numbers such as 1,2 or 4-7, not “{1}”', problem.column, problem.value);
    case 'tooSlow':
      return l10n.t('This regular expression takes too long; it was stopped');
  }
}
