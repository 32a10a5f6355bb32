import type { Command } from 'commander';
import type { Connect } from '../command/connect.ts';
import { destroyFlags } from '../commands/local-prod-destroy/flags.ts';
import { initFlags } from '../commands/local-prod-init/flags.ts';
import { mcpConfigFlags } from '../commands/mcp-config/flags.ts';
import { addHostCommands } from './host-commands.ts';
import { addInstanceCommands } from './instance-commands.ts';

/** `ktrdr local-prod …` */
export function addLocalProdCommands(localProd: Command, connect: Connect): void {
  const init = localProd.command('init').description('Register the clone in the current directory as local-prod');
  connect(init, initFlags, async () => (await import('../chunks/changing.ts')).initLocalProd, { examples: [''] });

  addInstanceCommands(localProd, 'local-prod', connect);

  addHostCommands(localProd, connect);

  const mcpConfig = localProd
    .command('mcp-config')
    .description("Print the JSON that connects an AI assistant to local-prod's MCP server, from any directory");
  connect(mcpConfig, mcpConfigFlags, async () => (await import('../chunks/answering.ts')).mcpConfig, {
    onlyAnswers: true,
    examples: ['', '--client claude-desktop'],
  });

  const destroy = localProd
    .command('destroy')
    .description(
      'Unregister local-prod and remove its containers, networks and volumes, from any directory; the clone stays',
    );
  connect(destroy, destroyFlags, async () => (await import('../chunks/changing.ts')).destroyLocalProd, {
    takesTime: true,
    examples: ['--dry-run', '--keep-volumes'],
  });
}
