import { expect, test } from '@jest/globals';
import { CodedError } from '@ktrdr/errors';
import { temporaryDirectory } from '@ktrdr/test-support';
import { forgetFailedStart, readFailedStart } from '../../src/causes/failed-start.ts';
import { rememberFailedStart } from '../../src/causes/remember-failed-start.ts';
import { homeOf } from '../../src/core/home.ts';

const context = { home: homeOf({ KTRDR_HOME: temporaryDirectory() }), now: () => new Date('2026-11-27T05:00:00Z') };

test('of a start that failed the end of what a tool wrote is remembered, until one succeeds', async () => {
  const lines = Array.from({ length: 30 }, (_, number) => `line ${number}`);
  const detail = [...lines, 'Error response from daemon: invalid reference format', ''].join('\n');
  const error = new CodedError('Could not look at images', { code: 'DOCKER_FAILED', hint: 'They tell why.', detail });
  await rememberFailedStart(context, 'ktrdr--a', error);
  expect(await readFailedStart(context, 'ktrdr--a')).toEqual({
    schemaVersion: 1,
    at: '2026-11-27T05:00:00.000Z',
    code: 'DOCKER_FAILED',
    message: 'Could not look at images',
    hint: 'They tell why.',
    reasons: [],
    detail: [...lines.slice(11), 'Error response from daemon: invalid reference format'].join('\n'),
  });
  await forgetFailedStart(context, 'ktrdr--a');
  expect(await readFailedStart(context, 'ktrdr--a')).toBeUndefined();
});

test('what a command for secrets has written is not remembered', async () => {
  const error = new CodedError('The command failed', { code: 'SECRETS_UNAVAILABLE', detail: 'token 123' });
  await rememberFailedStart(context, 'ktrdr--a', error);
  expect((await readFailedStart(context, 'ktrdr--a'))?.detail).toBeUndefined();
});
