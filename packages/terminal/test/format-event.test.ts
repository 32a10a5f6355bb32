import { describe, expect, test } from '@jest/globals';
import type { InstanceEvent } from '@ktrdr/instance';
import { formatEvent } from '../src/progress/format-event.ts';
import { colored, plain } from './style.ts';

describe('formatEvent', () => {
  test.each<[InstanceEvent, string[]]>([
    [{ type: 'instance', doing: 'Starting', id: 'ktrdr-prod', path: '/clone' }, ['Starting ktrdr-prod /clone']],
    [{ type: 'note', text: 'something' }, ['note something']],
    [{ type: 'warning', text: 'mind this' }, ['warning mind this']],
    [{ type: 'step-started', step: 'database' }, []],
    [{ type: 'step-waiting', step: 'database', reason: 'not yet' }, []],
    [{ type: 'step-done', step: 'database' }, ['  ✓ database']],
    [{ type: 'step-done', step: 'workers', detail: '4 registered' }, ['  ✓ workers 4 registered']],
    [{ type: 'step-failed', step: 'workers', reason: 'did not finish' }, ['  ✗ workers did not finish']],
    [{ type: 'output', tool: 'docker compose', text: 'pulling db  ' }, ['    pulling db']],
  ])('%j', (event, expected) => {
    expect(formatEvent(event, plain)).toEqual(expected);
  });

  test('colours what counts', () => {
    expect(formatEvent({ type: 'step-failed', step: 'db', reason: 'no' }, colored)).toEqual([
      '  \u001B[31m✗\u001B[39m db no',
    ]);
  });
});

// Docker Compose 2.26.1.
describe('what Compose prints', () => {
  test.each([
    ' Network fixture-capture_default  Creating',
    ' Volume "fixture-capture_pgdata"  Created',
    ' Container ktrdr-prod-db-1  Healthy',
    ' Container ktrdr-prod-db-1  Stopping',
    '',
    '   ',
  ])('%p of every container is left out', (text) => {
    expect(formatEvent({ type: 'output', tool: 'docker compose', text }, plain)).toEqual([]);
  });

  test.each([
    'Error response from daemon: driver failed programming external connectivity on endpoint x',
    ' ! Network shared  Resource is still in use',
    'Container x is unhealthy, and so is y',
    '#7 [2/3] RUN uv sync',
  ])('%p is shown', (text) => {
    expect(formatEvent({ type: 'output', tool: 'docker compose', text }, plain)).toEqual([`    ${text.trim()}`]);
  });
});
