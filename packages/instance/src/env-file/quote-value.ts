const PLAIN = /^[A-Za-z0-9_./:@%+,=-]*$/;

/**
 * Writes a value so that Docker Compose reads back exactly that value: as it is where nothing in it is special, else in
 * double quotes with `\`, `"` and `$` escaped and line breaks as `\n` and `\r`.
 * Source: found by trying with `docker compose --env-file`, whose dialect is no standard.
 */
export function quoteValue(value: string): string {
  if (PLAIN.test(value)) return value;
  const escaped = value
    .replaceAll(/[\\"$]/g, String.raw`\$&`)
    .replaceAll('\n', String.raw`\n`)
    .replaceAll('\r', String.raw`\r`);
  return `"${escaped}"`;
}
