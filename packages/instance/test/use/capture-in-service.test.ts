import { describe, expect, test } from '@jest/globals';
import { CodedError } from '@ktrdr/errors';
import { temporaryDirectory } from '@ktrdr/test-support';
import type { Context } from '../../src/core/context.ts';
import { captureInService, createContext } from '../../src/index.ts';
import { aContainer, aSandbox } from '../support/a.ts';

const path = temporaryDirectory();
const instance = aSandbox({ path });
const SECRET = 'not-to-be-shown-17';
const never = new AbortController().signal;

type Exec = Context['docker']['exec'];

async function captured(exec: Exec, { most = 100, signal = never } = {}) {
  const context = createContext({ env: { HOME: path, KTRDR_HOME: path }, command: 'ktrdr' });
  const container = aContainer({
    project: instance.id,
    workingDirectory: path,
    environment: () => ({ API_KEY: SECRET }),
  });
  const docker: Context['docker'] = {
    ...context.docker,
    containers: async () => [container],
    filesIn: async () => undefined,
    exec,
  };
  const options = { service: 'backend', command: ['a', 'b'], timeoutMs: 1_000, most, signal };
  return await captureInService({ ...context, docker }, instance, options);
}

/** Writes these pieces, and ends so. */
function writing(
  pieces: readonly (readonly ['stdout' | 'stderr', string | Uint8Array])[],
  end: () => number = () => 0,
): Exec {
  return async (_container, _command, { onOutput = () => {} } = {}) => {
    for (const [stream, text] of pieces) onOutput(stream, Buffer.from(text));
    return { exitCode: end(), stdout: '', stderr: '' };
  };
}

describe('what a command in a container wrote', () => {
  test('both its outputs, and how it ended', async () => {
    const written = writing(
      [
        ['stdout', 'o'],
        ['stderr', 'e'],
        ['stdout', 'k\n'],
      ],
      () => 3,
    );
    expect(await captured(written)).toEqual({ exitCode: 3, stdout: 'ok\n', stderr: 'e', truncated: false });
  });

  test('no secret, also in pieces, and also where only its end would have been kept', async () => {
    const inPieces = writing([
      ['stdout', `a ${SECRET.slice(0, 5)}`],
      ['stderr', SECRET],
      ['stdout', `${SECRET.slice(5)} z`],
    ]);
    expect(await captured(inPieces)).toMatchObject({ stdout: 'a [redacted] z', stderr: '[redacted]' });
    const long = writing([['stdout', `${'x'.repeat(200)}${SECRET}!`]]);
    const { stdout } = await captured(long, { most: 8 });
    expect(stdout).toBe('dacted]!');
  });

  test('the end of what is too much', async () => {
    const much = writing(Array.from({ length: 1_000 }, (_, line) => ['stdout', `${line}\n`] as const));
    expect(await captured(much, { most: 8 })).toMatchObject({ stdout: '998\n999\n', truncated: true });
  });

  test('characters that come in two pieces are whole', async () => {
    const bytes = Buffer.from('ä');
    expect(
      await captured(
        writing([
          ['stdout', bytes.subarray(0, 1)],
          ['stdout', bytes.subarray(1)],
        ]),
      ),
    ).toMatchObject({ stdout: 'ä' });
  });

  test('one that does not end in its time: what it wrote by then', async () => {
    const late = writing([['stdout', 'begun']], () => {
      throw new CodedError('late', { code: 'DOCKER_TIMEOUT' });
    });
    expect(await captured(late)).toEqual({ exitCode: null, stdout: 'begun', stderr: '', truncated: false });
  });

  test('an interruption, and what Docker refuses, are no result', async () => {
    const refused = writing([], () => {
      throw new CodedError('no', { code: 'DOCKER_FAILED' });
    });
    await expect(captured(refused)).rejects.toMatchObject({ code: 'DOCKER_FAILED' });
    const cancel = new AbortController();
    const cancelled = writing([], () => {
      cancel.abort(new Error('cancelled'));
      throw new CodedError('late', { code: 'DOCKER_TIMEOUT' });
    });
    await expect(captured(cancelled, { signal: cancel.signal })).rejects.toThrow('cancelled');
  });
});
