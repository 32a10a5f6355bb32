import { env } from 'node:process';
import { isCodedError, messageOf } from '@ktrdr/errors';
import { runCommand, type Run } from '@ktrdr/process';
import { createContext, destroyInstance, planDestroy } from '../../src/index.ts';
import { resolveSandbox } from '../../src/internal.ts';
import { connectionByRun } from '../support/connection-by-run.ts';

// Destroys a sandbox that the home has registered, or plans to, with real git and an Engine that has nothing: says `destroyed`, or `refused <code> <detail>`.
const { home, id, dryRun = false }: { home: string; id: string; dryRun?: boolean } = JSON.parse(process.argv[2] ?? '');
const nothing = { exitCode: 0, stdout: '', stderr: '', missing: false, timedOut: false, aborted: false };
const run: Run = async (command, args, options) =>
  command === 'git' ? await runCommand(command, args, options) : nothing;
const context = createContext({
  env: { PATH: env['PATH'], HOME: home, GIT_CONFIG_NOSYSTEM: '1' },
  command: 'a test',
  run,
  connection: connectionByRun(run),
});
const confirm = async (): Promise<boolean> => await Promise.resolve(true);
const sandbox = await resolveSandbox(context, { name: id, directory: () => '/', verb: 'destroy' });
try {
  const { signal } = new AbortController();
  if (dryRun) await planDestroy(context, sandbox);
  else await destroyInstance(context, sandbox, { confirm, ignored: 'discard', signal });
  process.stdout.write('destroyed\n');
} catch (error) {
  const said = isCodedError(error) ? `${error.code} ${error.detail ?? ''}` : `UNEXPECTED ${messageOf(error)}`;
  process.stdout.write(`refused ${said.replaceAll('\n', ' ')}\n`);
}
