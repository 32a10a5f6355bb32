import { Argument, type Command } from 'commander';
import type { Connect } from '../command/connect.ts';
import { AGENTS } from '../commands/agents/agents.ts';

/** `ktrdr agents`: what puts ktrdr into a coding agent, and what that calls. */
export function addAgentsCommands(group: Command, connect: Connect): void {
  const install = group
    .command('install')
    .addArgument(agent())
    .description('Turn the worktrees of agents in this checkout into sandboxes, and add a ktrdr skill (asks first)');
  connect(install, [], async () => (await import('../chunks/changing.ts')).install, {
    examples: ['', 'claude-code --yes'],
  });

  const uninstall = group.command('uninstall').addArgument(agent()).description('Remove what agents install added');
  connect(uninstall, [], async () => (await import('../chunks/changing.ts')).uninstall, { examples: [''] });

  const create = group
    .command('worktree-create', { hidden: true })
    .description('Create a sandbox when Claude Code asks for a worktree, and print its path (hook WorktreeCreate)');
  connect(create, [], async () => (await import('../chunks/changing.ts')).worktreeCreate, {
    passesOn: true,
    examples: [''],
  });

  const remove = group
    .command('worktree-remove', { hidden: true })
    .description(
      'Destroy the sandbox whose worktree Claude Code removes, unless work would be lost (hook WorktreeRemove)',
    );
  connect(remove, [], async () => (await import('../chunks/changing.ts')).worktreeRemove, {
    passesOn: true,
    examples: [''],
  });
}

function agent(): Argument {
  return new Argument('[agent]', 'The coding agent').choices(AGENTS).default(AGENTS[0]);
}
