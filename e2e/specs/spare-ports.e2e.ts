import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { assertOk } from '../src/stage/assert-ok.ts';
import { git } from '../src/stage/git.ts';
import { setStage, type Stage } from '../src/stage/stage.ts';

// A Compose file that publishes ports of its own, through variables that our table does not know.

let stage: Stage;
let clone: string;

beforeAll(async () => {
  stage = await setStage('spare-ports');
  clone = await stage.clone('ktrdr');
  const agent = { image: stage.appImage, command: ['sleep', 'infinity'], init: true };
  const services = {
    'research-agent': { ...agent, ports: ['127.0.0.1:${RESEARCH_PORT:-5010}:5010'] },
    'design-agent': { ...agent, ports: [{ target: 5011, published: '${DESIGN_PORT:-5011}', host_ip: '127.0.0.1' }] },
  };
  await writeFile(join(clone, 'docker-compose.sandbox.yml'), JSON.stringify({ services }));
  // What else sets them does not count: two checkouts may well have the same .env.
  await writeFile(join(clone, '.env'), 'RESEARCH_PORT=5010\n');
  await git(clone, 'add', '--all', '--force');
  await git(clone, 'commit', '-q', '-m', 'agents');
});
afterAll(async () => await stage.strike());

async function published(project: string): Promise<Record<string, number[]>> {
  const containers = await stage.docker.containers(project);
  return Object.fromEntries(containers.map(({ service, ports }) => [service, ports.map((port) => port.published)]));
}

test('two sandboxes of it run side by side, on the spare ports of their slots', async () => {
  for (const name of ['one', 'two']) {
    assertOk(await stage.ktrdr(`sandbox create ${name}`, { cwd: clone }));
    const cwd = join(stage.directory, `ktrdr--${name}`);
    const up = assertOk(await stage.ktrdr('sandbox up --no-secrets', { cwd, env: { DESIGN_PORT: '5011' } }));
    expect(up.output).toMatch(/DESIGN_PORT=50\d5 \(design-agent\), RESEARCH_PORT=50\d6 \(research-agent\)/);
    expect(up.output).not.toMatch(/outside slot/);
  }
  expect(await published('ktrdr--one')).toEqual({ 'design-agent': [5015], 'research-agent': [5016] });
  expect(await published('ktrdr--two')).toEqual({ 'design-agent': [5025], 'research-agent': [5026] });
});

test('local-prod keeps the defaults of the file', async () => {
  const localProd = await stage.clone();
  await git(localProd, 'pull', '-q', clone, 'main');
  assertOk(await stage.ktrdr('local-prod init', { cwd: localProd }));
  assertOk(await stage.ktrdr('local-prod up --no-secrets', { cwd: localProd }));
  expect(await published('ktrdr-prod')).toEqual({ 'design-agent': [5011], 'research-agent': [5010] });
});
