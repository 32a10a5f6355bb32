// What ends in `m` is colour and weight; the rest of the sequences moves the cursor, which prompts need.
// Source: ECMA-48, Select Graphic Rendition.
// oxlint-disable-next-line no-control-regex
const COLORS = /\u001B\[[\d;]*m/g;

/** The same terminal, on which nothing is coloured. */
export function withoutColors(stream: NodeJS.WriteStream): NodeJS.WriteStream {
  return new Proxy(stream, {
    get(target, name) {
      if (name === 'write') return (text: string) => target.write(text.replaceAll(COLORS, ''));
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}
