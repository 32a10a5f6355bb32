import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { CodedError } from '@ktrdr/errors';
import { temporaryDirectory } from '@ktrdr/test-support';
import { createSession } from '../src/index.ts';
import type { GlobalOptions } from '../src/program/global-flags.ts';
import { type EventSink, type EventsOptions, openEvents } from '../src/program/open-events.ts';
import { fakeProcess } from './support/fake-process.ts';

// What programs that wait for a command are told.

const root = temporaryDirectory();
const document = { id: 'ktrdr-prod' };

const lines = (text: string): unknown[] =>
  text
    .trimEnd()
    .split('\n')
    .map((line): unknown => JSON.parse(line));

/** Something of everything, and a result. */
function run(options: GlobalOptions & EventsOptions, cwd = '/', command = 'ktrdr up') {
  const { process, written } = fakeProcess({ cwd });
  const events = openEvents(options, process, command);
  const session = createSession({ process, options, command, events });
  session.context.report({ type: 'step-started', step: 'checks' });
  session.context.report({ type: 'step-done', step: 'checks' });
  session.context.report({ type: 'note', text: 'To see it: ktrdr records x' });
  session.print('more\u001B[2J');
  session.result(document, ['one']);
  events.ended({ exitCode: 0 });
  session.end();
  return written;
}

const told = (text: string) => [
  { schemaVersion: 1, time: expect.stringMatching(/^\d{4}-.*Z$/), type: 'step-started', step: 'checks' },
  { schemaVersion: 1, time: expect.anything(), type: 'step-done', step: 'checks' },
  { schemaVersion: 1, time: expect.anything(), type: 'note', text },
  { schemaVersion: 1, time: expect.anything(), type: 'text', text: 'more' },
  { schemaVersion: 1, time: expect.anything(), type: 'done', exitCode: 0 },
];

test('--events with --json: stdout has the document, and stderr a line for every event and nothing else', () => {
  const written = run({ json: true, events: true });
  expect(JSON.parse(written.stdout)).toEqual({ schemaVersion: 1, ...document });
  expect(lines(written.stderr)).toEqual(told('To see it: ktrdr records x'));
});

test('--events alone: people have stdout', () => {
  const written = run({ events: true }, '/', 'ktrdr-env up');
  expect(written.stdout).toMatch(/^ {2}✓ checks .*\nnote To see it.*\nmore\none\n$/);
  expect(lines(written.stderr)).toEqual(told('To see it: ktrdr-env records x'));
});

test('--events-file: behind what is in it, and people see what they always see', () => {
  const directory = mkdtempSync(join(root, 'events-'));
  const file = join(directory, 'progress');
  writeFileSync(file, '{"before":1}\n');
  const written = run({ json: true, eventsFile: 'progress' }, directory);
  expect(written.stderr).toMatch(/^ {2}✓ checks .*\nnote To see it: ktrdr records x\nmore\n$/);
  expect(lines(readFileSync(file, 'utf8'))).toEqual([{ before: 1 }, ...told('To see it: ktrdr records x')]);
});

test('a failure is the last event of a file; on stderr, whoever reports errors writes it', () => {
  const directory = mkdtempSync(join(root, 'events-'));
  const error = new CodedError('no', { code: 'BUSY', hint: 'wait' });
  const { process, written } = fakeProcess({ cwd: directory });
  for (const options of [{ eventsFile: 'progress' }, { events: true }])
    openEvents(options, process, 'ktrdr up').ended({ error });
  expect(lines(readFileSync(join(directory, 'progress'), 'utf8'))).toMatchObject([
    { type: 'failed', code: 'BUSY', message: 'no', hint: 'wait' },
  ]);
  expect(written.stderr).toBe('');
});

test.each<[string, Parameters<EventSink['ended']>[0], string, string]>([
  ['with an error', { error: new CodedError('no', { code: 'BUSY' }) }, 'no', 'failed'],
  ['with one instance of several', { exitCode: 2 }, 'did not finish', 'done'],
])('a step that is under way where a command fails fails with it: %s', (_, how, reason, last) => {
  const directory = mkdtempSync(join(root, 'events-'));
  const { process, written } = fakeProcess({ cwd: directory });
  for (const options of [{ eventsFile: 'progress' }, { events: true }]) {
    const events = openEvents(options, process, 'ktrdr up');
    for (const id of ['one', 'two']) {
      events.write({ type: 'instance', id, path: '/clone', doing: 'Starting' });
      events.write({ type: 'step-started', step: 'checks' });
      events.write({ type: 'step-started', step: 'database' });
      events.write({ type: 'step-done', step: 'database' });
    }
    events.ended(how);
  }
  const seen = lines(readFileSync(join(directory, 'progress'), 'utf8'));
  const failed = { type: 'step-failed', step: 'checks' };
  const begun = ['instance', 'step-started', 'step-started', 'step-done'].map((type) => ({ type }));
  const expected = [...begun, { ...failed, reason: 'did not finish' }, ...begun, { ...failed, reason }];
  expect(seen).toMatchObject([...expected, { type: last }]);
  expect(lines(written.stderr)).toMatchObject(last === 'done' ? [...expected, { type: last }] : expected);
});

test('a file that cannot be written is refused before anything is done', () => {
  const { process } = fakeProcess();
  const options = { eventsFile: '/nowhere/at/all' };
  expect(() => openEvents(options, process, 'ktrdr up')).toThrow(
    expect.objectContaining({ code: 'EVENTS_UNWRITABLE' }),
  );
});

test('where stderr is theirs, nobody is asked', async () => {
  const { process, written } = fakeProcess({ isTerminal: true });
  const events = openEvents({ events: true }, process, 'ktrdr up');
  const session = createSession({ process, options: {}, command: 'ktrdr up', events });
  expect(session.canAsk).toBe(false);
  expect(await session.confirm('Really?')).toBe(false);
  expect(written.stderr).toBe('');
});

test('an interruption is told as one, and not as a mistake of ours', () => {
  const directory = mkdtempSync(join(root, 'events-'));
  const { process } = fakeProcess({ cwd: directory });
  openEvents({ eventsFile: 'progress' }, process, 'ktrdr up').ended({ error: AbortSignal.abort().reason });
  expect(lines(readFileSync(join(directory, 'progress'), 'utf8'))).toMatchObject([
    { type: 'failed', code: 'INTERRUPTED', message: 'Interrupted' },
  ]);
});
