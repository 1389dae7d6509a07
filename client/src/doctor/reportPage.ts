/**
 * The doctor's report as a page: plain HTML without scripts, whose buttons are command links. Pure; the words come
 * from the caller, so that this file needs no editor.
 */
import type { CheckResult, CheckStatus, DoctorReport } from '#protocol/doctor';

export interface PageWords {
  title: string;
  /** One sentence that says whether a run is possible. */
  verdict: string;
  status: Record<CheckStatus, string>;
  copy: string;
  checkAgain: string;
  language: string;
}

export interface PageLinks {
  copy(text: string): string;
  checkAgain: string;
  /** For the style's address in the page's content security policy. */
  cspSource: string;
  style: string;
}

export function reportPage(report: DoctorReport, words: PageWords, links: PageLinks): string {
  const { kernelRelease, machine, distribution, checks } = report;
  const facts = [distribution, `Linux ${kernelRelease}`, machine].filter(
    (fact) => !fact.endsWith(' ') && fact !== '',
  );
  return `<!DOCTYPE html>
<html lang="${escape(words.language)}">
<head>
<meta charset="UTF-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src ${links.cspSource}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${escape(links.style)}">
<title>${escape(words.title)}</title>
</head>
<body>
<header>
<h1>${escape(words.title)}</h1>
<p class="facts">${facts.map(escape).join(' · ')}</p>
<p class="verdict">${escape(words.verdict)}</p>
<p><a class="button" href="${escape(links.checkAgain)}">${escape(words.checkAgain)}</a></p>
</header>
<main>
${inOrder(checks)
  .map((check) => section(check, words, links))
  .join('\n')}
</main>
</body>
</html>
`;
}

/** What must be mended comes first; within a kind the doctor's own order stays. */
function inOrder(checks: readonly CheckResult[]): CheckResult[] {
  const weight: Record<CheckStatus, number> = { bad: 0, unknown: 1, warn: 2, good: 3 };
  return checks.toSorted((a, b) => weight[a.status] - weight[b.status]);
}

function section(check: CheckResult, words: PageWords, links: PageLinks): string {
  const { status, title, found, reason, fix, command } = check;
  const status_ = escape(words.status[status]);
  const copy = command === undefined ? '' : copyBlock(command, words, links);
  return `<section class="${status}">
<h2><span class="mark" aria-hidden="true">${marks[status]}</span> ${escape(title)} <span class="status">${status_}</span></h2>
<p>${escape(found)}</p>${paragraph(reason)}${paragraph(fix)}${copy}
</section>`;
}

function copyBlock(command: string, words: PageWords, links: PageLinks): string {
  return `
<div class="command"><pre><code>${escape(command)}</code></pre>
<a class="button" href="${escape(links.copy(command))}" aria-label="${escape(`${words.copy}: ${command}`)}">${escape(words.copy)}</a></div>`;
}

function paragraph(text: string | undefined): string {
  return text === undefined || text === '' ? '' : `\n<p>${escape(text)}</p>`;
}

/** Text of the target is text: it never becomes markup. */
export function escape(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

const marks: Record<CheckStatus, string> = { good: '✓', warn: '!', bad: '✗', unknown: '?' };
