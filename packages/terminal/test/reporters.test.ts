import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { stripVTControlCharacters } from 'node:util';
import { createLiveReporter } from '../src/progress/live-reporter.ts';
import { createPlainReporter } from '../src/progress/plain-reporter.ts';
import { plain } from './style.ts';

/** A stream that keeps what was written, and a clock that is set by hand. */
function stage(columns = 80, rows = 24) {
  const written: string[] = [];
  const clock = { ms: 0 };
  const stream = { columns, rows, write: (text: string) => written.push(text) };
  return { written, clock, options: { stream, style: plain, now: () => clock.ms } };
}

describe('a line for everything that is done', () => {
  test('with the time that it took', () => {
    const { written, clock, options } = stage();
    const reporter = createPlainReporter(options);
    reporter.report({ type: 'step-started', step: 'database' });
    clock.ms = 1_200;
    reporter.report({ type: 'step-waiting', step: 'database', reason: 'not yet' });
    reporter.report({ type: 'step-done', step: 'database' });
    reporter.report({ type: 'step-failed', step: 'workers', reason: 'no' });
    reporter.print(['and', 'so on']);
    reporter.end();
    expect(written.join('')).toBe('  ✓ database (1.2 s)\n  ✗ workers no\nand\nso on\n');
  });
});

