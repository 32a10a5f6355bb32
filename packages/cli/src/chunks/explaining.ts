// A chunk of its own: what looks at an instance from all sides is loaded for nobody else. Whoever waits for one ends with the same.

import { explain, waitFor } from '@ktrdr/instance';

export { wait } from '../commands/wait/wait.ts';
export { why } from '../commands/why/why.ts';

// What `ktrdr mcp` does the same with.
export { explain, waitFor };
