import { describe, expect, test } from '@jest/globals';
import { composeEffect } from '../../src/compose/compose-effect.ts';

const effect = (line: string) => composeEffect({ id: 'ktrdr--x' }, line.split(' ').filter(Boolean));

describe('what a command of Compose does', () => {
  test.each([
    ['ps', 'looks'],
    ['ps --all --format json', 'looks'],
    ['config --services', 'looks'],
    ['exec -T db psql -v ON_ERROR_STOP=1', 'looks'],
    ['--dry-run --profile extra --ansi=never ps', 'looks'],
    ['', 'looks'],
    ['--help', 'looks'],
    ['up --help', 'looks'],
    ['down -h', 'looks'],
    ['-v', 'looks'],
    ['down', 'changes'],
    ['down --timeout 5 --remove-orphans', 'changes'],
    ['down -t5', 'changes'],
    ['stop backend', 'changes'],
    ['rm -fs db', 'changes'],
    ['is-not-known-yet', 'changes'],
    ['up --detach', 'makes'],
    ['--progress ps up', 'makes'],
    ['constructor down', 'changes'],
    ['--progress plain create', 'makes'],
    ['run --rm backend down -v', 'makes'],
    ['run -v ./x:/x backend', 'makes'],
    ['up --no-deps -d backend', 'makes'],
    ['down --volumes=false', 'changes'],
    ['down -v=false', 'changes'],
    ['down -v=0', 'changes'],
    ['down --volume=false', 'changes'],
    ['up --yes=false', 'makes'],
    ['run --rm backend apt-get install -y x', 'makes'],
    ['rm -fv=f db', 'changes'],
    ['up -d --renew-anon-volumes=False', 'makes'],
    ['--dry-run down -v', 'changes'],
    ['--dry-run=true --ansi never down --rmi all', 'changes'],
  ])('%s: %s', (line, expected) => expect(effect(line)).toBe(expected));
});

describe('what is refused', () => {
  test.each([
    ['-p other ps', /compose sets -p itself/],
    ['-pother ps', /compose sets -p itself/],
    ['--project-name=other ps', /compose sets --project-name itself/],
    ['--ansi never -f x.yml ps', /compose sets -f itself/],
    ['--file x.yml up', /compose sets --file itself/],
    ['--project-directory / ps', /compose sets --project-directory itself/],
    ['--env-file x ps', /compose sets --env-file itself/],
    ['--profile extra up', /compose sets --profile itself/],
    ['--profile=extra run seed', /compose sets --profile itself/],
    ['--is-not-known value down -v', /unknown option of docker compose: --is-not-known/i],
  ])('%s', (line, words) => expect(() => effect(line)).toThrow(words));

  test.each([
    'down -v',
    'down --volumes',
    'down --volumes=true',
    'down --volume',
    'down --volume=true',
    'rm --volume',
    'up -y',
    'up -dy backend',
    'up --yes',
    'up --y',
    'create --yes',
    'create -y',
    'down -t5 -v',
    'down --rmi all',
    'down --rmi=local',
    'rm -fsv db',
    'rm -v',
    'rm --volumes',
    'up -dV',
    'up --renew-anon-volumes',
    '--profile x down -v',
    'down -v=false -v',
    'down --volumes=no',
    'rm -vf=false',
    '--dry-run=false down -v',
    '--dry-run --dry-run=0 down -v',
    '--ansi --dry-run down -v',
    'down -v -- --dry-run',
  ])('%s loses data', (line) =>
    expect(() => effect(line)).toThrow(/does not remove anything that cannot be recovered/),
  );

  test('the command of ours is named', () => {
    expect(() => effect('down -v')).toThrow(
      expect.objectContaining({ hint: expect.stringContaining('ktrdr down ktrdr--x --volumes') }),
    );
    expect(() => effect('down --rmi all')).toThrow(
      expect.objectContaining({ hint: expect.stringContaining('ktrdr destroy ktrdr--x') }),
    );
  });

  test('what is like it is not', () => {
    expect(effect('up -d -v')).toBe('makes');
    expect(effect('logs -f -n 5')).toBe('looks');
    expect(effect('rm -f')).toBe('changes');
  });
});
