/** The theme's colours and font for a drawing: a canvas knows no style variables, so they are read from the page. */
export interface ChartTheme {
  line: string;
  text: string;
  grid: string;
  font: string;
}

export function chartTheme(element: HTMLElement): ChartTheme {
  const style = getComputedStyle(element);
  const first = (...names: string[]): string =>
    names.map((name) => style.getPropertyValue(name).trim()).find((value) => value !== '') ?? style.color;
  return {
    line: first('--vscode-charts-blue', '--vscode-charts-foreground'),
    text: first('--vscode-descriptionForeground', '--vscode-foreground'),
    grid: first('--vscode-panel-border', '--vscode-charts-lines'),
    font: `11px ${style.fontFamily}`,
  };
}

/** The editor changes the page's style and class when the user chooses another theme. */
export function watchTheme(changed: () => void): MutationObserver {
  const observer = new MutationObserver(changed);
  observer.observe(document.documentElement, { attributeFilter: ['style', 'class'] });
  observer.observe(document.body, { attributeFilter: ['class'] });
  return observer;
}
