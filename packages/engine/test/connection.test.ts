import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { env } from 'node:process';
import { afterAll, afterEach, describe, expect, test } from '@jest/globals';
import { connectionFailure } from '../src/connection-failure.ts';
import { createEngine, type Engine } from '../src/index.ts';
import { diallerTo, type FakeEngine, fakeEngine, fakeSocket } from './support/fake-engine.ts';
import { writeContext } from './support/write-context.ts';
import { fixture } from './support/fixture.ts';

const toClose: (() => void | Promise<void>)[] = [];
afterEach(async () => {
  for (const close of toClose.splice(0)) await close();
});

async function engineAt(starting: Promise<FakeEngine>): Promise<{ engine: Engine; fake: FakeEngine }> {
  const fake = await starting;
  const engine = createEngine({ env: fake.env });
  toClose.push(
    () => engine.close(),
    () => fake.close(),
  );
  return { engine, fake };
}

const LIST = { 'GET /containers/json': '[]' };

describe('a conversation', () => {
  test('is one connection, on which the version is agreed on once', async () => {
    const { engine, fake } = await engineAt(fakeEngine(LIST));
    await engine.listContainers();
    await engine.listContainers();
    await engine.listContainers({ labels: ['a=b c'], running: true });
    expect(fake.asked).toEqual([
      'GET /v1.45/containers/json?all=1',
      'GET /v1.45/containers/json?all=1',
      `GET /v1.45/containers/json?filters=${encodeURIComponent('{"label":["a=b c"]}').replaceAll('%20', '+')}`,
    ]);
    expect(fake.connections()).toBe(1);
  });

  test('asks for the version once, however many wait for it and whoever gives up', async () => {
    const { engine, fake } = await engineAt(fakeSocket((socket) => void socket.resume()));
    const ending = new AbortController();
    const patient = engine.listContainers({}, { signal: ending.signal });
    await expect(engine.listContainers({}, { timeoutMs: 50 })).rejects.toMatchObject({ code: 'DOCKER_TIMEOUT' });
    expect(fake.open.size).toBe(1);
    ending.abort(new Error('enough'));
    await expect(patient).rejects.toThrow('enough');
    while (fake.open.size > 0) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(fake.connections()).toBe(1);
  }, 20_000);

  test('looks again for an Engine that was not to be found', async () => {
    const { fake } = await engineAt(fakeEngine(LIST));
    const home = mkdtempSync(join(tmpdir(), 'ktrdr-context-'));
    toClose.push(() => rmSync(home, { recursive: true }));
    const engine = createEngine({ env: { HOME: home, DOCKER_CONTEXT: 'new' } });
    toClose.push(() => engine.close());
    await expect(engine.listContainers()).rejects.toMatchObject({ code: 'CONTEXT_MISSING' });
    writeContext(join(home, '.docker'), 'new', fake.env.DOCKER_HOST);
    expect(await engine.listContainers()).toEqual([]);
  });

  test('is as many connections as there are questions at a time', async () => {
    const { engine, fake } = await engineAt(fakeEngine(LIST));
    await engine.listContainers();
    await Promise.all([engine.listContainers(), engine.listContainers(), engine.listContainers()]);
    expect(fake.connections()).toBe(3);
  });

  test('goes on while containers are being stopped, however many', async () => {
    const waiting: ServerResponse[] = [];
    const { engine } = await engineAt(
      fakeEngine({ ...LIST, 'POST /containers/a/stop': (response) => void waiting.push(response) }),
    );
    const stopping = Array.from({ length: 20 }, async () => await engine.stopContainer('a'));
    while (waiting.length < stopping.length) await engine.listContainers({}, { timeoutMs: 5_000 });
    for (const response of waiting) response.writeHead(204).end();
    expect(await Promise.all(stopping)).not.toContain(false);
  });

  test('goes on with another connection where the Engine has ended the one that was kept', async () => {
    const { engine, fake } = await engineAt(fakeEngine(LIST));
    await engine.listContainers();
    for (const connection of fake.open) connection.destroy();
    expect(await engine.listContainers()).toEqual([]);
  });

  test('goes on where the Engine ends the connection in the moment of the next question', async () => {
    let questions = 0;
    const { engine } = await engineAt(
      fakeSocket((socket) => {
        socket.on('data', () => {
          questions += 1;
          if (questions === 3) return void socket.destroy();
          const body = questions === 1 ? 'OK' : '[]';
          return void socket.write(`HTTP/1.1 200 OK\r\nApi-Version: 1.45\r\nContent-Length: 2\r\n\r\n${body}`);
        });
      }),
    );
    await engine.listContainers();
    expect(await engine.listContainers()).toEqual([]);
    expect(questions).toBe(4);
  });

  test('does not do twice what may have been done', async () => {
    let questions = 0;
    const { engine } = await engineAt(
      fakeSocket((socket) => {
        socket.on('data', () => {
          questions += 1;
          if (questions > 1) return void socket.destroy();
          return void socket.write('HTTP/1.1 200 OK\r\nApi-Version: 1.45\r\nContent-Length: 2\r\n\r\nOK');
        });
      }),
    );
    await expect(engine.removeVolume('data')).rejects.toMatchObject({ code: 'ENGINE_UNREACHABLE' });
    expect(questions).toBe(2);
  });

  test('agrees on the version anew where that failed', async () => {
    let connections = 0;
    const { engine } = await engineAt(
      fakeSocket((socket) => {
        connections += 1;
        if (connections === 1) return void socket.destroy();
        socket.on('data', (bytes) => {
          const body = bytes.toString().startsWith('GET /_ping') ? 'OK' : '[]';
          socket.write(`HTTP/1.1 200 OK\r\nApi-Version: 1.45\r\nContent-Length: 2\r\n\r\n${body}`);
        });
      }),
    );
    await expect(engine.listContainers()).rejects.toMatchObject({ code: 'ENGINE_UNREACHABLE' });
    expect(await engine.listContainers()).toEqual([]);
  });
});

