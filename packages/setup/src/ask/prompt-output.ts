// What ends in `m` is colour and weight; the rest of the sequences moves the cursor, which prompts need.
// Source: ECMA-48, Select Graphic Rendition.
// oxlint-disable-next-line no-control-regex
const COLORS = /\u001B\[[\d;]*m/g;

const COLUMNS = 80;
const ROWS = 24;

/** The terminal as prompts take it: one that does not know its size says 0, for which they would put each character on a line of its own. */
export function promptOutput(stream: NodeJS.WriteStream, { colors }: { readonly colors: boolean }): NodeJS.WriteStream {
  return new Proxy(stream, {
    get(target, name) {
      if (name === 'columns') return target.columns || COLUMNS;
      if (name === 'rows') return target.rows || ROWS;
      if (name === 'write' && !colors) return (text: string) => target.write(text.replaceAll(COLORS, ''));
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}
