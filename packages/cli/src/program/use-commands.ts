import type { Command } from 'commander';
import type { Connect } from '../command/connect.ts';
import { composeFlags } from '../commands/compose/flags.ts';
import { envFlags } from '../commands/env/flags.ts';
import { execFlags } from '../commands/exec/flags.ts';
import { openFlags, PAGES } from '../commands/open/flags.ts';

export const INSTANCE = 'Id, short name, slot or branch (default: the instance of the current directory)';

/** What is done with an instance that runs, whatever its kind. */
export function addUseCommands(program: Command, connect: Connect): void {
  const exec = program
    .command('exec')
    .argument('<service>', 'Run the command in the container of this service')
    .argument('[command...]', 'The command and its arguments, after --')
    .description('Run a command in a running container, and exit with its exit code');
  connect(exec, execFlags, async () => (await import('../chunks/using.ts')).exec, {
    examples: ['backend -- alembic current', 'db --instance feat-x -- pg_isready'],
  });

  const psql = program
    .command('psql')
    .argument('[arguments...]', 'Arguments for psql, after --')
    .description('Open psql on the database of an instance, as the user that owns it');
  connect(psql, execFlags, async () => (await import('../chunks/using.ts')).psql, {
    examples: ['', "--instance feat-x -- -c 'select 1'"],
  });

  const env = program
    .command('env')
    .argument('[instance]', INSTANCE)
    .description('Print the variables that programs on this machine need to reach an instance: URLs, ports, database');
  connect(env, envFlags, async () => (await import('../chunks/using.ts')).env, {
    onlyAnswers: true,
    examples: ['', 'feat-x --format dotenv --secrets'],
  });

  const run = program
    .command('run')
    .argument('<command...>', 'The command and its arguments, after --')
    .description('Run a command on this machine with the variables of env and the database password');
  connect(run, execFlags, async () => (await import('../chunks/using.ts')).run, {
    examples: ['-- pytest tests/integration', '--instance feat-x -- alembic history'],
  });

  const compose = program
    .command('compose')
    .argument('[arguments...]', 'Arguments for Docker Compose, after --')
    .description("Run Docker Compose with an instance's files, project, overlay and environment");
  connect(compose, composeFlags, async () => (await import('../chunks/changing.ts')).compose, {
    passesOn: true,
    examples: ['-- ps', '--instance feat-x -- config --services', '-- up --detach backend'],
  });

  const open = program
    .command('open')
    .argument('[page]', `The page: ${PAGES.join(', ')}`, 'docs')
    .description('Open a page of an instance in the browser');
  connect(open, openFlags, async () => (await import('../chunks/using.ts')).open, {
    examples: ['', 'grafana --instance feat-x'],
  });

  const cd = program.command('cd').argument('[instance]', INSTANCE).description('Print the directory of an instance');
  connect(cd, [], async () => (await import('../chunks/using.ts')).cd, {
    onlyAnswers: true,
    examples: ['feat-x', 'local-prod'],
  });
}
