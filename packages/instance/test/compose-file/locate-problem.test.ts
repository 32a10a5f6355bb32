import { expect, test } from '@jest/globals';
import { locateProblem } from '../../src/compose-file/locate-problem.ts';

const service = (...lines: string[]): string => ['services:', '  a:', '    image: x', ...lines, ''].join('\n');

// What Compose 2.26.1 says of each.
test.each<[string, string, number | undefined]>([
  [service('   b: y'), 'yaml: line 1: did not find expected key', 4],
  [service('\tports: []'), 'yaml: line 4: found character that cannot start any token', 4],
  [service('    image: y'), 'yaml: unmarshal errors:\n  line 4: mapping key "image" already defined at line 3', 4],
  [service('    ports: foo'), 'validating /clone/c.yml: services.a.ports must be a list', 4],
  [service('    imag: y'), 'validating /clone/c.yml: services.a Additional property imag is not allowed', 4],
  [
    service('    command: ${X'),
    'invalid interpolation format for services.a.command.\nYou may need to escape any $ with another $.\n${X',
    4,
  ],
  [
    service('    command: ${X:?why not}'),
    'error while interpolating services.a.command: required variable X is missing a value: why not',
    4,
  ],
  [
    service('    restart: "no"', '    depends_on: [b]'),
    'service "a" depends on undefined service "b": invalid compose project',
    5,
  ],
  [service('    networks: [n]'), 'service "a" refers to undefined network n: invalid compose project', 4],
  [service('    volumes: ["nope:/data"]'), 'service "a" refers to undefined volume nope: invalid compose project', 4],
  [service('    extends: {service: zz}'), 'cannot extend service "a" in /clone/c.yml: service "zz" not found', 4],
  [
    service('    environment:', '      A: { B: 1 }'),
    'validating /clone/c.yml: services.a.environment.A must be a string, number, boolean or null',
    5,
  ],
  [
    service('    healthcheck:', '      test: [a]', '      interval: abc'),
    `decoding failed due to the following error(s):\n\nerror decoding 'services[a].healthcheck.interval': time: invalid duration "abc"`,
    6,
  ],
  [service('    ports:', '      - "a:b:c:d"'), 'Invalid ip address a:b: address a:b:: too many colons in address', 5],
  [service().replace('  a:', '  my.app:'), 'validating /clone/c.yml: services.my.app.image must be a string', 3],
  ['', 'empty compose file', undefined],
  ['- a\n', 'yaml: unmarshal errors:\n  line 1: cannot unmarshal !!seq into cli.named', undefined],
  [service(), 'something else', undefined],
])('%j: %s', (text, words, line) => {
  const expected = line === undefined ? undefined : { file: '/clone/c.yml', line };
  expect(locateProblem(words, [{ file: '/clone/c.yml', text }])).toEqual(expected);
});

test('of several files it is the one that has what the words name', () => {
  const files = [
    { file: '/base.yml', text: service() },
    { file: '/mine.yml', text: 'services:\n  a:\n    ports: foo\n' },
  ];
  expect(locateProblem('services.a.ports must be a list', files)).toEqual({ file: '/mine.yml', line: 3 });
});
