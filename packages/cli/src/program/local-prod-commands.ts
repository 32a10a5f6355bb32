import type { Command } from 'commander';
import type { Connect } from '../command/connect.ts';
import { destroyFlags } from '../commands/local-prod-destroy/flags.ts';
import { initFlags } from '../commands/local-prod-init/flags.ts';
import { mcpConfigFlags } from '../commands/mcp-config/flags.ts';
import { addInstanceCommands } from './instance-commands.ts';

/** `ktrdr local-prod …` */
export function addLocalProdCommands(localProd: Command, connect: Connect): void {
  const init = localProd.command('init').description('make the clone that you are in the local-prod');
  connect(init, initFlags, async () => (await import('../chunks/changing.ts')).initLocalProd);

  addInstanceCommands(localProd, 'local-prod', connect);

  const mcpConfig = localProd
    .command('mcp-config')
    .description('print the JSON that tells an assistant of its MCP server, from any directory');
  connect(mcpConfig, mcpConfigFlags, async () => (await import('../chunks/answering.ts')).mcpConfig, {
    onlyAnswers: true,
  });

  const destroy = localProd
    .command('destroy')
    .description('remove containers, networks and volumes and unregister it, from any directory; the clone stays');
  connect(destroy, destroyFlags, async () => (await import('../chunks/changing.ts')).destroyLocalProd);
}
