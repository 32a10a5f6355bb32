import { afterEach, describe, expect, test } from '@jest/globals';
import { createEngine, type Engine } from '../src/index.ts';
import { type Answer, type FakeEngine, fakeEngine } from './support/fake-engine.ts';
import { fixture } from './support/fixture.ts';

let engine: Engine;
let fake: FakeEngine;
afterEach(async () => {
  engine.close();
  await fake.close();
});

async function engineThat(answers: Readonly<Record<string, string | Buffer | Answer>>): Promise<Engine> {
  fake = await fakeEngine(answers);
  engine = createEngine({ env: fake.env });
  return engine;
}

const status =
  (code: number, text = ''): Answer =>
  (response) =>
    void response.writeHead(code).end(text);
async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found = [];
  for await (const item of items) found.push(item);
  return found;
}

const multiplexed: Answer = (response) =>
  void response
    .writeHead(200, { 'Content-Type': 'application/vnd.docker.multiplexed-stream' })
    .end(fixture('logs.bin'));
const NOT_THERE = status(404, '{"message":"No such thing"}');
const SHOP = { 'com.example.shop': 'yes' };

describe('containers', () => {
  test('in a list', async () => {
    const found = await (await engineThat({ 'GET /containers/json': fixture('containers.json') })).listContainers();
    expect(found.map(({ name, state, status: text }) => [name, state, text])).toEqual([
      ['terminal', 'running', 'Up 2 seconds'],
      ['gone', 'exited', 'Exited (3) 2 seconds ago'],
      ['till', 'running', 'Up 3 seconds (healthy)'],
    ]);
    expect(found[2]).toMatchObject({
      id: expect.stringMatching(/^[0-9a-f]{64}$/),
      imageId: expect.stringMatching(/^sha256:/),
      createdAt: 1_795_678_249_000,
      labels: SHOP,
      ports: [
        { target: 80, published: 8123, address: '127.0.0.1', protocol: 'tcp' },
        { target: 81, published: 8124, address: '0.0.0.0', protocol: 'udp' },
        { target: 81, published: 8124, address: '::', protocol: 'udp' },
      ],
      mounts: [
        { type: 'volume', name: 'goods', target: '/goods' },
        { type: 'volume', name: expect.stringMatching(/^[0-9a-f]{64}$/), target: '/anonymous' },
      ],
    });
  });

  test('with other names than their own', async () => {
    const [first] = JSON.parse(fixture('containers.json').toString());
    const linked = JSON.stringify([{ ...first, Names: ['/other/link', '/own'] }]);
    expect(await (await engineThat({ 'GET /containers/json': linked })).listContainers()).toMatchObject([
      { name: 'own' },
    ]);
  });

  test('by names: the Engine takes a part of a name for a match', async () => {
    await engineThat({ 'GET /containers/json': fixture('containers.json') });
    expect(await engine.listContainers({ names: ['till', 'al'] })).toMatchObject([{ name: 'till' }]);
    expect(decodeURIComponent(fake.asked[0] ?? '')).toContain('filters={"name":["till","al"]}');
  });

  test('by no names: nothing is asked', async () => {
    await engineThat({});
    expect(await engine.listContainers({ names: [] })).toEqual([]);
    expect(await engine.listVolumes({ names: [] })).toEqual([]);
    expect(await engine.listNetworks({ names: [] })).toEqual([]);
    expect(fake.asked).toEqual([]);
  });

  test('all that the Engine says of one, as it says it', async () => {
    await engineThat({ 'GET /containers/till/json': fixture('container.json') });
    expect(await engine.containerDetails('till')).toMatchObject({
      Name: '/till',
      Config: { Env: expect.arrayContaining(['NAME=va=lue']) },
      HostConfig: expect.any(Object),
    });
  });

  test('one that runs', async () => {
    const found = await (
      await engineThat({ 'GET /containers/till/json': fixture('container.json') })
    ).inspectContainer('till');
    expect(found).toMatchObject({
      name: 'till',
      labels: SHOP,
      environment: expect.arrayContaining(['NAME=va=lue']),
      hasTerminal: false,
      state: 'running',
      exitCode: 0,
      startedAt: expect.any(Number),
      finishedAt: undefined,
      startError: '',
      outOfMemory: false,
      restartCount: 0,
      restartPolicy: 'on-failure',
      user: '',
      memoryLimit: 0,
      ports: [
        { target: 80, protocol: 'tcp', published: 8123, address: '127.0.0.1' },
        { target: 81, protocol: 'udp', published: 8124, address: '0.0.0.0' },
        { target: 81, protocol: 'udp', published: 8124, address: '::' },
      ],
      mounts: [
        { type: 'volume', source: '/var/lib/docker/volumes/goods/_data', target: '/goods' },
        { type: 'volume', source: expect.any(String), target: '/anonymous' },
      ],
      networkMode: 'shop',
      networks: [{ network: 'shop', aliases: ['cash'], dnsNames: expect.arrayContaining(['till', 'cash']) }],
    });
    expect(found?.health).toMatchObject({ status: 'healthy' });
    expect(found?.health?.probes.at(-1)).toEqual({ startedAt: expect.any(String), exitCode: 0, output: 'well\n' });
  });

  test('the files at a path in one; none where there is nothing', async () => {
    await engineThat({
      'GET /containers/till/archive': fixture('secrets.tar'),
      'GET /containers/gone/archive': NOT_THERE,
    });
    const found = await engine.readFiles('till', '/run/secrets');
    expect(found?.files.map(String)).toEqual(['envhush', 'filesecret-hush\n']);
    expect(found?.unread).toEqual([]);
    expect(fake.asked).toEqual(['GET /v1.45/containers/till/archive?path=%2Frun%2Fsecrets']);
    expect(await engine.readFiles('gone', '/run/secrets')).toBeUndefined();
  });

  test('files that are no text come as they are, and of too many bytes the rest is not read', async () => {
    const header = fixture('secrets.tar').subarray(512, 1024);
    const bytes = Buffer.from([0xff, 0xc3, 0x28, 0, 0x80, 0xe2, 0x82]);
    const whole = Buffer.concat([header, bytes, Buffer.alloc(505)]);
    await engineThat({
      'GET /containers/till/archive': (response) => {
        response.writeHead(200).write(whole);
        const more = (): void => {
          while (!response.destroyed && response.write(header));
        };
        response.on('drain', more);
        more();
      },
    });
    const found = await engine.readFiles('till', '/data', { maxBytes: 2048 });
    expect(found?.files[0]).toEqual(bytes);
    expect(found?.unread).toEqual(['/data']);
  });

  test('one that has ended', async () => {
    await engineThat({ 'GET /containers/gone/json': fixture('container-stopped.json') });
    expect(await engine.inspectContainer('gone')).toMatchObject({
      state: 'exited',
      exitCode: 3,
      finishedAt: expect.any(Number),
      restartPolicy: 'no',
      health: undefined,
      ports: [],
    });
  });

  test('what one uses', async () => {
    await engineThat({
      'GET /containers/till/stats': fixture('stats.json'),
      'GET /containers/gone/stats': fixture('stats-stopped.json'),
    });
    expect(await engine.stats('till')).toEqual({
      time: Date.parse('2026-11-26T07:30:56.339Z'),
      processor: { used: 255_903_509, machine: 78_729_850_000_000, processors: 2 },
      memory: { used: 573_440, limit: 25_276_514_304 },
      processes: 2,
      network: { received: 1112, sent: 0 },
      disk: { read: 0, written: 0 },
    });
    expect(await engine.stats('gone')).toBeUndefined();
    expect(fake.asked[0]).toContain('?stream=false&one-shot=true');
  });

  test.each([
    ['of the second generation of control groups', { inactive_file: 100 }],
    ['of the first', { total_inactive_file: 100 }],
  ])('memory without files that can be let go of, %s', async (_, stats) => {
    const text = JSON.stringify({
      ...JSON.parse(fixture('stats.json').toString()),
      memory_stats: { usage: 300, limit: 1000, stats },
      blkio_stats: {
        io_service_bytes_recursive: [
          { op: 'read', value: 1 },
          { op: 'write', value: 2 },
          { op: 'Read', value: 4 },
        ],
      },
    });
    await engineThat({ 'GET /containers/till/stats': text });
    expect(await engine.stats('till')).toMatchObject({
      memory: { used: 200, limit: 1000 },
      disk: { read: 5, written: 2 },
    });
  });

  test('their processes', async () => {
    await engineThat({ 'GET /containers/till/top': fixture('top.json') });
    const { titles, processes } = await engine.top('till', '-eo pid,args');
    expect(titles).toEqual(['PID', 'COMMAND']);
    expect(processes.map(([, command]) => command)).toContain('sleep 1000');
    expect(fake.asked[0]).toBe('GET /v1.45/containers/till/top?ps_args=-eo+pid%2Cargs');
  });

  test.each<[string, () => Promise<boolean>, string]>([
    ['stop', () => engine.stopContainer('a'), 'POST /v1.45/containers/a/stop'],
    ['stop, with a time', () => engine.stopContainer('a', { graceSeconds: 0 }), 'POST /v1.45/containers/a/stop?t=0'],
    ['restart', () => engine.restartContainer('a'), 'POST /v1.45/containers/a/restart'],
    ['remove', () => engine.removeContainer('a'), 'DELETE /v1.45/containers/a'],
    [
      'remove, whatever it does',
      () => engine.removeContainer('a', { force: true, volumes: true }),
      'DELETE /v1.45/containers/a?force=1&v=1',
    ],
    ['a name that is none', () => engine.removeContainer('../a?b'), 'DELETE /v1.45/containers/..%2Fa%3Fb'],
  ])('%s', async (_, act, asked) => {
    const [method, path = ''] = asked.replace('/v1.45', '').replace(/\?.*/, '').split(' ');
    await engineThat({ [`${method} ${path}`]: status(204) });
    expect(await act()).toBe(true);
    expect(fake.asked).toEqual([asked]);
    engine.close();
    await fake.close();
    await engineThat({ [`${method} ${path}`]: NOT_THERE });
    expect(await act()).toBe(false);
  });

  test.each<[string, () => Promise<void>, string]>([
    ['unpaused', () => engine.unpauseContainer('a'), 'POST /v1.45/containers/a/unpause'],
    ['renamed', () => engine.renameContainer('a', 'b c'), 'POST /v1.45/containers/a/rename?name=b+c'],
    [
      'put on a network',
      () => engine.connectContainer('n', 'a'),
      'POST /v1.45/networks/n/connect {"Container":"a","EndpointConfig":{"IPAMConfig":{}}}',
    ],
    [
      'taken off a network',
      () => engine.disconnectContainer('n', 'a'),
      'POST /v1.45/networks/n/disconnect {"Container":"a","Force":true}',
    ],
  ])('one cannot be %s that is not there: the Engine says so', async (_, act, asked) => {
    const [method, path = ''] = asked.replace('/v1.45', '').replace(/\?.*/, '').split(' ');
    await engineThat({ [`${method} ${path}`]: status(200) });
    await act();
    expect(fake.asked).toEqual([asked]);
    engine.close();
    await fake.close();
    await engineThat({ [`${method} ${path}`]: NOT_THERE });
    await expect(act()).rejects.toMatchObject({
      code: 'DOCKER_FAILED',
      detail: 'Error response from daemon: No such thing',
    });
  });

  test('stop one that does not run', async () => {
    await engineThat({ 'POST /containers/a/stop': status(304) });
    expect(await engine.stopContainer('a')).toBe(true);
  });
});

