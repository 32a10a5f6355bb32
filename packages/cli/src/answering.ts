// Commands that tell or stop. They are loaded as one chunk: to open many small files takes longer than to read one.

export { down } from './instance/down.ts';
export { logs } from './instance/logs.ts';
export { status } from './instance/status.ts';
export { mcpConfig } from './local-prod/mcp-config.ts';
export { list } from './sandbox/list.ts';
export { shell } from './sandbox/shell.ts';
