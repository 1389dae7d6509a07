/** Measures titles as the table's header sets them, in CSS pixels: bold, in the font of the editor's own words. */
export function titleWidth(within: HTMLElement): (title: string) => number {
  const { fontFamily, fontSize } = getComputedStyle(within);
  const context = document.createElement('canvas').getContext('2d');
  if (context) context.font = `600 ${fontSize} ${fontFamily}`;
  return (title) => Math.ceil(context?.measureText(title).width ?? title.length * 8);
}
