import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { assertOk } from '../src/stage/assert-ok.ts';
import { git } from '../src/stage/git.ts';
import { setStage, type Stage } from '../src/stage/stage.ts';

// Sandboxes that leave services out, and Compose files of the user's own: both are remembered.

let stage: Stage;
let clone: string;

beforeAll(async () => {
  stage = await setStage('lean');
  clone = await stage.clone('ktrdr');
});
afterAll(async () => await stage.strike());

async function services(project: string): Promise<string[]> {
  const containers = await stage.docker.containers(project);
  return containers.map(({ service }) => service).toSorted();
}

describe('the whole stack', () => {
  let cwd: string;
  const up = async (flags = '') => await stage.ktrdr(`sandbox up --no-secrets ${flags}`.trim(), { cwd });
  const LEAN = ['backend', 'backtest-worker-1', 'db', 'mcp-local', 'prometheus', 'training-worker-1'];
  beforeAll(async () => {
    assertOk(await stage.ktrdr('sandbox create lean', { cwd: clone }));
    cwd = join(stage.directory, 'ktrdr--lean');
  });

  test('is started in part, and the gate expects exactly that', async () => {
    const result = assertOk(await up('--workers 2 --without grafana --without jaeger'));
    expect(result.output).toMatch(/left out, now and later: .*backtest-worker-2.*training-worker-2/i);
    expect(result.output).toMatch(/workers 2 registered/);
    expect(result.output).toMatch(/containers 6 running/);
    expect(result.output).not.toMatch(/grafana +http/i);
    expect(await services('ktrdr--lean')).toEqual(LEAN);
  });

  test('stays so at a later start, which says how it comes back', async () => {
    const result = assertOk(await up());
    expect(result.output).toMatch(/--with <service>, --workers all/);
    expect(await services('ktrdr--lean')).toEqual(LEAN);
    const lines = (await readFile(join(cwd, '.env.sandbox'), 'utf8')).split('\n');
    expect(lines).toEqual(expect.arrayContaining(['KTRDR_UP_WORKERS=2', 'KTRDR_UP_WITHOUT=grafana,jaeger']));
  });

  test.each([
    ['--without db', /backend, backtest-worker-1, training-worker-1 need db/, /--without backend/],
    ['--without grafna', /no service grafna/, /it has: .*grafana/i],
    ['--workers 5', /no 5 workers/, /a number up to 4/],
    ['--workers 2 --with training-worker-2', /beyond the 2 workers/, /only --with/],
  ])('%s is refused, and nothing changes', async (flags, message, hint) => {
    const result = await up(flags);
    expect(result.exitCode).toBe(1);
    expect(result.stderr).toMatch(message);
    expect(result.stderr).toMatch(hint);
    expect(await services('ktrdr--lean')).toEqual(LEAN);
    assertOk(await up('--no-wait'));
    expect(await services('ktrdr--lean')).toEqual(LEAN);
  });

  test('gets a worker beyond the number back by its name', async () => {
    const result = assertOk(await up('--with training-worker-2'));
    expect(result.output).toMatch(/workers 3 registered/);
    expect(await services('ktrdr--lean')).toEqual([...LEAN, 'training-worker-2']);
    const lines = (await readFile(join(cwd, '.env.sandbox'), 'utf8')).split('\n');
    expect(lines.filter((line) => line.startsWith('KTRDR_UP_'))).toEqual([
      'KTRDR_UP_WITHOUT=backtest-worker-2,grafana,jaeger',
    ]);
  });

  test('gets leaner and fuller again: what is newly left out goes, what is wanted again comes', async () => {
    assertOk(await up('--without mcp-local --workers 0 --with grafana'));
    expect(await services('ktrdr--lean')).toEqual(['backend', 'db', 'grafana', 'prometheus']);
    const result = assertOk(await up('--with mcp-local --with jaeger --with backtest-worker-2 --workers all'));
    expect(result.output).toMatch(/workers 4 registered/);
    expect(result.output).not.toMatch(/left out/i);
    expect(await services('ktrdr--lean')).toHaveLength(10);
    expect(await readFile(join(cwd, '.env.sandbox'), 'utf8')).not.toMatch(/KTRDR_UP_/);
  });
});

