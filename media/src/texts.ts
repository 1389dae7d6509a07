/** Puts values in the places of a localised text: `fill('{0} of {1} lines', '3', '7')`. */
export function fill(text: string, ...values: string[]): string {
  return text.replace(/\{(\d+)\}/g, (place, index: string) => values[Number(index)] ?? place);
}
