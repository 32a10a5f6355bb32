import type { Command } from 'commander';
import type { Connect } from '../command/connect.ts';

/** `ktrdr mcp` */
export function addMcpCommand(program: Command, connect: Connect): void {
  const mcp = program
    .command('mcp')
    .description(
      "Serve an agent tools for its own sandboxes, over MCP; for the application's own server: local-prod mcp-config",
    );
  connect(mcp, [], async () => (await import('../mcp/mcp.ts')).mcp, {
    examples: [''],
  });
}
