import { expect, test } from '@jest/globals';
import { revisionsIn } from '../../src/readiness/checkout-revisions.ts';

// As `alembic revision` of 1.13 and 1.16 write them, and by hand.
const FIRST = 'revision: str = "a1"\ndown_revision: Union[str, Sequence[str], None] = None\n';
const SECOND = "revision = 'b2'\ndown_revision = 'a1'\n";
const BRANCH = "revision = 'c3'\ndown_revision = 'a1'\n";
const MERGE = "revision = 'd4'\ndown_revision = (\n    'b2',\n    'c3',\n)\n";

test.each<[string, readonly string[], readonly string[]]>([
  ['no migrations', [], []],
  ['a first one', [FIRST], ['a1']],
  ['one that follows', [SECOND, FIRST], ['b2']],
  ['two that follow the same', [FIRST, SECOND, BRANCH], ['b2', 'c3']],
  ['a merge', [FIRST, SECOND, BRANCH, MERGE], ['d4']],
  ['what is no migration', ['# helpers\n', FIRST], ['a1']],
])('%s', (_, texts, expected) => {
  expect(revisionsIn(texts).newest).toEqual(expected);
});
