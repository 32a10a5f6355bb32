import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { composeMemory } from '../../src/compose-file/compose-memory.ts';
import { readComposeFiles } from '../../src/compose-file/read-compose-files.ts';
import { temporaryDirectory } from '@ktrdr/test-support';

const root = temporaryDirectory();
let count = 0;

function directoryWith(files: Readonly<Record<string, string>>): string {
  const directory = join(root, String((count += 1)));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, name)), { recursive: true });
    writeFileSync(join(directory, name), text);
  }
  return directory;
}

/** The ports of each service of `main.yml`, or of the files that are named. */
async function portsOf(files: Readonly<Record<string, string>>, { names = ['main.yml'], env = {} } = {}) {
  const directory = directoryWith(files);
  const paths = names.map((name) => join(directory, name));
  const read = await readComposeFiles(paths, { directory, env });
  // What is remembered says the same.
  const memory = composeMemory(join(directory, 'memory'));
  expect(await readComposeFiles(paths, { directory, env, memory })).toEqual(read);
  expect(await readComposeFiles(paths, { directory, env, memory })).toEqual(read);
  const { services, unknown } = read;
  const ports = Object.fromEntries(Object.entries(services).map(([name, service]) => [name, service.ports]));
  return { ports, unknown: unknown.map((text) => text.replace(`${directory}/`, '')), services };
}

