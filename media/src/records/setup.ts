/** What the page knows from its first message on: its words, how numbers are written, and what the user arranged. */
import type { RecordPanelSettings, RecordTexts } from '#protocol/recordPanel';

export interface Setup {
  texts: RecordTexts;
  settings: RecordPanelSettings;
  locale: string;
  number: (value: number) => string;
  percent: (share: number) => string;
  /** Of the editor's font, and of a column's title. */
  charWidth: number;
  titleWidth: (title: string) => number;
}

export function setup(
  { texts, settings, locale }: Pick<Setup, 'texts' | 'settings' | 'locale'>,
  { charWidth, titleWidth }: Pick<Setup, 'charWidth' | 'titleWidth'>,
): Setup {
  const large = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });
  const small = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });
  const percent = new Intl.NumberFormat(locale, { style: 'percent' });
  return {
    texts,
    settings,
    locale,
    charWidth,
    titleWidth,
    number: (value) => (Math.abs(value) < 1000 ? small : large).format(value),
    percent: (share) => percent.format(Math.floor(share * 100) / 100),
  };
}
