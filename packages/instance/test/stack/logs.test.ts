import { describe, expect, test } from '@jest/globals';
import type { Docker } from '@ktrdr/compose-runner';
import { CodedError } from '@ktrdr/errors';
import { createContext, showLogs } from '../../src/index.ts';
import { parseLogLine } from '../../src/stack/logs.ts';
import { aContainer, anInstance, aResult } from '../support/a.ts';
import { temporaryDirectory } from '@ktrdr/test-support';

const home = temporaryDirectory();

const ALL = 'hush-hush-1 and hush-hush-2';

async function logsOf(filesIn: Docker['filesIn']): Promise<{ lines: string[]; warnings: string[] }> {
  const lines: string[] = [];
  const warnings: string[] = [];
  const context = createContext({
    env: { HOME: home },
    command: 'a test',
    report: (event) => {
      if (event.type === 'warning') warnings.push(event.text);
    },
    // Only Compose is run: nobody is asked for the containers again, one of which may have gone by then.
    async run(command, args, { onLine }) {
      if (!args.includes('logs')) throw new Error(`not expected: ${command} ${args.join(' ')}`);
      onLine?.({ stream: 'stdout', text: `db-1  | 2026-11-22T02:58:43.910715910Z I am ${ALL}` });
      return await Promise.resolve(aResult());
    },
  });
  const containers = [aContainer({ service: 'db', environment: () => ({ POSTGRES_PASSWORD: 'hush-hush-1' }) })];
  const docker = { ...context.docker, filesIn, containers: async () => await Promise.resolve(containers) };
  await showLogs({ ...context, docker }, anInstance(), {
    follow: false,
    lines: 1,
    signal: new AbortController().signal,
    onLine: ({ message }) => lines.push(message),
  });
  return { lines, warnings };
}

test('the secrets that the containers were given when they were listed are taken out of their lines, those in files too', async () => {
  const files = [Buffer.from('hush-hush-2\n')];
  const shown = await logsOf(async () => await Promise.resolve(files));
  expect(shown).toEqual({ lines: ['I am [redacted] and [redacted]'], warnings: [] });
});

test('where the Engine does not say what secrets a container has as files, that is said, and the logs are shown', async () => {
  const shown = await logsOf(async () => await Promise.reject(new CodedError('no', { code: 'DOCKER_FAILED' })));
  expect(shown).toEqual({
    lines: ['I am [redacted] and hush-hush-2'],
    warnings: [expect.stringContaining('ktrdr-prod-db-1')],
  });
});

// Docker Compose 2.26.1.
describe('parseLogLine', () => {
  test.each([
    [
      'a line',
      'crash-1    | 2026-11-22T02:58:43.192718447Z oops',
      { container: 'crash-1', time: '2026-11-22T02:58:43.192718447Z', message: 'oops' },
    ],
    [
      "a line before which Compose cleared the terminal's",
      '\u001B[2Kmigrate-1  | 2026-11-22T02:58:43.910715910Z done',
      { container: 'migrate-1', time: '2026-11-22T02:58:43.910715910Z', message: 'done' },
    ],
    [
      'an empty line',
      'backend-1  | 2026-11-22T02:58:43.910715910Z ',
      { container: 'backend-1', time: '2026-11-22T02:58:43.910715910Z', message: '' },
    ],
    [
      'an empty line that lost its space',
      'backend-1  | 2026-11-22T02:58:43.910715910Z',
      { container: 'backend-1', time: '2026-11-22T02:58:43.910715910Z', message: '' },
    ],
    [
      'a message with a bar and with spaces at its edges, which stay',
      'backend-1  | 2026-11-22T02:58:43.910715910Z   a | b  ',
      { container: 'backend-1', time: '2026-11-22T02:58:43.910715910Z', message: '  a | b  ' },
    ],
    [
      "colours of the program's own",
      'backend-1  | 2026-11-22T02:58:43.910715910Z \u001B[32mINFO\u001B[0m up',
      { container: 'backend-1', time: '2026-11-22T02:58:43.910715910Z', message: '\u001B[32mINFO\u001B[0m up' },
    ],
    [
      'a line in which the program overwrites itself',
      'web-1  | 2026-11-22T02:58:43.910715910Z 10%\r20%',
      { container: 'web-1', time: '2026-11-22T02:58:43.910715910Z', message: '10%\r20%' },
    ],
  ])('%s', (_, line, expected) => {
    expect(parseLogLine(line)).toEqual(expected);
  });

  test.each([
    ['what Compose says itself', 'db-1 exited with code 0'],
    ['nothing', ''],
  ])('%s is no line of a container', (_, line) => {
    expect(parseLogLine(line)).toBeUndefined();
  });
});
