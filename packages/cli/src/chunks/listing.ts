// The question that is asked most often reads no code of commands that look deeper or change something.

import { listInstances } from '@ktrdr/instance';

export { list } from '../commands/list/list.ts';

// What `ktrdr mcp` does the same with.
export { listInstances };
