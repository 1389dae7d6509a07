/** Chooses the language of messages as other terminal programs do: `LC_ALL`, then `LC_MESSAGES`, then `LANG`. */
import { existsSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import * as l10n from '@vscode/l10n';

// zh_CN.UTF-8, zh-Hans → zh-cn; everything else is English.
const chinese = /^zh([_-](CN|SG|Hans)|$|\.)/i;

export function chooseLanguage(root: string, environment: NodeJS.ProcessEnv): void {
  const language = environment['LC_ALL'] ?? environment['LC_MESSAGES'] ?? environment['LANG'] ?? '';
  if (!chinese.test(language)) return;
  const bundle = path.join(root, 'l10n', 'bundle.l10n.zh-cn.json');
  if (existsSync(bundle)) l10n.config({ contents: readFileSync(bundle, 'utf8') });
}
