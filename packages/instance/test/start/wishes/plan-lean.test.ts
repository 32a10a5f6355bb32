import { describe, expect, test } from '@jest/globals';
import type { ComposeService } from '@ktrdr/compose-runner';
import { type Lean, type LeanRequest, planLean } from '../../../src/start/wishes/plan-lean.ts';
import { aConfig } from '../../support/a.ts';

const needs = (...names: string[]): ComposeService['depends_on'] =>
  Object.fromEntries(names.map((name) => [name, { condition: 'service_started', required: true }]));
const worker = (type: string): ComposeService => ({
  environment: { WORKER_TYPE: type },
  depends_on: needs('backend', 'db'),
});

// As Compose prints it: sorted by name.
const config = aConfig({
  backend: { depends_on: { ...needs('db'), jaeger: { condition: 'service_healthy', required: false } } },
  'backtest-1': worker('backtesting'),
  'backtest-2': worker('backtesting'),
  db: {},
  'design-agent': { environment: { KTRDR_WORKER_TYPE: 'agent_design' }, depends_on: needs('backend') },
  grafana: { depends_on: needs('prometheus') },
  jaeger: {},
  prometheus: {},
  'training-1': worker('training'),
  'training-2': worker('training'),
});
const order = ['db', 'backend', 'backtest-1', 'backtest-2', 'training-1', 'training-2', 'design-agent'];

function lean(remembered: Partial<LeanRequest['remembered']>, asked: LeanRequest['asked'] = {}): Lean {
  return planLean(config, { remembered: { workers: undefined, without: [], ...remembered }, asked, order });
}

describe('what is left out', () => {
  test.each<[string, Partial<LeanRequest['remembered']>, string[]]>([
    ['nothing', {}, []],
    ['what is named, in the order of the file', { without: ['jaeger', 'grafana'] }, ['grafana', 'jaeger']],
    ['all workers', { workers: 0 }, ['backtest-1', 'backtest-2', 'training-1', 'training-2', 'design-agent']],
    ['all but the first', { workers: 1 }, ['backtest-2', 'training-1', 'training-2', 'design-agent']],
    ['all but one of each of two types', { workers: 2 }, ['backtest-2', 'training-2', 'design-agent']],
    ['the second ones', { workers: 3 }, ['backtest-2', 'training-2']],
    ['the last one', { workers: 4 }, ['training-2']],
    ['none of as many as there are', { workers: 5 }, []],
    ['none of more than there are, which another branch had', { workers: 9 }, []],
    [
      'workers by name do not count',
      { workers: 2, without: ['backtest-1', 'design-agent'] },
      ['backtest-1', 'training-2', 'design-agent'],
    ],
    ['what the file does not have is passed over', { without: ['gone', 'jaeger'] }, ['jaeger']],
    ['what is needed where it is there', { without: ['jaeger'] }, ['jaeger']],
    ['what is needed by what is left out too', { without: ['prometheus', 'grafana'] }, ['grafana', 'prometheus']],
  ])('%s', (_, remembered, expected) => {
    const all = { workers: undefined, without: [], ...remembered };
    expect(lean(remembered)).toEqual({ absent: expected, remembered: all });
  });

  test('a worker beyond the number comes back by its name: the others beyond it are left out by theirs', () => {
    expect(lean({ workers: 2, without: ['jaeger'] }, { with: ['training-2'] })).toEqual({
      absent: ['backtest-2', 'design-agent', 'jaeger'],
      remembered: { workers: undefined, without: ['backtest-2', 'design-agent', 'jaeger'] },
    });
    expect(lean({ workers: 4 }, { with: ['training-2'] })).toEqual({
      absent: [],
      remembered: { workers: undefined, without: [] },
    });
  });
});

describe('what is refused', () => {
  test.each<[string, Partial<LeanRequest['remembered']>, LeanRequest['asked'], string, RegExp]>([
    ['a name that is none', { without: ['grafna'] }, { without: ['grafna'] }, 'NO_SUCH_SERVICE', /no service grafna/],
    ['a name that is none, to be started', {}, { with: ['grafna'] }, 'NO_SUCH_SERVICE', /no service grafna/],
    ['more workers than there are', { workers: 6 }, { workers: 6 }, 'USAGE', /no 6 workers/],
    [
      'a worker beyond the number that is given beside it',
      { workers: 1 },
      { workers: 1, with: ['training-1'] },
      'USAGE',
      /training-1 is beyond the 1 worker /,
    ],
    [
      'what others need',
      { without: ['prometheus', 'backend'] },
      {},
      'SERVICE_NEEDED',
      /backtest-1, backtest-2, design-agent, training-1, training-2 need backend; grafana needs prometheus/,
    ],
    [
      'what others need, though no worker does',
      { without: ['db'], workers: 0 },
      {},
      'SERVICE_NEEDED',
      /backend needs db$/,
    ],
  ])('%s', (_, remembered, asked, code, message) => {
    expect(() => lean(remembered, asked)).toThrow(
      expect.objectContaining({ code, message: expect.stringMatching(message) }),
    );
  });

  test('what is needed and was left out earlier: where that comes from', () => {
    const hint = expect.stringMatching(/backend, prometheus: left out by the setting sandbox\.without/);
    expect(() => lean({ without: ['prometheus', 'backend'] }, {})).toThrow(expect.objectContaining({ hint }));
    expect(() => lean({ without: ['db'], workers: 0 }, { without: ['db'] })).toThrow(
      expect.objectContaining({ hint: expect.not.stringContaining('sandbox.without') }),
    );
  });
});
