/** All words of the page of a map, of events or of global variables, in the user's language. The page knows none. */
import { l10n } from 'vscode';
import type { RecordKind, RecordTexts } from '#protocol/recordPanel';

export function panelTexts(kind: RecordKind): RecordTexts {
  return { ...commonTexts(), ...kindTexts(kind) };
}

type KindTexts = Pick<
  RecordTexts,
  | 'tableLabel'
  | 'filterLabel'
  | 'rows'
  | 'rowsOf'
  | 'rate'
  | 'lost'
  | 'emptyTitle'
  | 'emptyText'
  | 'waitingTitle'
  | 'waitingText'
  | 'noMatchTitle'
  | 'newRow'
  | 'goneRow'
>;

/** What a row is called: an entry, a record, a variable. */
function kindTexts(kind: RecordKind): KindTexts {
  switch (kind) {
    case 'map':
      return {
        tableLabel: l10n.t('Map entries'),
        filterLabel: l10n.t('Filter map entries'),
        rows: l10n.t('{0} entries'),
        rowsOf: l10n.t('{0} of {1} entries'),
        rate: l10n.t('{0} readings/s'),
        lost: l10n.t('{0} missed'),
        emptyTitle: l10n.t('The map is empty'),
        emptyText: l10n.t('Entries appear here as soon as a program or you put some in.'),
        waitingTitle: l10n.t('Reading the map'),
        waitingText: l10n.t('The first entries are on their way.'),
        noMatchTitle: l10n.t('No entry matches the filter'),
        newRow: l10n.t('New since the reading before'),
        goneRow: l10n.t('No longer in the map'),
      };
    case 'events':
      return {
        tableLabel: l10n.t('Events'),
        filterLabel: l10n.t('Filter events'),
        rows: l10n.t('{0} events'),
        rowsOf: l10n.t('{0} of {1} events'),
        rate: l10n.t('{0} events/s'),
        lost: l10n.t('{0} lost'),
        emptyTitle: l10n.t('No events yet'),
        emptyText: l10n.t('What the program sends through this map appears here.'),
        waitingTitle: l10n.t('Waiting for the first event'),
        waitingText: l10n.t('The map is being listened to. Events appear as soon as the program sends one.'),
        noMatchTitle: l10n.t('No event matches the filter'),
        newRow: l10n.t('New'),
        goneRow: l10n.t('Gone'),
      };
    case 'programs':
      return {
        tableLabel: l10n.t('Programs'),
        filterLabel: l10n.t('Filter programs'),
        rows: l10n.t('{0} programs'),
        rowsOf: l10n.t('{0} of {1} programs'),
        rate: l10n.t('{0} readings/s'),
        lost: l10n.t('{0} missed'),
        emptyTitle: l10n.t('No eBPF program is loaded'),
        emptyText: l10n.t('Programs appear here as soon as somebody loads one.'),
        waitingTitle: l10n.t('Reading the statistics'),
        waitingText: l10n.t('The first numbers are on their way.'),
        noMatchTitle: l10n.t('No program matches the filter'),
        newRow: l10n.t('New since the reading before'),
        goneRow: l10n.t('Gone'),
      };
    case 'globals':
      return {
        tableLabel: l10n.t('Global variables'),
        filterLabel: l10n.t('Filter global variables'),
        rows: l10n.t('{0} variables'),
        rowsOf: l10n.t('{0} of {1} variables'),
        rate: l10n.t('{0} readings/s'),
        lost: l10n.t('{0} missed'),
        emptyTitle: l10n.t('No global variables'),
        emptyText: l10n.t('The program declares none that the kernel tells of.'),
        waitingTitle: l10n.t('Reading the variables'),
        waitingText: l10n.t('Their values are on their way.'),
        noMatchTitle: l10n.t('No variable matches the filter'),
        newRow: l10n.t('New since the reading before'),
        goneRow: l10n.t('Gone'),
      };
  }
}

function commonTexts(): Omit<RecordTexts, keyof KindTexts> {
  return {
    filterPlaceholder: l10n.t('Filter (e.g. text, /regex/, column:value, !column:value)'),
    filterHelp: l10n.t(
      'Text or /regex/, and conditions on columns: pid:42,43 bytes:>1000 cpu:0-3 comm:bash. A leading ! excludes.',
    ),
    clearFilter: l10n.t('Clear filter'),
    pause: l10n.t('Pause (events go on being collected)'),
    resume: l10n.t('Resume'),
    follow: l10n.t('Follow the newest event'),
    columnsMenu: l10n.t('Columns'),
    columnsHeading: l10n.t('Columns'),
    resizeColumn: l10n.t('Width of column {0}'),
    sortUp: l10n.t('Sort, smallest first'),
    sortDown: l10n.t('Sort, largest first'),
    sortNone: l10n.t('Do not sort'),
    copyRow: l10n.t('Copy'),
    copyCell: l10n.t('Copy Cell'),
    filterByCell: l10n.t('Show Only {0} {1}'),
    filterOutCell: l10n.t('Hide {0} {1}'),
    export: l10n.t('Export…'),
    clear: l10n.t('Clear'),
    refresh: l10n.t('Read again'),
    stop: l10n.t('Stop reading'),
    interval: l10n.t('Read again every'),
    intervalOff: l10n.t('Off'),
    intervalSeconds: l10n.t('{0} s'),
    add: l10n.t('Add Entry…'),
    edit: l10n.t('Edit…'),
    remove: l10n.t('Remove…'),
    save: l10n.t('Save'),
    cancel: l10n.t('Cancel'),
    addHeading: l10n.t('Add an Entry'),
    editHeading: l10n.t('Edit the Entry'),
    keyHeading: l10n.t('Key'),
    valueHeading: l10n.t('Value'),
    parts: l10n.t('Values per CPU'),
    partsHeading: l10n.t('Values per CPU: {0}'),
    formatHeading: l10n.t('Format of {0}'),
    recordType: l10n.t('Record type'),
    histogram: l10n.t('Histogram'),
    histogramNone: l10n.t('None'),
    scaleLog2: l10n.t('Powers of two'),
    scaleLinear: l10n.t('Linear'),
    chart: l10n.t('Draw over Time'),
    chartClose: l10n.t('Close the chart'),
    chartValue: l10n.t('Value'),
    chartRate: l10n.t('Per second'),
    dropped: l10n.t('{0} older ones made room for newer ones'),
    pausedNone: l10n.t('Paused'),
    pausedSome: l10n.t('Paused: {0} new'),
    foreign: l10n.t('Belongs to {0} (process {1})'),
    noMatchLink: l10n.t('Clear filter'),
    changedCell: l10n.t('Changed'),
    followLink: l10n.t('Go There'),
    rateHeading: l10n.t('Per second'),
    scale: l10n.t('Scale'),
    bucketHeading: l10n.t('Range'),
    countHeading: l10n.t('Count'),
    chartShows: l10n.t('What is drawn'),
    chartSummary: l10n.t('Now {0}, least {1}, most {2}, in the last {3} s'),
    chartWaiting: l10n.t('The line begins with the next reading.'),
    close: l10n.t('Close'),
  };
}
