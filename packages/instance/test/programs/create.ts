import { env } from 'node:process';
import { runCommand, type Run } from '@ktrdr/process';
import { isCodedError, messageOf } from '@ktrdr/errors';
import { createContext, createSandbox } from '../../src/index.ts';
import { connectionByRun } from '../support/connection-by-run.ts';

// Creates one sandbox, with real git and an Engine that has nothing. Says `begun`, every note and warning, and then
// `created <id> <slot>` or `refused <code> <message>`. With `onSignal` it begins when its stdin is closed.
const input: { home: string; directory: string; name: string; onSignal?: boolean } = JSON.parse(process.argv[2] ?? '');
const nothing = { exitCode: 0, stdout: '', stderr: '', missing: false, timedOut: false, aborted: false };
const run: Run = async (command, args, options) => {
  if (command === 'git') return await runCommand(command, args, options);
  // That of a far Engine: what listens on this machine does not matter.
  return { ...nothing, stdout: args[0] === 'context' ? 'ssh://me@far-machine' : '' };
};
const controller = new AbortController();
process.once('SIGINT', () => controller.abort());
const say = (text: string): void => void process.stdout.write(`${text.replaceAll('\n', ' ')}\n`);
const context = createContext({
  env: { PATH: env['PATH'], HOME: input.home, KTRDR_HOME: input.home, GIT_CONFIG_NOSYSTEM: '1' },
  command: `create ${input.name}`,
  run,
  connection: connectionByRun(run),
  signal: controller.signal,
  report: (event) => {
    if (event.type === 'note' || event.type === 'warning') say(`${event.type} ${event.text}`);
  },
});
say('begun');
if (input.onSignal === true) {
  for await (const chunk of process.stdin) say(String(chunk));
}
try {
  const { directory, name } = input;
  const {
    instance: { id, slot },
  } = await createSandbox(context, {
    directory,
    name,
    keepVolumes: false,
    signal: controller.signal,
  });
  say(`created ${id} ${slot}`);
} catch (error) {
  const detail = isCodedError(error) ? (error.detail ?? '') : '';
  say(`refused ${isCodedError(error) ? error.code : 'UNEXPECTED'} ${messageOf(error)} ${detail}`);
  if (!isCodedError(error)) process.stderr.write(`${error instanceof Error ? (error.stack ?? '') : String(error)}\n`);
}