describe('an answer', () => {
  test('in many pieces, of many megabytes', async () => {
    const text = JSON.stringify({
      Titles: ['COMMAND'],
      Processes: Array.from({ length: 200_000 }, () => ['é'.repeat(20)]),
    });
    const bytes = Buffer.from(text);
    const { engine } = await engineAt(
      fakeEngine({
        'GET /containers/a/top': (response) => {
          // So that pieces end inside characters.
          for (let at = 0; at < bytes.length; at += 99_999) response.write(bytes.subarray(at, at + 99_999));
          response.end();
        },
      }),
    );
    const { processes } = await engine.top('a');
    expect(processes).toHaveLength(200_000);
    expect(new Set(processes.flat())).toEqual(new Set(['é'.repeat(20)]));
  });

  test.each([
    ['a refusal', 409, '{"message":"volume is in use - [a1]"}', 'Error response from daemon: volume is in use - [a1]'],
    ['a refusal in plain words', 503, 'not now\n', 'Error response from daemon: not now'],
    ['a refusal without words', 500, '', 'Error response from daemon: status 500'],
  ])('%s', async (_, status, text, detail) => {
    const { engine } = await engineAt(
      fakeEngine({ 'DELETE /volumes/data': (response) => void response.writeHead(status).end(text) }),
    );
    await expect(engine.removeVolume('data')).rejects.toMatchObject({
      code: 'DOCKER_FAILED',
      message: 'Could not remove volume data',
      detail,
    });
  });

  test.each([
    ['no JSON', '<html>', '<html>'],
    ['half of its JSON', '[{"Id":"a', '[{"Id":"a'],
    ['JSON of something else', '{"containers":[]}', '{"containers":[]}'],
    ['nothing', '', 'Unexpected end of JSON input'],
  ])('%s', async (_, text, reason) => {
    const { engine } = await engineAt(fakeEngine({ 'GET /containers/json': text }));
    await expect(engine.listContainers()).rejects.toMatchObject({
      code: 'UNEXPECTED_OUTPUT',
      message: 'The Docker Engine answered GET /containers/json with something unexpected',
      detail: expect.stringContaining(reason),
    });
  });

  test.each<[string, (socket: Socket) => void]>([
    ['that never comes', () => {}],
    ['whose head never ends', (socket) => void socket.write('HTTP/1.1 200 OK\r\nContent-Length: 10')],
    [
      'whose end never comes',
      (socket) => void socket.write('HTTP/1.1 200 OK\r\nApi-Version: 1.45\r\nContent-Length: 10\r\n\r\nO'),
    ],
  ])('%s: the time limit holds', async (_, onConnection) => {
    const { engine, fake } = await engineAt(fakeSocket(onConnection));
    await expect(engine.listContainers({}, { timeoutMs: 50 })).rejects.toMatchObject({
      code: 'DOCKER_TIMEOUT',
      message: 'Docker did not answer in time: could not list containers',
      hint: expect.stringContaining('docker info'),
      detail: `unix://${fake.socket}: no connection within 0.05 s`,
    });
  });

  test('that stops in the middle: the time limit holds, and the connection is given up', async () => {
    const { engine, fake } = await engineAt(
      fakeEngine({ 'GET /containers/json': (response) => void response.write('[') }),
    );
    await expect(engine.listContainers({}, { timeoutMs: 200 })).rejects.toMatchObject({
      code: 'DOCKER_TIMEOUT',
      detail: `unix://${fake.socket}: no complete answer to GET /containers/json within 0.2 s`,
    });
    while (fake.open.size > 0) await new Promise((resolve) => setTimeout(resolve, 5));
  });

  test.each<[string, (socket: Socket) => void]>([
    ['none', (socket) => void socket.destroy()],
    ['cut off in its head', (socket) => void socket.end('HTTP/1.1 200 O')],
    ['cut off in its length', (socket) => void socket.end('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n[')],
    [
      'cut off between its pieces',
      (socket) => void socket.end('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n[\r\n'),
    ],
    ['not of HTTP', (socket) => void socket.end('SSH-2.0-OpenSSH_9.2\r\n')],
  ])('%s: the Engine cannot be reached', async (_, onQuestion) => {
    const { engine, fake } = await engineAt(
      fakeSocket((socket) => {
        socket.on('data', (bytes) => {
          if (!bytes.toString().startsWith('GET /_ping')) return onQuestion(socket);
          return void socket.write('HTTP/1.1 200 OK\r\nApi-Version: 1.45\r\nContent-Length: 2\r\n\r\nOK');
        });
      }),
    );
    await expect(engine.listContainers()).rejects.toMatchObject({
      code: 'ENGINE_UNREACHABLE',
      message: 'The Docker Engine cannot be reached',
      detail: expect.stringContaining(fake.socket),
      hint: expect.stringContaining('docker info'),
    });
  });

  test('nobody listens', async () => {
    const engine = createEngine({ env: { DOCKER_HOST: 'unix:///nowhere/docker.sock' } });
    await expect(engine.info()).rejects.toMatchObject({
      code: 'ENGINE_UNREACHABLE',
      detail: expect.stringMatching(/^unix:\/\/\/nowhere\/docker\.sock: .*connect ENOENT/),
    });
  });

  test.each(['EACCES', 'EPERM'])('a socket that is not for this user: %s', (code) => {
    const error = Object.assign(new Error(`connect ${code}`), { code });
    expect(connectionFailure(error, 'unix:///var/run/docker.sock')).toMatchObject({
      code: 'ENGINE_FORBIDDEN',
      message: 'You do not have permission to use the Docker Engine',
      cause: error,
    });
  });

  test.each([
    ['without a code', new TypeError('x is not a function')],
    ['of Node', Object.assign(new Error('of the wrong type'), { code: 'ERR_INVALID_ARG_TYPE' })],
  ])('a mistake of ours, %s, stays one', (_, error) => {
    expect(connectionFailure(error, 'unix:///var/run/docker.sock')).toBe(error);
  });
});

