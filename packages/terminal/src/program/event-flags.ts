import { flag } from './flags.ts';

/** The options of commands that take time. */
export const eventFlags = [
  flag('--events', 'Write progress on stderr, and nothing else: one JSON object a line'),
  flag('--events-file <file>', 'Append it to this file instead', { conflicts: 'events' }),
] as const;