describe('volumes, networks and images', () => {
  test('what volumes hold is told of those of which the Engine knows it', async () => {
    const Volumes = [
      { Name: 'goods', UsageData: { Size: 1200, RefCount: 1 } },
      { Name: 'empty', UsageData: { Size: 0, RefCount: 0 } },
      { Name: 'unknown', UsageData: { Size: -1, RefCount: -1 } },
      { Name: 'untold', UsageData: null },
    ];
    await engineThat({ 'GET /system/df': JSON.stringify({ Volumes }) });
    expect([...(await engine.volumeSizes())]).toEqual([
      ['goods', 1200],
      ['empty', 0],
    ]);
    expect(fake.asked).toEqual(['GET /v1.45/system/df?type=volume']);
  });

  test('volumes', async () => {
    await engineThat({
      'GET /volumes': fixture('volumes.json'),
      'GET /volumes/goods': fixture('volume.json'),
      'GET /volumes/none': NOT_THERE,
      'DELETE /volumes/goods': status(204),
    });
    const goods = { name: 'goods', createdAt: '2026-11-26T07:30:49Z', driver: 'local', options: {}, labels: SHOP };
    expect(await engine.listVolumes({ labels: ['com.example.shop'] })).toEqual([goods]);
    expect(await engine.inspectVolume('goods')).toEqual(goods);
    expect(await engine.inspectVolume('none')).toBeUndefined();
    expect(await engine.removeVolume('goods')).toBe(true);
  });

  test('what fails is said in the words of who asks, where there are some', async () => {
    await engineThat({ 'GET /volumes': status(500, '{"message":"no space"}') });
    const detail = 'Error response from daemon: no space';
    await expect(engine.listVolumes()).rejects.toMatchObject({ message: 'Could not list volumes', detail });
    await expect(engine.listVolumes({}, { doing: 'list volumes of shop' })).rejects.toMatchObject({
      message: 'Could not list volumes of shop',
      detail,
    });
  });

  test('an Engine without volumes', async () => {
    await engineThat({ 'GET /volumes': '{"Volumes":null,"Warnings":null}' });
    expect(await engine.listVolumes()).toEqual([]);
  });

  test('networks', async () => {
    await engineThat({
      'GET /networks': fixture('networks.json'),
      'GET /networks/shop': fixture('network.json'),
      'GET /networks/none': NOT_THERE,
      'DELETE /networks/shop': status(204),
      'POST /networks/shop/connect': status(200),
      'POST /networks/shop/disconnect': status(200),
    });
    const shop = { name: 'shop', driver: 'bridge', labels: SHOP, internal: false, ipv6: false };
    expect(await engine.listNetworks()).toMatchObject([shop]);
    expect(await engine.inspectNetwork('shop')).toMatchObject({
      ...shop,
      members: [{ name: 'till', addresses: ['172.18.0.2'] }],
    });
    expect(await engine.inspectNetwork('none')).toBeUndefined();
    expect(await engine.removeNetwork('shop')).toBe(true);
    await engine.connectContainer('shop', 'till', { aliases: ['cash'], ipv4: '172.18.0.9' });
    await engine.connectContainer('shop', 'till');
    await engine.disconnectContainer('shop', 'till');
    expect(fake.asked.slice(-3)).toEqual([
      'POST /v1.45/networks/shop/connect {"Container":"till","EndpointConfig":{"Aliases":["cash"],"IPAMConfig":{"IPv4Address":"172.18.0.9"}}}',
      'POST /v1.45/networks/shop/connect {"Container":"till","EndpointConfig":{"IPAMConfig":{}}}',
      'POST /v1.45/networks/shop/disconnect {"Container":"till","Force":true}',
    ]);
  });

  test('images', async () => {
    await engineThat({
      'GET /images/json': fixture('images.json'),
      'GET /images/registry%3A5000/a/b%3A1/json': fixture('image.json'),
      'GET /images/none/json': NOT_THERE,
      'POST /images/sha256%3A1/tag': status(201),
      'POST /images/none/tag': NOT_THERE,
      'DELETE /images/a%3A1': status(200, '[{"Untagged":"a:1"}]'),
    });
    const images = await engine.listImages();
    expect(images.flatMap(({ tags }) => tags)).toContain('ktrdr-test-app:c655c1db1fed');
    expect(await engine.inspectImage('registry:5000/a/b:1')).toEqual({
      id: expect.stringMatching(/^sha256:/),
      tags: ['ktrdr-test-app:c655c1db1fed'],
      digests: [],
      labels: {},
    });
    expect(await engine.inspectImage('none')).toBeUndefined();
    expect(await engine.removeImage('a:1')).toBe(true);
    expect(await engine.tagImage('sha256:1', 'registry:5000/a/b:1')).toBe(true);
    expect(await engine.tagImage('sha256:1', 'registry:5000/a')).toBe(true);
    expect(await engine.tagImage('none', 'a:1')).toBe(false);
    expect(fake.asked.slice(-3, -1)).toEqual([
      'POST /v1.45/images/sha256%3A1/tag?repo=registry%3A5000%2Fa%2Fb&tag=1',
      'POST /v1.45/images/sha256%3A1/tag?repo=registry%3A5000%2Fa',
    ]);
  });
});

