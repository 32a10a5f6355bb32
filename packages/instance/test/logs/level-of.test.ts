import { describe, expect, test } from '@jest/globals';
import { createLeveller } from '../../src/logs/create-leveller.ts';
import { isAtLeast, type Level, levelOf } from '../../src/logs/level-of.ts';

describe('levelOf', () => {
  test.each<[string, string, Level | undefined]>([
    // KTRDR, `ktrdr/logging/config.py` of 2c5c7173; its colours are gone by then.
    ["KTRDR's backend", '2026-01-02 03:04:05,678 | INFO     | ktrdr.api | started', 'info'],
    ["KTRDR's worker", '2026-01-02 03:04:05,678 | WARNING  | ktrdr.worker | slow', 'warning'],
    ['KTRDR, critical', '2026-01-02 03:04:05,678 | CRITICAL | ktrdr | gone', 'critical'],
    ['KTRDR, of its `logging_config.json`', '2026-01-02 03:04:05 [ERROR] ktrdr.api: no', 'error'],
    ["the MCP server's structlog", '{"event": "asked", "level": "debug", "timestamp": "2026"}', 'debug'],
    ['JSON of python-json-logger', '{"asctime": "2026", "levelname": "ERROR", "message": "{\\"level\\": 1}"}', 'error'],
    ['JSON without a level', '{"message": "level"}', undefined],
    ['a dictionary that is no JSON', "{'level': 'error'}", undefined],
    ['uvicorn 0.30', 'INFO:     172.18.0.1:5000 - "GET /api/v1/health HTTP/1.1" 200 OK', 'info'],
    ['uvicorn, of an exception', 'ERROR:    Exception in ASGI application', 'error'],
    ["Python's basicConfig", 'WARNING:ktrdr.data:no data', 'warning'],
    ['Alembic', 'INFO  [alembic.runtime.migration] Context impl PostgresqlImpl.', 'info'],
    ['Alembic, cut to five characters', 'WARNI [alembic.env] old', 'warning'],
    ["Python's warnings", '/app/ktrdr/data.py:12: FutureWarning: soon', 'warning'],
    ['gunicorn 23', '[2026-01-02 03:04:05 +0000] [7] [INFO] Booting worker', 'info'],
    ["structlog's console", '2026-01-02 03:04:05 [warning  ] slow   count=3', 'warning'],
    ['a name before the level', '2026-01-02 03:04:05,678 - ktrdr.host - ERROR - no', 'error'],
    ['nothing before the level', '2026-01-02T03:04:05.678Z  INFO tower: ready', 'info'],
    ['PostgreSQL 16', '2026-01-02 03:04:05.678 UTC [1] LOG:  database system is ready', 'info'],
    ['PostgreSQL, of a statement', '2026-01-02 03:04:05.678 UTC [71] ERROR:  relation "a" does not exist', 'error'],
    ['PostgreSQL, with who and where', '2026-01-02 03:04:05 UTC [71] me@shop ERROR:  no', 'error'],
    ['PostgreSQL, of a session', '2026-01-02 03:04:05.678 UTC [71] FATAL:  role "a" does not exist', 'error'],
    ['PostgreSQL, of the server', '2026-01-02 03:04:05.678 UTC [1] PANIC:  could not write', 'critical'],
    ['PostgreSQL, for those who look for faults', '2026-01-02 03:04:05.678 UTC [1] DEBUG2:  checkpoint', 'debug'],
    ['PostgreSQL, what goes on', '2026-01-02 03:04:05.678 UTC [71] STATEMENT:  SELECT 1', undefined],
    ['Prometheus 2', 'ts=2026-01-02T03:04:05Z caller=main.go:1 level=warn msg="a level=error"', 'warning'],
    ['Prometheus 3', 'time=2026-01-02T03:04:05Z level=ERROR source=main.go:1 msg=no', 'error'],
    ['Grafana', 'logger=settings t=2026-01-02T03:04:05Z level=info msg="Starting"', 'info'],
    ['Jaeger', '{"level":"info","ts":1795678249.1,"msg":"up"}', 'info'],
    ['nginx', '2026/01/02 03:04:05 [error] 12#12: *1 no', 'error'],
    ['a command', 'error: no such file', 'error'],
    ['another word in front', 'Information: all is well', undefined],
    ['a sentence', 'ERRORS are rare', undefined],
    ['a traceback', '  File "/app/main.py", line 1, in <module>', undefined],
    ['the end of one', 'ValueError: no', undefined],
    ['nothing', '', undefined],
  ])('%s', (_, line, expected) => {
    expect(levelOf(line)).toBe(expected);
  });

  test('takes no longer for what looks like a part of a record again and again', () => {
    expect(levelOf(`a=${'"\\'.repeat(100_000)}`)).toBeUndefined();
    expect(levelOf(`2026-01-02 03:04:05 ${'[1] '.repeat(30_000)}`)).toBeUndefined();
    expect(levelOf('{'.repeat(500_000))).toBeUndefined();
  });
});

test('isAtLeast', () => {
  expect(isAtLeast('error', 'warning')).toBe(true);
  expect(isAtLeast('error', 'error')).toBe(true);
  expect(isAtLeast('info', 'warning')).toBe(false);
});

/** @param lines each with the seconds at which it comes */
function levelsOf(...lines: [number, string][]): Level[] {
  const leveller = createLeveller();
  return lines.map(([seconds, text]) =>
    leveller({ time: `2026-01-02T03:04:${String(seconds).padStart(2, '0')}.123456789Z`, text }),
  );
}

describe('the lines of a record', () => {
  const RECORD = '2026-01-02 03:04:05,678 | ERROR    | ktrdr | no';

  test('a traceback, and a message of several lines, belong to the one before them', () => {
    expect(
      levelsOf([1, RECORD], [1, 'Traceback (most recent call last):'], [1, '  File "a"'], [2, 'ValueError: no']),
    ).toEqual(['error', 'error', 'error', 'error']);
    expect(levelsOf([1, RECORD], [1, 'INFO:     well'], [1, 'more'])).toEqual(['error', 'info', 'info']);
  });

  test('what comes much later does not, unless it is indented', () => {
    expect(levelsOf([1, RECORD], [10, '  more'], [20, 'ready'])).toEqual(['error', 'error', 'info']);
  });

  test('lines before any record are information, and a traceback that nobody has caught is an error', () => {
    expect(levelsOf([1, 'ready'], [1, 'Traceback (most recent call last):'], [1, '  File "a"'])).toEqual([
      'info',
      'error',
      'error',
    ]);
    expect(levelsOf([1, 'CRITICAL: no'], [1, 'Traceback (most recent call last):'])).toEqual(['critical', 'critical']);
  });
});
