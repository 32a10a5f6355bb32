const UNITS = ['bytes', 'kB', 'MB', 'GB', 'TB'] as const;

/** An amount of data as a person reads it, in powers of a thousand: `512 bytes`, `3.4 MB`, `120 GB`. */
export function formatBytes(bytes: number): string {
  const power = bytes < 1000 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log10(bytes) / 3));
  const amount = bytes / 1000 ** power;
  return `${power === 0 || amount >= 100 ? Math.round(amount) : amount.toFixed(1)} ${UNITS[power]}`;
}
