import { mcpConfig as readMcpConfig, type McpClient } from '@ktrdr/instance';
import type { Handler } from '../../command/handler.ts';
import type { McpConfigOptions } from './flags.ts';

const WHERE: Readonly<Record<McpClient, string>> = {
  'claude-code': 'Paste it into .mcp.json in the directory in which you run Claude Code.',
  'claude-desktop': 'Paste it into claude_desktop_config.json (Settings, Developer, Edit Config), and restart Claude.',
};

export const mcpConfig: Handler<McpConfigOptions> = async (session, { client }) => {
  const config = await readMcpConfig(session.context, client);
  session.result(config, JSON.stringify(config, undefined, 2).split('\n'));
  // Beside the JSON, never in it.
  if (!session.json) session.process.stderr.write(`\n${WHERE[client]}\n`);
};
