// A chunk of its own: what reads, merges and follows logs is loaded for nobody else.

import { showLogs } from '@ktrdr/instance';

export { logs } from '../commands/logs/logs.ts';

// What `ktrdr mcp` does the same with.
export { showLogs };
