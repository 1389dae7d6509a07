/** Asks in a pick list what a section leaves open, from what the target has, and remembers the answer per program. */
import * as path from 'node:path';
import * as vscode from 'vscode';
import { inOneProcess, type AttachQuestion, type Chooser, type GuardQuestion } from '#targets/run/ports';
import type { AttachMemory } from './attachMemory';
import { candidateItem, questionText } from './candidateText';
import { isStillOffered } from './rememberedAnswer';

export class EditorChooser implements Chooser {
  constructor(private readonly memory: AttachMemory) {}

  async choose(question: AttachQuestion): Promise<string | undefined> {
    const { source, program, target } = question;
    // Processes come and go: which one is meant is asked each time.
    if (question.kind === 'process') return pick(question);
    const known = this.memory.find({ source, program, target });
    if (known !== undefined && isStillOffered(known, question)) return known;
    const answer = await pick(question);
    if (answer === undefined) return undefined;
    await this.memory.remember({ source, program, target, answer });
    return answer;
  }

  async allowOwnConnection({ program, detail, seconds }: GuardQuestion): Promise<boolean> {
    const attach = vscode.l10n.t('Attach with a Guard');
    const message = vscode.l10n.t('{0} can cut your own connection.', program);
    const explanation = vscode.l10n.t(
      '{0}\n\nThe target detaches it by itself after {1} seconds, unless you say before that it works.',
      detail,
      seconds,
    );
    const options = { modal: true, detail: explanation };
    return (await vscode.window.showWarningMessage(message, options, attach)) === attach;
  }

  async keepAttached({ program, detail, seconds }: GuardQuestion, signal: AbortSignal): Promise<boolean> {
    const keep = vscode.l10n.t('Keep It');
    const text = vscode.l10n.t(
      '{0} runs on {1}, which carries your connection. It is detached in {2} seconds unless you keep it.',
      program,
      detail,
      seconds,
    );
    const over = new Promise<undefined>((resolve) =>
      signal.addEventListener('abort', () => resolve(undefined), { once: true }),
    );
    return (await Promise.race([vscode.window.showWarningMessage(text, keep), over])) === keep;
  }
}

/** What is typed may be taken as it is: a pid after a comma, a path that is not in the list. */
async function pick(question: AttachQuestion): Promise<string | undefined> {
  const list = vscode.window.createQuickPick<vscode.QuickPickItem & { answer: string }>();
  const limited = question.kind === 'symbol' || question.kind === 'usdt' || question.kind === 'perfEvent';
  const oneProcess = {
    iconPath: new vscode.ThemeIcon('person'),
    tooltip: vscode.l10n.t('Only in one process…'),
  };
  const items = question.candidates.map((candidate) => ({
    ...candidateItem(candidate),
    ...(limited ? { buttons: [oneProcess] } : {}),
  }));
  list.items = items;
  list.title = vscode.l10n.t(
    '{0}: what shall {1} attach to?',
    path.basename(question.source),
    question.program,
  );
  list.placeholder = questionText(question);
  list.matchOnDescription = true;
  list.ignoreFocusOut = true;
  list.onDidChangeValue((typed) => {
    const text = typed.trim();
    const known = text === '' || items.some(({ answer }) => answer === text);
    const own = { label: text, description: vscode.l10n.t('as typed'), answer: text, alwaysShow: true };
    list.items = known ? items : [...items, own];
  });
  try {
    return await new Promise((resolve) => {
      list.onDidAccept(() => {
        const [chosen] = list.selectedItems;
        if (chosen) resolve(chosen.answer);
      });
      list.onDidTriggerItemButton(({ item }) => resolve(item.answer + inOneProcess));
      list.onDidHide(() => resolve(undefined));
      list.show();
    });
  } finally {
    list.dispose();
  }
}
