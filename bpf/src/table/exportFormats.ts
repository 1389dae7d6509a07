/**
 * Rows of a table as a file: plain text, CSV after RFC 4180, or one JSON array with an object a line. Rows come one
 * at a time, so a table of any length can be written without ever being in memory as a whole.
 */

export type ExportFormat = 'text' | 'csv' | 'json';

/** 64-bit numbers come as bigint and stay exact; what a row does not have is undefined. */
export type ExportValue = string | number | bigint | boolean | undefined;

export interface ExportRow {
  /** The row as plain text, without its line end. */
  text: string;
  /** In the order of the columns. */
  values: ExportValue[];
}

export interface RowWriter {
  readonly begin: string;
  row(row: ExportRow): string;
  readonly end: string;
}

/** `columns` are the names in CSV's first line and the keys of JSON's objects. */
export function rowWriter(format: ExportFormat, columns: readonly string[]): RowWriter {
  switch (format) {
    case 'text':
      return { begin: '', row: (row) => `${row.text}\n`, end: '' };
    case 'csv':
      return {
        begin: csvLine(columns),
        row: (row) => csvLine(columns.map((_, index) => row.values[index])),
        end: '',
      };
    case 'json':
      return jsonWriter(columns);
  }
}

/** RFC 4180 ends lines with CR LF and doubles quotes. */
function csvLine(values: readonly ExportValue[]): string {
  return `${values.map(csvField).join(',')}\r\n`;
}

function csvField(value: ExportValue): string {
  const text = value === undefined ? '' : String(value);
  return /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** What a row does not have is left out. */
function jsonWriter(columns: readonly string[]): RowWriter {
  const keys = columns.map((column) => `${JSON.stringify(column)}:`);
  let separator = '\n';
  return {
    begin: '[',
    row: (row) => {
      const fields: string[] = [];
      row.values.forEach((value, index) => {
        if (value !== undefined) fields.push((keys[index] ?? '') + jsonValue(value));
      });
      const text = `${separator}{${fields.join(',')}}`;
      separator = ',\n';
      return text;
    },
    end: '\n]\n',
  };
}

/** A bigint is written as JSON's own number, all digits: readers that care can have them. */
function jsonValue(value: Exclude<ExportValue, undefined>): string {
  return typeof value === 'bigint' ? String(value) : JSON.stringify(value);
}
