import { describe, expect, it } from 'vitest';
import type { CheckResult, DoctorReport } from '#protocol/doctor';
import { reportPage } from './reportPage';

function page(...checks: CheckResult[]): string {
  const report: DoctorReport = {
    target: 'lab',
    kernelRelease: '6.1.0',
    machine: 'x86_64',
    distribution: 'Debian <12>',
    checks,
  };
  const status = { good: 'good', warn: 'warn', bad: 'bad', unknown: 'unknown' };
  return reportPage(
    report,
    { title: 'Target: lab', verdict: 'No.', status, copy: 'Copy', checkAgain: 'Again', language: 'en' },
    {
      copy: (text) => `command:copy?${encodeURIComponent(text)}`,
      checkAgain: 'command:again',
      cspSource: 'self',
      style: 's.css',
    },
  );
}

const clang: CheckResult = {
  id: 'clang',
  status: 'bad',
  title: 'Compiler',
  found: 'none',
  command: 'echo "<a>"',
};
const kernel: CheckResult = { id: 'kernel', status: 'good', title: 'Kernel', found: 'Linux 6.1' };

describe('reportPage', () => {
  it('puts what must be mended first', () => {
    const text = page(kernel, clang);
    expect(text.indexOf('Compiler')).toBeLessThan(text.indexOf('Kernel'));
  });

  it('shows the target’s words as text, and copies them as they are', () => {
    const text = page(clang);
    expect(text).toContain('<pre><code>echo &quot;&lt;a&gt;&quot;</code></pre>');
    expect(text).toContain(`href="command:copy?${encodeURIComponent('echo "<a>"')}"`);
    expect(text).toContain('Debian &lt;12&gt;');
  });

  it('says each status in words, not by colour alone', () => {
    expect(page(clang)).toContain('<span class="status">bad</span>');
  });

  it('allows no script', () => {
    expect(page(clang)).toContain("default-src 'none'; style-src self");
    expect(page(clang)).not.toContain('<script');
  });
});
