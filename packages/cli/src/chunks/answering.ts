// Commands that tell or stop. They are loaded as one chunk: to open many small files takes longer than to read one.

import { describe, stop } from '@ktrdr/instance';

export { down } from '../commands/down/down.ts';
export { mcpConfig } from '../commands/mcp-config/mcp-config.ts';

// What `ktrdr mcp` does the same with.
export { describe, stop };
