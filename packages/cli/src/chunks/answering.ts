// Commands that tell or stop. They are loaded as one chunk: to open many small files takes longer than to read one.

export { down } from '../commands/down/down.ts';
export { mcpConfig } from '../commands/mcp-config/mcp-config.ts';
