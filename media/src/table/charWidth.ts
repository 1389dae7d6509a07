/** Width of a character of the editor's font, in CSS pixels: what columns of code are measured in. */
export function charWidth(within: HTMLElement): number {
  const probe = document.createElement('span');
  const count = 50;
  probe.textContent = '0'.repeat(count);
  probe.style.cssText =
    'position: absolute; visibility: hidden; white-space: pre; font-family: var(--vscode-editor-font-family, monospace); font-size: var(--vscode-editor-font-size, 12px)';
  within.append(probe);
  const width = probe.getBoundingClientRect().width / count;
  probe.remove();
  return width > 0 ? width : 8;
}
