/** What the page knows from its first message on: its words, how numbers are written, and what the user arranged. */
import type { RecordPanelSettings, RecordTexts } from '#protocol/recordPanel';

export interface Setup {
  texts: RecordTexts;
  settings: RecordPanelSettings;
  locale: string;
  number: (value: number) => string;
  percent: (share: number) => string;
  charWidth: number;
}

export function setup(
  { texts, settings, locale }: Pick<Setup, 'texts' | 'settings' | 'locale'>,
  charWidth: number,
): Setup {
  const number = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });
  const percent = new Intl.NumberFormat(locale, { style: 'percent' });
  return {
    texts,
    settings,
    locale,
    charWidth,
    number: (value) => number.format(value),
    percent: (share) => percent.format(Math.floor(share * 100) / 100),
  };
}