// What these files give was compared with `docker compose config` of Compose 2.26.1 and 2.40.3, which agree.
describe('readComposeFiles', () => {
  test('what `config --no-interpolate` refuses does not matter', async () => {
    const main = `
services:
  agent:
    image: agent
    pull_policy: \${POLICY:-missing}
    volumes: ["\${DIR:-./data}:/data:ro"]
    ulimits: { nofile: "\${FILES:-1024}" }
    gpus: "\${GPUS:-all}"
    ports: ["\${AGENT_PORT:-5010}:5010"]
networks:
  shared: { external: "\${SHARED:-true}" }
`;
    expect(await portsOf({ 'main.yml': main })).toMatchObject({
      ports: { agent: ['${AGENT_PORT:-5010}:5010'] },
      unknown: [],
    });
  });

  test('anchors, merge keys, the long form, numbers', async () => {
    const main = `
x-agent: &agent
  image: agent
  ports: &ports ["\${A_PORT:-5010}:5010"]
services:
  a: { <<: *agent }
  b: { <<: [*agent], ports: [5011, { target: 5012, published: "\${B_PORT}" }] }
  c: { image: c, ports: *ports }
  d: { image: d }
  e:
`;
    expect((await portsOf({ 'main.yml': main })).ports).toEqual({
      a: ['${A_PORT:-5010}:5010'],
      b: ['5011', { published: '${B_PORT}', target: '5012' }],
      c: ['${A_PORT:-5010}:5010'],
      d: [],
      e: [],
    });
  });

  test('extends: in the same file, in another one whose path has variables, and from there in a third', async () => {
    const files = {
      'main.yml': `
services:
  a: { extends: b, ports: ["$A:1"] }
  b: { extends: { service: common, file: "\${PARTS:-nowhere}/common.yml" }, ports: ["$B:2"] }
`,
      'parts/common.yml': `
services:
  common: { extends: { service: deep, file: deep/deep.yml }, profiles: ["\${PROFILE:-extra}"], ports: ["$C:3"], scale: "\${N:-0}" }
`,
      'parts/deep/deep.yml': 'services: { deep: { image: x, ports: ["$D:4"] } }',
    };
    const { ports, services, unknown } = await portsOf(files, { env: { PARTS: 'parts' } });
    expect(ports).toEqual({ a: ['$D:4', '$C:3', '$B:2', '$A:1'], b: ['$D:4', '$C:3', '$B:2'] });
    expect(services['a']).toMatchObject({ profiles: ['extra'], replicas: 0 });
    expect(unknown).toEqual([]);
  });

  test('include: relative to the including directory, with its own directory and variables', async () => {
    const files = {
      'main.yml': `
include:
  - parts/one.yml
  - { path: ["\${DIR}/two.yml", parts/more.yml], env_file: two.env, project_directory: . }
services:
  main: { image: x, ports: ["$MAIN:1"] }
`,
      '.env': 'DIR=parts\n',
      'two.env': 'PROFILE=of-two\n',
      'parts/.env': 'PROFILE=of-parts\n',
      'parts/one.yml': `
services:
  one: { extends: { service: base, file: base.yml }, ports: ["$ONE:2"], profiles: [$PROFILE] }
`,
      'parts/base.yml': 'services: { base: { image: x, ports: ["$BASE:3"] } }',
      'parts/two.yml': 'services: { two: { image: x, ports: ["$TWO:4"], profiles: [$PROFILE] } }',
      'parts/more.yml': 'services: { two: { ports: ["$MORE:5"] } }',
    };
    const { ports, services, unknown } = await portsOf(files);
    expect(ports).toEqual({ one: ['$BASE:3', '$ONE:2'], two: ['$TWO:4', '$MORE:5'], main: ['$MAIN:1'] });
    expect([services['one']?.profiles, services['two']?.profiles]).toEqual([['of-parts'], ['of-two']]);
    expect(unknown).toEqual([]);
  });

  test('several files: lists are appended, replaced or taken away', async () => {
    const files = {
      'main.yml': 'services: { a: { ports: ["$A:1"] }, b: { ports: ["$B:2"] }, c: { ports: ["$C:3"] } }',
      'over.yml': `
services:
  a: { ports: ["$A2:1"] }
  b: { ports: !override ["$B2:2"] }
  c: { ports: !reset [] }
  d: { ports: ["$D:4"] }
`,
    };
    expect((await portsOf(files, { names: ['main.yml', 'over.yml'] })).ports).toEqual({
      a: ['$A:1', '$A2:1'],
      b: ['$B2:2'],
      c: [],
      d: ['$D:4'],
    });
  });

  test('several documents in one file', async () => {
    const main = 'services: { a: { ports: ["$A:1"] } }\n---\nservices: { b: { ports: ["$B:2"] } }\n';
    expect((await portsOf({ 'main.yml': main })).ports).toEqual({ a: ['$A:1'], b: ['$B:2'] });
  });

  test.each<[string, Record<string, string>, RegExp]>([
    ['no such file', {}, /^main\.yml \(there is no such file on this machine\)$/],
    [
      'an include that lies elsewhere',
      { 'main.yml': 'include: ["https://example.org/parts.git"]\nservices: {}\n' },
      /^https:\/\/example\.org\/parts\.git \(there is no such file/,
    ],
    [
      'an include whose name is not known',
      { 'main.yml': 'include: ["${PART:?}.yml"]\nservices: {}\n' },
      /^\$\{PART:\?\}\.yml \(there is no such file/,
    ],
    ['YAML that is none', { 'main.yml': 'services:\n  a: { image: x\n  b: [\n' }, /^main\.yml \(line \d: /],
    ['an alias of nothing', { 'main.yml': 'services: *none\n' }, /none/],
  ])('%s is said, and nothing is thrown', async (_, files, expected) => {
    const { unknown } = await portsOf(files);
    expect(unknown[0]).toMatch(expected);
  });

  test.each([
    ['a list', '- a\n- b\n'],
    ['a word', 'hello\n'],
    ['nothing', ''],
    ['services that are a list', 'services: [a, b]\n'],
    ['services that are words', 'services: { a: b, c: [d] }\n'],
    [
      'ports that are a word',
      'services: { a: { ports: none, extends: [x], profiles: { a: b } } }\ninclude: { a: b }\n',
    ],
    ['a service that extends itself', 'services: { a: { extends: a } }\n'],
    ['a file that extends itself', 'services: { a: { extends: { service: a, file: main.yml } } }\n'],
    ['a file that includes itself', 'include: [main.yml]\nservices: { a: {} }\n'],
  ])('%s for a file is Compose’s to refuse', async (_, main) => {
    expect((await portsOf({ 'main.yml': main })).unknown).toEqual([]);
  });
});
