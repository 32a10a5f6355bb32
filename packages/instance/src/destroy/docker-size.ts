const UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];

/** An amount of data as the `docker` command writes it: `512B`, `46.98MB`, `1.2GB`. Source: github.com/docker/go-units, `HumanSize` */
export function dockerSize(bytes: number): string {
  let amount = bytes;
  let unit = 0;
  for (; amount >= 1000 && unit < UNITS.length - 1; unit += 1) amount /= 1000;
  return `${Number(amount.toPrecision(4))}${UNITS[unit]}`;
}
