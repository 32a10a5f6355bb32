import { readFileSync } from 'node:fs';

/** The answer kept in `../fixtures/errors/<name>.txt`, about these names and at this moment. */
export function captured(name, names, items = []) {
  const text = readFileSync(new URL(`../fixtures/errors/${name}.txt`, import.meta.url), 'utf8')
    .replaceAll('<time>', () => now())
    .replaceAll(/<(item|vault|account|text)>/g, (_, key) => names[key])
    .replaceAll(/^.*<each-title>.*\n/gm, (line) =>
      items
        .map(({ title, vault, id }) =>
          line
            .replace('<each-title>', () => title)
            .replace('<each-vault>', () => vault)
            .replace('<each-id>', () => id),
        )
        .join(''),
    );
  return { stderr: text, exitCode: 1 };
}

const two = (number) => String(number).padStart(2, '0');

function now() {
  const date = new Date();
  return `${date.getFullYear()}/${two(date.getMonth() + 1)}/${two(date.getDate())} ${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}
