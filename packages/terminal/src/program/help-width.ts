/** Columns of a help text: such lines read well, and all but narrow terminals have the same text. */
export const HELP_WIDTH = 80;

/** How many columns help has on this stream. */
export function helpWidth({ isTTY, columns }: Pick<NodeJS.WriteStream, 'isTTY' | 'columns'>): number {
  return isTTY && columns > 0 ? Math.min(columns, HELP_WIDTH) : HELP_WIDTH;
}
