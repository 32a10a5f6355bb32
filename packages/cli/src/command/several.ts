/** Reads an option that can be given several times: all its values, in order. */
export function several(text: string, before: unknown): string[] {
  return [...(Array.isArray(before) ? before.map(String) : []), text];
}
