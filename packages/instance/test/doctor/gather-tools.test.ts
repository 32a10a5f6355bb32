import { expect, test } from '@jest/globals';
import type { Run, RunResult } from '@ktrdr/process';
import { gatherTools } from '../../src/doctor/gather-tools.ts';
import { createContext } from '../../src/index.ts';
import { aResult } from '../support/a.ts';
import { connectionByRun } from '../support/connection-by-run.ts';

const busybox = "flock: unrecognized option '--version'\nBusyBox v1.35.0 (Debian 1:1.35.0-4+b3) multi-call binary.\n";

test.each<[string, Partial<RunResult>, object]>([
  ['util-linux', { stdout: 'flock from util-linux 2.38.1\n' }, { present: true, other: undefined }],
  ['busybox', { exitCode: 1, stderr: busybox }, { present: true, other: 'not the program from util-linux' }],
  ['nobody', { exitCode: undefined, missing: true }, { present: false }],
])('the flock of %s', async (_, answer, expected) => {
  const run: Run = async (command) => await Promise.resolve(aResult(command === 'flock' ? answer : {}));
  const context = createContext({ env: {}, connection: connectionByRun(run), run, command: 'a test' });
  const tools = await gatherTools(context, 'linux');
  expect(tools.find(({ name }) => name === 'flock')).toMatchObject(expected);
});
