import { type Command, Option } from 'commander';
import type { Connect } from '../command/connect.ts';
import { addInstanceCommands } from './instance-commands.ts';

/** `ktrdr local-prod …` */
export function addLocalProdCommands(localProd: Command, connect: Connect): void {
  const init = localProd
    .command('init')
    .description('make the clone that you are in the local-prod')
    .option('--keep-volumes', 'use volumes that an earlier local-prod left');
  connect(init, async () => (await import('../chunks/changing.ts')).initLocalProd);

  addInstanceCommands(localProd, 'local-prod', connect);

  const mcpConfig = localProd
    .command('mcp-config')
    .description('print the JSON that tells an assistant of its MCP server, from any directory')
    .addOption(
      new Option('--client <name>', 'the assistant').choices(['claude-code', 'claude-desktop']).default('claude-code'),
    );
  connect(mcpConfig, async () => (await import('../chunks/answering.ts')).mcpConfig, { onlyAnswers: true });

  const destroy = localProd
    .command('destroy')
    .description('remove containers, networks and volumes and unregister it, from any directory; the clone stays')
    .option('--keep-volumes', 'leave its volumes, and the database in them')
    .option('-f, --force', 'the same as --yes')
    .option('--dry-run', 'only show what would be removed');
  connect(destroy, async () => (await import('../chunks/changing.ts')).destroyLocalProd);
}
