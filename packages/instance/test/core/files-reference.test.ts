import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { markdownTable, upToDate } from '@ktrdr/test-support';
import { homeOf, type Home } from '../../src/index.ts';

const file = new URL('../../../../docs/reference/files.md', import.meta.url);
const sources = new URL('../../src/', import.meta.url);

interface Kept {
  readonly what: string;
  /** What becomes of it where somebody deletes it. */
  readonly deleted: string;
}

/** Every place of the home. One that is not here does not compile. */
const PLACES: Readonly<Record<Exclude<keyof Home, 'root'>, Kept>> = {
  settings: {
    what: 'Your [settings](../guides/every-day.md#settings), as `ktrdr config` and you write them.',
    deleted: 'The defaults hold.',
  },
  registry: {
    what: 'The registry: which instances there are, with their slots and directories. The Python tool reads it, too.',
    deleted:
      'Do not: instances are forgotten, and their containers and volumes stay. `init --again` registers each anew.',
  },
  operations: {
    what: 'A lock of each instance that is worked on, and journals of creates, destroys and removals that are not finished.',
    deleted: 'Not while a command runs. Without a journal, a killed command is not undone or finished by itself.',
  },
  engines: {
    what: 'On which Engine each instance was started, and which services.',
    deleted: 'The next `up` writes it again; until then another Engine is not noticed.',
  },
  databases: {
    what: 'With which choice of secrets the database of each instance was made, as a keyed hash.',
    deleted: 'The next `up` does not notice other secrets, which the database then refuses.',
  },
  starts: {
    what: 'A keyed hash of what each instance was last started with.',
    deleted: 'The next `up` runs Compose once more.',
  },
  failures: {
    what: 'Why the last start of each instance failed, until one succeeds.',
    deleted: '`why` does not tell of it any more.',
  },
  records: {
    what: 'What was [recorded](../why.md#what-is-recorded) when a start failed or `why` found something: five of each instance, 20 MB and 30 days at most.',
    deleted: 'At any time; `ktrdr records` and `ktrdr report` have less to tell.',
  },
  volumes: {
    what: 'Which volumes are the own ones of each instance.',
    deleted: 'Do not: the volumes count as those of somebody else, and `up` asks for `--keep-volumes`.',
  },
  composeFiles: {
    what: 'Names, ports and profiles of the services of Compose files that were read lately, so that `list` and `status` answer sooner.',
    deleted: 'At any time: the files are read again.',
  },
  hooks: {
    what: 'Of which sandboxes the hook `post-create` has begun and not ended well.',
    deleted: 'The next `up` does not run it again.',
  },
  makers: {
    what: 'For the agent of which directory a sandbox was made through `ktrdr mcp`.',
    deleted: 'The agent reaches the sandbox no longer; a person does.',
  },
  hostServices: {
    what: 'Of each [host service](../guides/local-prod.md#services-on-the-host): which processes are its own, and what it has written since its last start and the one before.',
    deleted: 'While none runs. Of one that runs nobody knows any more whose it is, and `host stop` leaves it.',
  },
  shared: {
    what: 'What all instances mount. `init-shared` fills it, and keeps an unfinished copy in `.init-shared`.',
    deleted: 'It is your data.',
  },
  data: { what: 'Market data.', deleted: 'It is your data.' },
  models: { what: 'Trained models.', deleted: 'It is your data.' },
  strategies: { what: 'Strategies.', deleted: 'It is your data.' },
};

const MORE: readonly (readonly [string, Kept])[] = [
  [
    '~/.ktrdr/sandbox/images',
    {
      what: 'Of which image each instance was last built, with a hash of what went into it.',
      deleted: 'The next `up` lets the build cache decide; images that were superseded stay.',
    },
  ],
  [
    '~/.ktrdr/sandbox/setup.json',
    {
      what: 'What an unfinished setup has made, until one is finished.',
      deleted: 'The next setup does not go on with it, and refuses the clone as that of somebody else.',
    },
  ],
  [
    '.env.sandbox',
    {
      what: 'In the directory of an instance: who it is, its ports, and lines of your own. No secrets.',
      deleted: 'The next `up` writes it again from the registry, without your own lines.',
    },
  ],
  [
    '~/.ktrdr/config.edited-….json',
    {
      what: 'What you wrote in `ktrdr config edit` where it could not be taken over.',
      deleted: 'At any time: nothing reads it.',
    },
  ],
  [
    '.claude/settings.local.json',
    {
      what: 'In the checkout in which you gave [`ktrdr agents install`](../guides/agents.md#a-sandbox-for-each-worktree-of-claude-code): two hooks, beside what you have there.',
      deleted: 'Claude Code makes worktrees with git again.',
    },
  ],
  [
    '~/.claude/skills/ktrdr/SKILL.md',
    {
      what: 'The skill of `ktrdr agents install`; below `CLAUDE_CONFIG_DIR` where that is set.',
      deleted: 'Agents are not told how to use `ktrdr`.',
    },
  ],
  [
    'ktrdr-report-….zip',
    { what: 'Where `ktrdr report` was told to write it.', deleted: 'At any time: nothing reads it.' },
  ],
];

const READ: readonly (readonly [string, string])[] = [
  [
    'the Compose files of the checkout, and what they name',
    'to start it; see [architecture](../architecture.md#what-up-does)',
  ],
  ['`.env` of the checkout', 'as Compose does'],
  ['files of settings and secrets that containers mount', 'to keep secrets out of what is shown'],
  ['alembic/versions of the checkout', 'to tell whether a migration is missing'],
  ['the Docker contexts and settings of the `docker` command', 'to find the Engine'],
];

function placeOf(key: Exclude<keyof Home, 'root'>): string {
  return homeOf({ HOME: '/home' })[key].replace(/^\/home\//, '~/');
}

/** docs/reference/files.md: which files are written and read. */
function formatFiles(): string {
  const keys = Object.keys(homeOf({ HOME: '/home' })).filter(isPlace);
  const rows = [...keys.map((key): [string, Kept] => [placeOf(key), PLACES[key]]), ...MORE].map(
    ([path, { what, deleted }]) => [`\`${path}\``, what, deleted],
  );
  return `# Files

<!-- Generated from packages/instance/test/core/files-reference.test.ts by \`npm run reference\`. -->

\`KTRDR_HOME\` replaces \`~/.ktrdr\`. Files there are for their user alone, and written whole or not at all. Nothing that is written there is a secret.
Those with one file for each instance lose it with \`destroy\`, but for records and locks.

## Written

${markdownTable(['where', 'what it is', 'when somebody deletes it'], rows)}

## Read

${markdownTable(
  ['what', 'what for'],
  READ.map(([what, why]) => [what, why]),
)}
`;
}

function isPlace(key: string): key is Exclude<keyof Home, 'root'> {
  return key !== 'root';
}

// With UPDATE_REFERENCE it writes the reference: `npm run reference`.
test('the reference of files has every place of the home', () => {
  expect(upToDate(file, formatFiles())).toBe(formatFiles());
});

test('nothing is kept in the home beside what the reference names', () => {
  const texts = readdirSync(sources, { recursive: true })
    .map(String)
    .filter((name) => name.endsWith('.ts') && !name.endsWith('core/home.ts'))
    .map((name) => readFileSync(new URL(name, sources), 'utf8'));
  const named = texts.flatMap((text) =>
    [...text.matchAll(/home\.root, 'sandbox', '([\w-]+)'/g)].map(([, name]) => name),
  );
  expect([...new Set(named)].filter((name) => !formatFiles().includes(`\`~/.ktrdr/sandbox/${name}\``))).toEqual([]);
});