/** What a terminal shows after all that was written: lines, with the cursor moved up and everything below cleared. */
function screen(written: readonly string[]): string[] {
  const lines: string[] = [];
  for (const part of written.join('').split('\r\u001B[J')) {
    const rows = part.split('\n');
    // What follows the last row is empty, or moves the cursor up.
    const [, up = '0'] = /\[(\d+)A$/.exec(rows.pop() ?? '') ?? [];
    lines.push(...rows);
    lines.splice(lines.length - Number(up));
  }
  return lines.map((line) => stripVTControlCharacters(line));
}

describe('a list of steps that moves', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  test('grows, moves and comes to rest', () => {
    const { written, clock, options } = stage();
    const reporter = createLiveReporter(options);
    reporter.report({ type: 'step-started', step: 'checks' });
    reporter.report({ type: 'step-started', step: 'database' });
    clock.ms = 500;
    reporter.report({ type: 'step-done', step: 'checks', detail: 'fine' });
    reporter.report({ type: 'step-waiting', step: 'database', reason: 'not   ready\nyet' });
    clock.ms = 1_000;
    jest.advanceTimersByTime(100);
    expect(screen(written)).toEqual(['  ✓ checks 0.5 s fine', '  ⠋ database 1.0 s not ready yet']);

    reporter.report({ type: 'step-failed', step: 'database', reason: 'bad password' });
    reporter.end();
    expect(screen(written)).toEqual(['  ✓ checks 0.5 s fine', '  ✗ database 1.0 s bad password']);
  });

  test('what stays is printed above it', () => {
    const { written, options } = stage();
    const reporter = createLiveReporter(options);
    reporter.report({ type: 'instance', doing: 'Starting', id: 'ktrdr-prod', path: '/clone' });
    reporter.report({ type: 'step-started', step: 'checks' });
    reporter.report({ type: 'warning', text: 'mind this' });
    reporter.print(['and this']);
    reporter.report({ type: 'step-done', step: 'checks' });
    expect(screen(written)).toEqual([
      'Starting ktrdr-prod /clone',
      'warning mind this',
      'and this',
      '  ✓ checks 0.0 s',
    ]);
  });

  test('what stays is broken between words, where it is wider than the terminal', () => {
    const { written, options } = stage(30);
    const reporter = createLiveReporter(options);
    reporter.report({ type: 'warning', text: 'the directory is on a disk that is away' });
    reporter.report({ type: 'step-done', step: 'checks' });
    expect(screen(written)).toEqual(['warning the directory is on a', 'disk that is away', '  ✓ checks 0.0 s']);
  });

  test("a tool's output belongs to the last step that runs; its routine does not", () => {
    const { written, options } = stage();
    const reporter = createLiveReporter(options);
    reporter.report({ type: 'step-started', step: 'build' });
    reporter.report({ type: 'output', tool: 'docker compose', text: '#7 RUN uv sync' });
    reporter.report({ type: 'output', tool: 'docker compose', text: ' Container x  Created' });
    jest.advanceTimersByTime(100);
    expect(screen(written)).toEqual(['  ⠋ build 0.0 s #7 RUN uv sync']);
  });

  test('no line is wider than the terminal: the list could not be redrawn', () => {
    const { written, options } = stage(20);
    const reporter = createLiveReporter(options);
    reporter.report({ type: 'step-started', step: 'a step with a long name' });
    reporter.report({ type: 'step-done', step: 'a step with a long name' });
    const lines = screen(written);
    expect(lines).toHaveLength(1);
    expect(lines[0]?.length).toBeLessThanOrEqual(19);
    expect(lines[0]).toMatch(/^  ✓ a step with .*…$/);
  });

  test('more steps than rows: what is done goes up and stays, and the cursor never gets above the screen', () => {
    const { written, options } = stage(80, 4);
    const reporter = createLiveReporter(options);
    const names = ['one', 'two', 'three', 'four', 'five', 'six', 'seven'];
    for (const step of names) reporter.report({ type: 'step-started', step });
    for (const step of names) {
      reporter.report({ type: 'step-done', step });
      reporter.print([`about ${step}`]);
    }
    reporter.end();
    // oxlint-disable-next-line no-control-regex
    const ups = written.map((text) => Number(/^\u001B\[(\d+)A/.exec(text)?.[1] ?? 0));
    expect(Math.max(...ups)).toBe(3);
    const shown = screen(written);
    for (const step of names) expect(shown.filter((line) => line.startsWith(`  ✓ ${step} `))).toHaveLength(1);
  });

  test.each([[0, 0]])(
    'a terminal that says it has %i columns and %i rows is taken for a usual one',
    (columns, rows) => {
      const { written, options } = stage(columns, rows);
      const reporter = createLiveReporter(options);
      for (const step of ['one', 'two']) reporter.report({ type: 'step-done', step });
      expect(screen(written)).toEqual(['  ✓ one 0.0 s', '  ✓ two 0.0 s']);
    },
  );

  test('control sequences do not reach the screen', () => {
    const { written, options } = stage();
    const reporter = createLiveReporter(options);
    reporter.report({ type: 'step-started', step: 'build' });
    reporter.report({ type: 'output', tool: 'docker compose', text: '\u001B[2J\u001B[Hgone\u0007' });
    reporter.report({ type: 'warning', text: 'a \u001B]0;title\u0007warning' });
    jest.advanceTimersByTime(100);
    expect(screen(written)).toEqual(['warning a warning', '  ⠋ build 0.0 s gone']);
    // oxlint-disable-next-line no-control-regex
    expect(written.join('')).not.toMatch(/\u001B\[(2J|H)|\u001B\]|\u0007/);
  });

  test('at the end what still ran is left, nothing moves, and what comes is below', () => {
    const { written, clock, options } = stage();
    const reporter = createLiveReporter(options);
    reporter.report({ type: 'step-started', step: 'workers' });
    clock.ms = 2_000;
    reporter.end();
    const drawn = written.length;
    jest.advanceTimersByTime(1_000);
    expect(written).toHaveLength(drawn);
    reporter.print(['bye']);
    reporter.end();
    expect(screen(written)).toEqual(['  - workers 2.0 s', 'bye']);
  });

  test('a step that fails without having begun is shown, too', () => {
    const { written, options } = stage();
    createLiveReporter(options).report({ type: 'step-failed', step: 'build', reason: 'no' });
    expect(screen(written)).toEqual(['  ✗ build 0.0 s no']);
  });
});
