// Likewise: what tells how one instance is.

import { status as readStatus } from '@ktrdr/instance';

export { status } from '../commands/status/status.ts';

// What `ktrdr mcp` does the same with.
export { readStatus };
