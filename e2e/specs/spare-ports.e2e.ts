import { appendFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { assertOk } from '../src/stage/assert-ok.ts';
import { git } from '../src/stage/git.ts';
import { setStage, type Stage } from '../src/stage/stage.ts';

// A Compose file that publishes ports of its own, through variables that our table does not know.

// It is made of what `docker compose config` accepts and `config --no-interpolate` refuses (Compose 2.26.1; 2.40.3 accepts some of it):
// variables in a mount, `pull_policy`, `ulimits`, `external` and the paths of `extends` and `include`.
const SANDBOX = `
include:
  - \${PARTS:-parts}/design.yml
services:
  research-agent:
    extends: { service: agent, file: "\${PARTS:-parts}/agent.yml" }
    pull_policy: \${PULL:-missing}
    ulimits: { nofile: "\${FILES:-1024}" }
    volumes: ["\${DIR:-./data}:/data:ro"]
    ports: ["127.0.0.1:\${RESEARCH_PORT:-5010}:5010"]
networks:
  unused: { external: "\${SHARED:-true}" }
`;
const agentYaml = (image: string): string =>
  `services: { agent: { image: "${image}", command: [sleep, infinity], init: true } }\n`;
const DESIGN = `
services:
  design-agent:
    extends: { service: agent, file: agent.yml }
    ports:
      - { target: 5011, published: "\${DESIGN_PORT:-5020}", host_ip: 127.0.0.1 }
`;

let stage: Stage;
let clone: string;

beforeAll(async () => {
  stage = await setStage('spare-ports');
  clone = await stage.clone('ktrdr');
  await writeFile(join(clone, 'docker-compose.sandbox.yml'), SANDBOX);
  await mkdir(join(clone, 'parts'));
  await writeFile(join(clone, 'parts', 'agent.yml'), agentYaml(stage.appImage));
  await writeFile(join(clone, 'parts', 'design.yml'), DESIGN);
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
    assertOk(await stage.ktrdr(`sandbox create ${name} --from HEAD`, { cwd: clone }));
    const cwd = join(stage.directory, `ktrdr--${name}`);
    const up = assertOk(await stage.ktrdr('sandbox up --no-secrets', { cwd, env: { DESIGN_PORT: '5011' } }));
    expect(up.output).toMatch(/DESIGN_PORT=50\d5 \(design-agent\), RESEARCH_PORT=50\d6 \(research-agent\)/);
    expect(up.output).not.toMatch(/outside slot/);
  }
  expect(await published('ktrdr--one')).toEqual({ 'design-agent': [5015], 'research-agent': [5016] });
  expect(await published('ktrdr--two')).toEqual({ 'design-agent': [5025], 'research-agent': [5026] });
});

test('a line of .env.sandbox for such a port is not used in a sandbox, and said so', async () => {
  const cwd = join(stage.directory, 'ktrdr--one');
  await appendFile(join(cwd, '.env.sandbox'), 'DESIGN_PORT=6000\n');
  const up = assertOk(await stage.ktrdr('sandbox up --no-secrets', { cwd }));
  expect(up.output).toMatch(/says DESIGN_PORT=6000, which is not used: .* It is 5015\./);
  expect(await published('ktrdr--one')).toMatchObject({ 'design-agent': [5015] });
});

test('local-prod keeps the defaults of the file', async () => {
  const localProd = await stage.clone();
  await git(localProd, 'pull', '-q', clone, 'main');
  assertOk(await stage.ktrdr('local-prod init', { cwd: localProd }));
  const up = assertOk(await stage.ktrdr('local-prod up --no-secrets', { cwd: localProd }));
  expect(up.output).not.toMatch(/outside slot|Ports of/);
  expect(await published('ktrdr-prod')).toEqual({ 'design-agent': [5020], 'research-agent': [5010] });
});
