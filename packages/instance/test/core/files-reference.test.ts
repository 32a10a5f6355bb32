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
    what: 'The registry: all instances, with their slots and directories. The Python tool reads it too.',
    deleted:
      'Do not: the instances are forgotten, but their containers and volumes stay. `init --again` registers each instance again.',
  },
  operations: {
    what: 'A lock for each instance that a command is working on, and journals of unfinished creates, destroys and removals.',
    deleted: 'Not while a command runs. Without its journal, a killed command is not undone or finished automatically.',
  },
  engines: {
    what: 'The Engine on which each instance was started, and its services.',
    deleted: 'The next `up` writes it again; until then, a change of Engine goes unnoticed.',
  },
  databases: {
    what: 'The choice of secrets with which the database of each instance was created, as a keyed hash.',
    deleted: 'The next `up` does not notice different secrets, which the database then refuses.',
  },
  starts: {
    what: 'A keyed hash of the configuration that each instance was last started with.',
    deleted: 'The next `up` runs Compose once more.',
  },
  failures: {
    what: 'Why the last start of each instance failed, until a start succeeds.',
    deleted: '`why` no longer reports the failed start.',
  },
  records: {
    what: '[Records](../why.md#what-is-recorded) of failed starts and of problems that `why` found: five for each instance, at most 20 MB and 30 days.',
    deleted: 'At any time; `ktrdr records` and `ktrdr report` then show less.',
  },
  volumes: {
    what: 'The volumes that belong to each instance.',
    deleted: "Do not: the volumes then count as somebody else's, and `up` asks for `--keep-volumes`.",
  },
  composeFiles: {
    what: 'Names, ports and profiles of the services in recently read Compose files, so that `list` and `status` answer sooner.',
    deleted: 'At any time: the files are read again.',
  },
  hooks: {
    what: 'The sandboxes whose `post-create` hook has started but not succeeded.',
    deleted: 'The next `up` does not run the hook again.',
  },
  makers: {
    what: 'For each sandbox that was made through `ktrdr mcp`, the directory of the agent that made it.',
    deleted: 'The agent can no longer reach the sandbox; a person can.',
  },
  hostServices: {
    what: 'For each [host service](../guides/local-prod.md#services-on-the-host), its processes and its output since the last start and since the start before.',
    deleted:
      'While no host service runs. A running service is no longer recognized, and `host stop` leaves it running.',
  },
  shared: {
    what: 'The data that all instances mount. `init-shared` fills it, and keeps an unfinished copy in `.init-shared`.',
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
      what: 'The image that each instance last built, with a hash of its sources.',
      deleted: 'The next `up` lets the build cache decide; superseded images stay.',
    },
  ],
  [
    '~/.ktrdr/sandbox/setup.json',
    {
      what: 'What an unfinished setup has made, until a setup finishes.',
      deleted: "The next setup does not continue it, and refuses the clone as somebody else's.",
    },
  ],
  [
    '.env.sandbox',
    {
      what: 'In the directory of an instance: its identity, its ports, and your own lines. No secrets.',
      deleted: 'The next `up` writes it again from the registry, without your own lines.',
    },
  ],
  [
    '~/.ktrdr/config.edited-….json',
    {
      what: 'Your text from `ktrdr config edit`, if it could not be used.',
      deleted: 'At any time: nothing reads it.',
    },
  ],
  [
    '.claude/settings.local.json',
    {
      what: 'In the checkout in which you ran [`ktrdr agents install`](../guides/agents.md#a-sandbox-for-each-worktree-of-claude-code): two hooks, beside your own settings.',
      deleted: 'Claude Code makes worktrees with git again.',
    },
  ],
  [
    '~/.claude/skills/ktrdr/SKILL.md',
    {
      what: 'The skill that `ktrdr agents install` writes; below `CLAUDE_CONFIG_DIR` if that is set.',
      deleted: 'Agents no longer learn how to use `ktrdr`.',
    },
  ],
  [
    'ktrdr-report-….zip',
    { what: 'A report, in the place that you gave to `ktrdr report`.', deleted: 'At any time: nothing reads it.' },
  ],
];

const READ: readonly (readonly [string, string])[] = [
  [
    'the Compose files of the checkout, and the files that they name',
    'to start it; see [architecture](../architecture.md#what-up-does)',
  ],
  ['`.env` of the checkout', 'as Compose does'],
  ['settings files and secret files that containers mount', 'to redact secrets in output'],
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

\`KTRDR_HOME\` replaces \`~/.ktrdr\`. Only their user can read the files there, and they are written completely or not at all. They contain no secrets.
Where there is one file for each instance, \`destroy\` deletes it, except for records and locks.

## Written

${markdownTable(['path', 'contents', 'if you delete it'], rows)}

## Read

${markdownTable(
  ['file', 'purpose'],
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