describe('files of the user’s own', () => {
  let cwd: string;
  const up = async (flags = '') => await stage.ktrdr(`sandbox up --no-secrets ${flags}`.trim(), { cwd });

  beforeAll(async () => {
    const idle = { image: stage.appImage, command: ['sleep', 'infinity'], init: true, restart: 'unless-stopped' };
    const tools = { ...idle, networks: ['nowhere'], volumes: ['nothing:/data'], depends_on: ['store'] };
    const needs = { store: { condition: 'service_started' }, tools: { condition: 'service_started', required: false } };
    const base = {
      services: { store: idle, tools, user: { ...idle, depends_on: needs } },
      networks: { nowhere: { external: true, name: 'ktrdr-test-nowhere' } },
      volumes: { nothing: { external: true, name: 'ktrdr-test-nothing' } },
    };
    await writeFile(join(clone, 'docker-compose.sandbox.yml'), JSON.stringify(base));
    await writeFile(
      join(clone, 'over.yml'),
      JSON.stringify({ services: { store: { labels: { mine: 'yes' } }, more: idle } }),
    );
    await git(clone, 'add', '--all', '--force');
    await git(clone, 'commit', '-q', '-m', 'files');
    assertOk(await stage.ktrdr('sandbox create files --from HEAD', { cwd: clone }));
    cwd = join(stage.directory, 'ktrdr--files');
  });

  test('what only a service that is left out asks for may be missing', async () => {
    const refused = await up();
    expect(refused.exitCode).toBe(1);
    expect(refused.stderr).toMatch(/network ktrdr-test-nowhere, volume ktrdr-test-nothing/);
    assertOk(await up('--without tools'));
    expect(await services('ktrdr--files')).toEqual(['store', 'user']);
    expect((await stage.docker.networks('ktrdr--files')).map(({ name }) => name)).toEqual(['ktrdr--files_default']);
  });

  test('an override file is merged, remembered and shown, from any directory', async () => {
    const flags = '--compose-file docker-compose.sandbox.yml --compose-file over.yml';
    const asked = assertOk(await up(flags));
    expect(asked.output).toMatch(/Compose file: docker-compose\.sandbox\.yml, over\.yml \(\d/);
    expect(await services('ktrdr--files')).toEqual(['more', 'store', 'user']);
    const later = assertOk(await stage.ktrdr('sandbox up --no-secrets', { cwd: join(cwd, 'config') }));
    expect(later.output).toMatch(/Compose file: docker-compose\.sandbox\.yml, over\.yml \(.*--no-compose-file/);
    expect(await services('ktrdr--files')).toEqual(['more', 'store', 'user']);
  });

  test('one that is gone is said, with the way back, which is --no-compose-file', async () => {
    await git(cwd, 'rm', '-q', 'over.yml');
    const refused = await up();
    expect(refused.exitCode).toBe(1);
    expect(refused.stderr).toMatch(/earlier up is gone: .*over\.yml[^]*--no-compose-file/);
    const result = assertOk(await up('--no-compose-file'));
    expect(result.output).toMatch(/Compose file: docker-compose\.sandbox\.yml \(\d/);
    expect(assertOk(await up()).output).not.toMatch(/earlier up/);
  });
});

describe('more workers for local-prod', () => {
  let prod: string;
  const up = async (flags = '') => await stage.ktrdr(`local-prod up --no-secrets ${flags}`.trim(), { cwd: prod });
  const EXTRA = ['backtest-worker-3', 'backtest-worker-4', 'training-worker-3', 'training-worker-4'];
  let store: string;
  let extra: string;
  const write = async (text: string) => await writeFile(join(prod, 'docker-compose.sandbox.yml'), text);

  beforeAll(async () => {
    prod = await stage.clone();
    const idle = `image: "${stage.appImage}", command: [sleep, infinity], init: true`;
    store = `services:\n  store: { ${idle} }\n  backtest-worker-1: { ${idle} }\n`;
    extra = EXTRA.map((name) => `  ${name}:\n    { ${idle}, restart: unless-stopped, profiles: [local-prod] }\n`).join(
      '',
    );
    assertOk(await stage.ktrdr('local-prod init', { cwd: prod }));
  });

  test('that the file has as comments are refused in one sentence, before anything else', async () => {
    await write(`${store}${extra.replaceAll(/^ {2}/gm, '  # ')}`);
    const result = await stage.ktrdr('local-prod up --workers 6', { cwd: prod });
    expect(result.exitCode).toBe(1);
    expect(result.output).toMatch(
      /has no service backtest-worker-3, backtest-worker-4: they are commented out there\n.*uncomment them/i,
    );
    // Nothing was asked of 1Password, and nothing warned about.
    expect(result.output).not.toMatch(/secrets|warning|checks/i);
    assertOk(await up());
    expect(await services('ktrdr-prod')).toEqual(['backtest-worker-1', 'store']);
    assertOk(await stage.ktrdr('local-prod down', { cwd: prod }));
  });

  test('that are in profile local-prod start with a plain up, and as many as are asked for, also later', async () => {
    await write(`${store}${extra}`);
    assertOk(await up());
    expect(await services('ktrdr-prod')).toEqual([...EXTRA, 'backtest-worker-1', 'store'].toSorted());
    assertOk(await up('--workers 6'));
    expect(await services('ktrdr-prod')).toEqual(['backtest-worker-1', EXTRA[0], EXTRA[1], 'store']);
    assertOk(await up());
    expect(await services('ktrdr-prod')).toEqual(['backtest-worker-1', EXTRA[0], EXTRA[1], 'store']);
    assertOk(await up('--workers 4'));
    expect(await services('ktrdr-prod')).toEqual(['backtest-worker-1', 'store']);
    const plain = assertOk(await up());
    expect(plain.output).toMatch(/not started: backtest-worker-3, .*ktrdr up ktrdr-prod --workers 8/);
    expect(await services('ktrdr-prod')).toEqual(['backtest-worker-1', 'store']);
  });

  test('that want the port of another service are refused with the line that moves that one', async () => {
    const worker = extra.replace(/(training-worker-4:\n\s*\{)/, '$1 ports: ["${KTRDR_WORKER_PORT_8:-5010}:5010"],');
    const agent = `  design-agent-1: { image: "${stage.appImage}", command: [sleep, infinity], init: true, ports: ["\${KTRDR_DESIGN_AGENT_PORT:-5010}:5010"] }\n`;
    await write(`${store}${worker}${agent}`);
    const result = await up('--workers 8');
    expect(result.exitCode).toBe(1);
    expect(result.stderr).toMatch(
      /docker-compose\.sandbox\.yml, design-agent-1 and training-worker-4 both publish port 5010\n.*KTRDR_DESIGN_AGENT_PORT=<port>/,
    );
    await appendFile(join(prod, '.env.sandbox'), 'KTRDR_DESIGN_AGENT_PORT=5019\n');
    assertOk(await up('--workers 8'));
    expect(await services('ktrdr-prod')).toEqual([...EXTRA, 'backtest-worker-1', 'design-agent-1', 'store'].toSorted());
  });
});
