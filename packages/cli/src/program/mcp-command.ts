import type { Command } from 'commander';
import type { Connect } from '../command/connect.ts';

/** `ktrdr mcp` */
export function addMcpCommand(program: Command, connect: Connect): void {
  const mcp = program
    .command('mcp')
    .description(
      "Serve a coding agent MCP tools for its own sandboxes (for KTRDR's own MCP server: local-prod mcp-config)",
    );
  connect(mcp, [], async () => (await import('../mcp/mcp.ts')).mcp, {
    examples: [''],
  });
}
