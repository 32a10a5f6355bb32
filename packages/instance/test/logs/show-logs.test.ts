import { describe, expect, test } from '@jest/globals';
import type { Container, Docker, LogLine, LogsOptions } from '@ktrdr/compose-runner';
import { CodedError } from '@ktrdr/errors';
import { createContext, showLogs, type ShowLogsOptions } from '../../src/index.ts';
import { temporaryDirectory } from '@ktrdr/test-support';
import { aContainer, anInstance } from '../support/a.ts';

const home = temporaryDirectory();

const timeOf = (second: number): string => `2026-11-22T02:58:${String(second).padStart(2, '0')}.910715910Z`;
const line = (second: number, text: string, different: Partial<LogLine> = {}): LogLine => ({
  stream: 'stdout',
  text,
  time: timeOf(second),
  ...different,
});

interface Scene {
  readonly containers?: readonly Container[];
  /** Of each container, by its service; an error where the Engine refuses. */
  readonly logs: Readonly<Record<string, readonly LogLine[] | Error>>;
  readonly filesIn?: Docker['filesIn'];
}

async function shownOf(
  { containers = [aContainer({ service: 'db' })], logs, filesIn = async () => await Promise.resolve(undefined) }: Scene,
  options: Partial<ShowLogsOptions> = {},
) {
  const lines: string[] = [];
  const warnings: string[] = [];
  const asked: LogsOptions[] = [];
  const context = createContext({
    env: { HOME: home },
    command: 'a test',
    report: (event) => {
      if (event.type === 'warning') warnings.push(event.text);
    },
    run: async (command) => await Promise.reject(new Error(`not expected: ${command}`)),
  });
  const docker: Docker = {
    ...context.docker,
    filesIn,
    containers: async () => await Promise.resolve([...containers]),
    identity: async () => await Promise.resolve({ id: 'one', clockAheadMs: 7_000 }),
    async *logs(id, how) {
      asked.push(how);
      const found = logs[containers.find((one) => one.id === id)?.service ?? ''] ?? [];
      if (found instanceof Error) throw found;
      yield* await Promise.resolve(found);
    },
  };
  await showLogs({ ...context, docker, now: () => new Date(1_000_000) }, anInstance(), {
    signal: new AbortController().signal,
    onLine: ({ container, message }) => {
      lines.push(`${container}: ${message}`);
    },
    ...options,
  });
  return { lines, warnings, asked };
}

const secretFile = async () => await Promise.resolve({ files: [Buffer.from('hush-hush-2\n')], unread: [] });
const noFiles = async () => await Promise.reject(new CodedError('no', { code: 'DOCKER_FAILED' }));

describe('secrets', () => {
  const containers = [aContainer({ service: 'db', environment: () => ({ POSTGRES_PASSWORD: 'hush-hush-1' }) })];
  const logs = { db: [line(1, 'I am hush-hush-1 and hush-hush-2')] };

  test('those that the containers were given when they were listed are taken out, those in files too', async () => {
    expect(await shownOf({ containers, logs, filesIn: secretFile })).toMatchObject({
      lines: ['db-1: I am [redacted] and [redacted]'],
      warnings: [],
    });
  });

  test('where the Engine does not say what secrets a container has as files, that is said, and the logs are shown', async () => {
    expect(await shownOf({ containers, logs, filesIn: noFiles })).toMatchObject({
      lines: ['db-1: I am [redacted] and hush-hush-2'],
      warnings: [expect.stringContaining('ktrdr-prod-db-1')],
    });
  });

  test('one over the border of two parts of a line, in each stream by itself', async () => {
    const parts = [
      line(1, 'begin hush-', { goesOn: true }),
      line(1, 'hush-', { stream: 'stderr' }),
      line(1, 'hush-1 end'),
      line(2, 'hush-1'),
    ];
    expect((await shownOf({ containers, logs: { db: parts } })).lines).toEqual([
      'db-1: begin ',
      'db-1: hush-',
      'db-1: [redacted] end',
      'db-1: hush-1',
    ]);
  });

  test('what is looked for is looked for in what is shown: nobody finds a secret by trying', async () => {
    const shown = await shownOf({ containers, logs }, { grep: /hush-hush-1/ });
    expect(shown.lines).toEqual([]);
    expect((await shownOf({ containers, logs }, { grep: /redacted/ })).lines).toHaveLength(1);
  });
});

