import { expect, test } from '@jest/globals';
import { chart } from '../src/chart.ts';
import { formatTable } from '../src/format-table.ts';
import { mergeReports, type Report } from '../src/result.ts';

const report: Report = {
  date: '2026-01-02T03:04:05.000Z',
  environment: {
    cpu: 'a processor',
    cores: 2,
    memoryGiB: 24,
    platform: 'linux x64',
    node: '20.19.0',
    engine: '26.1.5',
    compose: '2.26.1',
    commit: 'abc1234',
  },
  results: [
    {
      name: 'version',
      what: 'ktrdr --version & more',
      against: 'node -e 0',
      unit: 'ms',
      target: 1.3,
      pairs: 5,
      ours: 52,
      reference: 40,
      ratio: 1.3,
      lower: 1.25,
      upper: 1.4,
      commit: 'abc1234',
    },
    {
      name: 'exit',
      what: 'from ready to exit',
      against: undefined,
      unit: 'ms',
      target: 150,
      pairs: 5,
      ours: 160,
      reference: 1,
      ratio: 160,
      lower: 150,
      upper: 170,
      commit: 'def5678',
    },
  ],
};

test('the table says what was reached and what was missed', () => {
  expect(formatTable(report)).toBe(
    [
      '2026-01-02, commit abc1234: 2 cores (a processor), 24 GiB, Node 20.19.0, Engine 26.1.5, Compose 2.26.1.',
      '',
      '| what | median | reference | median | ratio (quartiles) | to reach | | commit |',
      '|---|---|---|---|---|---|---|---|',
      '| ktrdr --version & more | 52 ms | node -e 0 | 40 ms | 1.30 (1.25-1.40) | 1.3x | reached | abc1234 |',
      '| from ready to exit | 160 ms |  |  |  | 150 ms | missed | def5678 |',
      '',
    ].join('\n'),
  );
});

test('the chart has a bar for every ratio, and text that XML accepts', () => {
  const svg = chart(report);
  expect(svg.match(/<rect /g)).toHaveLength(2);
  expect(svg).toContain('ktrdr --version &amp; more');
  expect(svg).not.toContain('from ready to exit');
});

test('the chart leaves out measures that are many of a kind', () => {
  const [version] = report.results;
  const results = version === undefined ? [] : [version, { ...version, name: 'every-command/up' }];
  expect(chart({ ...report, results })).toBe(chart({ ...report, results: results.slice(0, 1) }));
});

test('a run of some measures keeps the figures of the others, in their order', () => {
  const [version, exit] = report.results;
  const later: Report = { ...report, date: '2026-02-03T04:05:06.000Z', results: exit ? [{ ...exit, ours: 90 }] : [] };
  const merged = mergeReports(report, later, ['version', 'exit', 'never taken']);
  expect(merged).toEqual({ ...later, results: [version, { ...exit, ours: 90 }] });
});
