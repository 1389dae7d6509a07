/**
 * Makes code-server speak a language without a language pack, which only its marketplace has: an empty one. The
 * editor's own texts stay English, and extensions show theirs in that language.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** @param {string} userData @param {string} locale e.g. `zh-cn` */
export function writeEmptyLanguagePack(userData, locale) {
  mkdirSync(userData, { recursive: true });
  const texts = join(userData, 'empty.i18n.json');
  writeFileSync(texts, JSON.stringify({ '': [], version: '1.0.0', contents: {} }));
  const pack = {
    hash: 'empty',
    label: locale,
    extensions: [{ extensionIdentifier: { id: `empty.${locale}` }, version: '1.0.0' }],
    translations: { vscode: texts },
  };
  writeFileSync(join(userData, 'languagepacks.json'), JSON.stringify({ [locale]: pack }));
}
