import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { assertOk } from '../src/stage/assert-ok.ts';
import { noTerminal, runInTerminal, type TerminalRun } from '../src/stage/run-in-terminal.ts';
import { setStage, type Stage } from '../src/stage/stage.ts';
import { wherePossible } from '../src/stage/where-possible.ts';

// What a person sees of a start on a terminal with few rows.

let stage: Stage;
let sandbox: string;

beforeAll(async () => {
  stage = await setStage('progress');
  sandbox = await stage.clone('progress');
  assertOk(await stage.ktrdr('sandbox init', { cwd: sandbox }));
});
afterAll(async () => await stage.strike());

const writeServices = async (services: object): Promise<void> =>
  await writeFile(join(sandbox, 'docker-compose.sandbox.yml'), JSON.stringify({ services }));
const up = async (rows: number): Promise<TerminalRun> =>
  await runInTerminal('sandbox up --no-secrets', { cwd: sandbox, env: stage.environment(), rows });
const times = ({ lines }: TerminalRun, words: RegExp): number => lines.filter((line) => words.test(line)).length;

/** A service that answers after a while. */
const late = (port: string, path: string) => ({
  image: stage.appImage,
  init: true,
  command: [
    'sh',
    '-c',
    `sleep 4; mkdir -p $$(dirname /tmp/www${path}); touch /tmp/www${path}; cd /tmp/www; exec python3 -m http.server ${port.split(':').at(-1) ?? ''}`,
  ],
  ports: [port],
});

wherePossible(test, noTerminal)(
  'more steps than rows: each is there once, and what has yet to answer is starting',
  async () => {
    await writeServices({
      grafana: late('${KTRDR_GRAFANA_PORT:-3000}:3000', '/api/health'),
      jaeger: late('${KTRDR_JAEGER_UI_PORT:-16686}:16686', '/index.html'),
      prometheus: late('${KTRDR_PROMETHEUS_PORT:-9090}:9090', '/-/healthy'),
    });
    const run = await up(4);
    expect(run.exitCode === 0 ? '' : run.lines.join('\n')).toBe('');
    for (const step of ['checks', 'containers', 'grafana', 'jaeger', 'prometheus']) {
      expect([step, times(run, new RegExp(`^  ✓ ${step} `))]).toEqual([step, 1]);
    }
    expect(times(run, /Starting ktrdr--progress/)).toBe(1);
    expect(run.written).toMatch(/(grafana|jaeger|prometheus): starting/);
    expect(run.written).not.toMatch(/ECONNREFUSED|does not answer|socket hang up|\(node:/);
  },
);

wherePossible(test, noTerminal)(
  'a report that is longer than the screen is there once, and nothing of Node’s own',
  async () => {
    const says = 'i=1; while [ $$i -le 40 ]; do echo "said $$i." >&2; i=$$((i+1)); done; exit 3';
    const names = Array.from({ length: 12 }, (_, index) => `dies-${index}`);
    await writeServices(
      Object.fromEntries(names.map((name) => [name, { image: stage.appImage, command: ['sh', '-c', says] }])),
    );
    const run = await up(8);
    expect(run.exitCode).toBe(2);
    expect(times(run, /Starting ktrdr--progress/)).toBe(1);
    expect(times(run, /ktrdr--progress is not ready/)).toBe(1);
    for (const name of names)
      expect([name, times(run, new RegExp(`^${name}\\b.*exited with code 3`))]).toEqual([name, 1]);
    expect(times(run, /said 40\./)).toBe(names.length);
    expect(run.written).not.toMatch(/\(node:|^ +at /m);
  },
);