describe('which lines', () => {
  const containers = ['db', 'backend', 'worker'].map((service) => aContainer({ service }));
  const logs = {
    db: [line(1, 'one'), line(4, 'four')],
    backend: [line(2, '\u001B[91mERROR\u001B[0m: two'), line(3, '  three')],
    worker: [line(5, 'five')],
  };

  test('all, merged by time', async () => {
    expect((await shownOf({ containers, logs })).lines).toEqual([
      'db-1: one',
      'backend-1: \u001B[91mERROR\u001B[0m: two',
      'backend-1:   three',
      'db-1: four',
      'worker-1: five',
    ]);
  });

  test.each<[string, Partial<ShowLogsOptions>, string[]]>([
    ['of several services', { services: ['db', 'worker'] }, ['db-1: one', 'db-1: four', 'worker-1: five']],
    [
      'that match, whatever their colours',
      { grep: /^ERROR: t|our/ },
      ['backend-1: \u001B[91mERROR\u001B[0m: two', 'db-1: four'],
    ],
    [
      'of a level, with what belongs to them',
      { level: 'error' },
      ['backend-1: \u001B[91mERROR\u001B[0m: two', 'backend-1:   three'],
    ],
    ['of both', { level: 'warning', grep: /three/ }, ['backend-1:   three']],
  ])('%s', async (_, options, expected) => {
    expect((await shownOf({ containers, logs }, options)).lines).toEqual(expected);
  });

  test('what the Engine is asked for; how long ago something was is by its clock', async () => {
    const { asked } = await shownOf({ logs: {} }, { since: { ago: 5_000 }, until: { at: 2_000_000 }, lines: 3 });
    expect(asked).toMatchObject([{ since: 1_002_000, until: 2_000_000, tail: 3, timestamps: true, follow: false }]);
  });

  test('a service that there is not', async () => {
    await expect(shownOf({ containers, logs }, { services: ['db', 'wroker'] })).rejects.toMatchObject({
      code: 'NO_SUCH_SERVICE',
      hint: expect.stringMatching(/^Did you mean worker\? Its services are backend, .*db/),
    });
  });
});

describe('logs that the Engine does not give', () => {
  const refused = new CodedError('Could not read the log', {
    code: 'DOCKER_FAILED',
    // Docker 26.1, of a container with the logging driver `none`.
    detail: 'Error response from daemon: configured logging driver does not support reading',
  });
  const gone = new CodedError('Could not read the log', {
    code: 'DOCKER_FAILED',
    detail: 'Error response from daemon: No such container: b',
  });
  const containers = ['db', 'other'].map((service) => aContainer({ service }));

  test('of one: that is said, and the others are shown', async () => {
    expect(await shownOf({ containers, logs: { db: [line(1, 'one')], other: refused } })).toMatchObject({
      lines: ['db-1: one'],
      warnings: [
        'The log of ktrdr-prod-other-1 cannot be read: Error response from daemon: configured logging driver does not support reading',
      ],
    });
  });

  test('of all', async () => {
    await expect(shownOf({ logs: { db: refused } })).rejects.toMatchObject({ code: 'LOGS_FAILED' });
  });

  test('of one that has gone meanwhile: there is nothing to be said', async () => {
    expect(await shownOf({ logs: { db: gone } })).toMatchObject({ lines: [], warnings: [] });
  });

  test('an Engine that does not answer is another matter', async () => {
    const timeout = new CodedError('Docker did not answer in time', { code: 'DOCKER_TIMEOUT' });
    await expect(shownOf({ logs: { db: timeout } })).rejects.toBe(timeout);
  });
});

test('of one that has ended there is nothing to follow', async () => {
  const containers = [aContainer({ service: 'db', state: 'exited' })];
  const { lines, asked } = await shownOf({ containers, logs: { db: [line(1, 'one')] } }, { follow: true });
  expect(lines).toEqual(['db-1: one']);
  expect(asked).toMatchObject([{ follow: true }]);
});
