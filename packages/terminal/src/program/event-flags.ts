import { flag } from './flags.ts';

/** The options of commands that take time. */
export const eventFlags = [
  flag('--events', 'Write only progress events on stderr, one JSON object per line'),
  flag('--events-file <file>', 'Append progress events to this file instead', { conflicts: 'events' }),
] as const;