describe('the Engine', () => {
  test('its version and who it is', async () => {
    await engineThat({ 'GET /version': fixture('version.json'), 'GET /info': fixture('info.json') });
    expect(await engine.version()).toEqual({
      version: '26.1.5+dfsg1',
      api: '1.45',
      oldestApi: '1.24',
      os: 'linux',
      architecture: 'amd64',
    });
    expect(await engine.info()).toEqual({
      id: '3883f5a0-e8d1-441b-acc4-edd8d31319f0',
      time: expect.any(Number),
      version: '26.1.5+dfsg1',
      memory: 25_276_514_304,
      processors: 2,
      rootDirectory: '/var/lib/docker',
    });
    expect(fake.asked).toEqual(['GET /version', 'GET /v1.45/info']);
  });

  test('what happens, in pieces that end inside lines', async () => {
    const bytes = fixture('events.jsonl');
    await engineThat({
      'GET /events': (response) => {
        for (let at = 0; at < bytes.length; at += 100) response.write(bytes.subarray(at, at + 100));
        response.end();
      },
    });
    const found = [];
    for await (const one of engine.events({
      since: 1_795_678_249_000,
      until: 1_795_678_250_500,
      types: ['container'],
      actions: ['start', 'die'],
      labels: ['com.example.shop'],
    }))
      found.push(one);
    expect(found.length).toBe(bytes.toString().trim().split('\n').length);
    expect(found.find(({ action }) => action === 'die')).toMatchObject({
      type: 'container',
      id: expect.stringMatching(/^[0-9a-f]{64}$/),
      attributes: { exitCode: '3', name: 'gone', ...SHOP },
      time: expect.any(Number),
    });
    expect(decodeURIComponent(fake.asked[0] ?? '')).toBe(
      'GET /v1.45/events?since=1795678249.000&until=1795678250.500&filters={"label":["com.example.shop"],"type":["container"],"event":["start","die"]}',
    );
  });

  test('the loop over what happens is left: so is the connection', async () => {
    await engineThat({ 'GET /events': (response) => void response.write(fixture('events.jsonl')) });
    for await (const one of engine.events()) {
      expect(one.type).toBe('container');
      break;
    }
    while (fake.open.size > 1) await new Promise((resolve) => setTimeout(resolve, 5));
  });

  test('the Engine dies while something is watched', async () => {
    await engineThat({
      'GET /events': (response) => {
        response.write(fixture('events.jsonl'));
        setTimeout(() => response.destroy(), 20);
      },
    });
    await expect(all(engine.events())).rejects.toMatchObject({ code: 'ENGINE_UNREACHABLE' });
  });
});