describe('an Engine that is too old', () => {
  test.each([
    ['it says so', '1.43', '1.43'],
    ['it says nothing', '', 'unknown'],
  ])('%s', async (_, api, said) => {
    const { engine } = await engineAt(fakeEngine({ ...LIST, 'GET /version': fixture('version.json') }, { api }));
    await expect(engine.listContainers()).rejects.toMatchObject({
      code: 'ENGINE_TOO_OLD',
      message: expect.stringContaining(`version ${said} of its API`),
    });
    expect(await engine.version()).toMatchObject({ version: '26.1.5+dfsg1' });
  });
});

describe('a signal', () => {
  const reason = new Error('Ctrl-C');

  test('that has aborted already lets nothing be asked', async () => {
    const { engine, fake } = await engineAt(fakeEngine(LIST));
    await expect(engine.listContainers({}, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    expect(fake.connections()).toBe(0);
  });

  test('ends a question, and not the others', async () => {
    const ending = new AbortController();
    const { engine } = await engineAt(fakeEngine({ ...LIST, 'GET /info': () => ending.abort(reason) }));
    const other = engine.listContainers();
    await expect(engine.info({ signal: ending.signal })).rejects.toBe(reason);
    expect(await other).toEqual([]);
    expect(await engine.listContainers()).toEqual([]);
  });

  test('ends what is watched, with its connection', async () => {
    const ending = new AbortController();
    const { engine, fake } = await engineAt(
      fakeEngine({ 'GET /events': (response) => void response.write(fixture('events.jsonl')) }),
    );
    const watch = async (): Promise<void> => {
      for await (const _ of engine.events({ signal: ending.signal })) ending.abort(reason);
    };
    await expect(watch()).rejects.toBe(reason);
    while (fake.open.size > 1) await new Promise((resolve) => setTimeout(resolve, 5));
  });
});

describe('docker system dial-stdio', () => {
  const directory = mkdtempSync(join(tmpdir(), 'ktrdr-dial-'));

  function dockerThat(program: string): Record<string, string> {
    writeFileSync(join(directory, 'docker'), program);
    chmodSync(join(directory, 'docker'), 0o755);
    return { PATH: `${directory}:${env['PATH'] ?? ''}`, DOCKER_HOST: 'ssh://me@far' };
  }
  afterAll(() => rmSync(directory, { recursive: true }));

  test('is a connection like any other, and ends with it', async () => {
    const { fake } = await engineAt(fakeEngine({ ...LIST, 'GET /events': fixture('events.jsonl') }));
    const engine = createEngine({ env: dockerThat(diallerTo(fake.socket)) });
    expect(await engine.endpoint()).toBe('ssh://me@far');
    await engine.listContainers();
    await engine.listContainers();
    expect(fake.connections()).toBe(1);
    const actions = [];
    for await (const { action } of engine.events()) actions.push(action);
    expect(actions).toContain('start');
    engine.close();
    while (fake.open.size > 0) await new Promise((resolve) => setTimeout(resolve, 5));
  });

  test('no more than four at a time are for questions', async () => {
    const { fake } = await engineAt(fakeEngine(LIST));
    const engine = createEngine({ env: dockerThat(diallerTo(fake.socket)) });
    await Promise.all(Array.from({ length: 12 }, async () => await engine.listContainers()));
    expect(fake.connections()).toBe(4);
    engine.close();
  });

  test.each([
    [
      'ssh does not get through',
      'ssh: connect to host far port 22: Connection refused',
      { code: 'ENGINE_UNREACHABLE', detail: 'ssh: connect to host far port 22: Connection refused' },
    ],
    [
      'the context is not there',
      'context "far": context not found: open meta.json: no such file or directory',
      { code: 'CONTEXT_MISSING', message: 'There is no Docker context far' },
    ],
    [
      'the user is not let in there',
      'permission denied while trying to connect to the Docker daemon socket',
      { code: 'ENGINE_FORBIDDEN' },
    ],
  ])('%s', async (_, words, expected) => {
    const engine = createEngine({ env: dockerThat(`#!/bin/sh\necho '${words}' >&2\nexit 1\n`) });
    await expect(engine.listContainers()).rejects.toMatchObject(expected);
  });

  test('ends without a word', async () => {
    const engine = createEngine({ env: dockerThat('#!/bin/sh\nexit 0\n') });
    await expect(engine.listContainers()).rejects.toMatchObject({ code: 'ENGINE_UNREACHABLE' });
  });

  test('hangs', async () => {
    const engine = createEngine({ env: dockerThat('#!/bin/sh\nexec sleep 1000\n') });
    await expect(engine.listContainers({}, { timeoutMs: 100 })).rejects.toMatchObject({ code: 'DOCKER_TIMEOUT' });
    engine.close();
  });

  test('there is no docker command', async () => {
    const engine = createEngine({ env: { PATH: '/nowhere', DOCKER_HOST: 'ssh://me@far' } });
    await expect(engine.listContainers()).rejects.toMatchObject({ code: 'DOCKER_MISSING' });
  });
});
