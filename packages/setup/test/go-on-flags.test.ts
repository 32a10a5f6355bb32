import { expect, test } from '@jest/globals';
import { type Answers, goOnFlags } from '../src/go-on-flags.ts';
import { KTRDR_REPOSITORY } from '../src/setup-options.ts';

const answers: Answers = {
  path: '/prod',
  repo: KTRDR_REPOSITORY,
  branch: undefined,
  shared: { kind: 'minimal' },
  noSecrets: false,
  said: {},
  keepVolumes: false,
  start: false,
  yes: false,
};

test.each<[Partial<Answers>, string]>([
  [{}, '--path /prod --shared minimal --no-start'],
  [{ path: '/my prod' }, "--path '/my prod' --shared minimal --no-start"],
  [
    { repo: '/a repo', branch: 'special' },
    "--path /prod --repo '/a repo' --branch special --shared minimal --no-start",
  ],
  [{ repo: 'https://me:hush@host/ktrdr' }, '--path /prod --repo https://host/ktrdr --shared minimal --no-start'],
  [{ repo: 'https://me:p/@ss@host/ktrdr' }, '--path /prod --repo https://host/ktrdr --shared minimal --no-start'],
  [{ repo: 'ssh://git@host/ktrdr' }, '--path /prod --repo ssh://git@host/ktrdr --shared minimal --no-start'],
  [{ shared: { kind: 'copy', from: "/it's here" } }, String.raw`--path /prod --shared '/it'\''s here' --no-start`],
  [{ shared: { kind: 'skip' }, start: true, yes: true }, '--path /prod --shared skip --start --yes'],
  [
    { said: { vault: 'At work', account: 'me' } },
    "--path /prod --shared minimal --vault 'At work' --account me --no-start",
  ],
  [{ noSecrets: true, keepVolumes: true }, '--path /prod --shared minimal --no-secrets --keep-volumes --no-start'],
])('a setup that goes on is told again what it was told: %j', (changes, flags) => {
  expect(goOnFlags({ ...answers, ...changes }).join(' ')).toBe(flags);
});