describe('logs', () => {
  test('of both streams', async () => {
    await engineThat({ 'GET /containers/till/logs': multiplexed });
    expect(await all(engine.logs('till', { timestamps: true, tail: 5, since: 1000, until: 2500 }))).toMatchObject([
      { stream: 'stderr', text: 'to err' },
      { stream: 'stdout', text: 'to out' },
    ]);
    expect(fake.asked).toEqual([
      'GET /v1.45/containers/till/logs?stdout=1&stderr=1&tail=5&since=1.000&until=2.500&timestamps=1',
    ]);
  });

  test('of a terminal', async () => {
    await engineThat({
      'GET /containers/terminal/logs': (response) =>
        void response.writeHead(200, { 'Content-Type': 'application/vnd.docker.raw-stream' }).end('one\r\ntwo\r\n'),
    });
    expect(await all(engine.logs('terminal'))).toEqual([
      { stream: 'stdout', text: 'one' },
      { stream: 'stdout', text: 'two' },
    ]);
  });

  test('of a container that is not there', async () => {
    await engineThat({ 'GET /containers/a/logs': status(404, '{"message":"No such container: a"}') });
    await expect(all(engine.logs('a'))).rejects.toMatchObject({
      code: 'DOCKER_FAILED',
      message: 'Could not read the log of container a',
      detail: 'Error response from daemon: No such container: a',
    });
  });

  test('of an Engine that stops in the middle of it: the time limit holds', async () => {
    await engineThat({
      'GET /containers/till/logs': (response) =>
        void response
          .writeHead(200, { 'Content-Type': 'application/vnd.docker.multiplexed-stream' })
          .write(fixture('logs.bin')),
    });
    const lines: string[] = [];
    const reading = (async () => {
      for await (const { text } of engine.logs('till', { timeoutMs: 100 })) lines.push(text);
    })();
    await expect(reading).rejects.toMatchObject({
      code: 'DOCKER_TIMEOUT',
      detail: expect.stringContaining('nothing came for 0.1 s'),
    });
    expect(lines).toHaveLength(2);
  });

  test('of one who takes his time with each line: that is not the Engine', async () => {
    await engineThat({ 'GET /containers/till/logs': multiplexed });
    const lines: string[] = [];
    for await (const { text } of engine.logs('till', { timeoutMs: 100 })) {
      await new Promise((resolve) => setTimeout(resolve, 150));
      lines.push(text);
    }
    expect(lines).toHaveLength(2);
  });

  test('followed, of a container that says nothing for longer than the time limit', async () => {
    await engineThat({
      'GET /containers/till/json': fixture('container.json'),
      'GET /containers/till/logs': (response, request) => void setTimeout(() => multiplexed(response, request), 300),
    });
    expect(await all(engine.logs('till', { follow: true, timeoutMs: 100 }))).toHaveLength(2);
  });

  test('followed, of an Engine that does not answer: the time limit holds', async () => {
    await engineThat({ 'GET /containers/till/json': () => {} });
    await expect(all(engine.logs('till', { follow: true, timeoutMs: 100 }))).rejects.toMatchObject({
      code: 'DOCKER_TIMEOUT',
    });
  });
});

describe('exec', () => {
  const OUT = Buffer.from('0100000000000003686f0a', 'hex');
  const ERR = Buffer.from('02000000000000036e6f0a', 'hex');
  const runs = (states: string[], start: Answer = (response) => void response.end(Buffer.concat([OUT, ERR]))) => ({
    'POST /containers/a/exec': status(201, '{"Id":"e1"}'),
    'POST /exec/e1/start': start,
    'GET /exec/e1/json': ((response) =>
      void response.end(states.length > 1 ? states.shift() : states[0])) satisfies Answer,
  });
  const ENDED = '{"Running":false,"ExitCode":3}';

  test.each([
    ['that has ended', [ENDED]],
    ['whose end the Engine learns a moment later', ['{"Running":true,"ExitCode":null}', ENDED]],
  ])('a command %s', async (_, states) => {
    await engineThat(runs(states));
    const result = await engine.exec('a', ['sh', '-c', 'x y'], {
      env: { A: 'b c' },
      user: 'me',
      workingDirectory: '/w',
    });
    expect(result).toEqual({ exitCode: 3, stdout: 'ho\n', stderr: 'no\n' });
    expect(fake.asked.slice(0, 2)).toEqual([
      'POST /v1.45/containers/a/exec {"AttachStdout":true,"AttachStderr":true,"Cmd":["sh","-c","x y"],"Env":["A=b c"],"User":"me","WorkingDir":"/w"}',
      'POST /v1.45/exec/e1/start {"Detach":false,"Tty":false}',
    ]);
  });

  test('a container that does not run', async () => {
    await engineThat({ 'POST /containers/a/exec': status(409, '{"message":"container a is not running"}') });
    await expect(engine.exec('a', ['true'])).rejects.toMatchObject({
      code: 'DOCKER_FAILED',
      message: 'Could not run true in container a',
      detail: 'Error response from daemon: container a is not running',
    });
  });

  test('a command that does not end: the time limit holds', async () => {
    await engineThat(runs([ENDED], (response) => void response.write(OUT)));
    await expect(engine.exec('a', ['sleep', '9'], { timeoutMs: 200 })).rejects.toMatchObject({
      code: 'DOCKER_TIMEOUT',
      message: 'Docker did not answer in time: could not run sleep in container a',
      detail: expect.stringContaining('still running'),
    });
    while (fake.open.size > 1) await new Promise((resolve) => setTimeout(resolve, 5));
  });

  test('what it says is cut off', async () => {
    await engineThat(runs([ENDED], (response) => void response.end(OUT.subarray(0, 9))));
    await expect(engine.exec('a', ['true'])).rejects.toMatchObject({ code: 'ENGINE_UNREACHABLE' });
  });
});
