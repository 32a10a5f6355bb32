import { expect, test } from '@jest/globals';
import { appendOnlyIn } from '../../src/doctor/gather-append-only.ts';
import { judgeForbidden } from '../../src/doctor/judge-forbidden.ts';

// e2fsprogs 1.47.0, of a directory with that mark: `lsattr -R`.
const LISTING = `-----a--------e------- /home/me/.ktrdr/sandbox

/home/me/.ktrdr/sandbox:
--------------e------- /home/me/.ktrdr/sandbox/instances.json
----iA--------e------- /home/me/.ktrdr/sandbox/a b
-----a--------e------- /home/me/.ktrdr/sandbox/o p

`;

test('what may only grow is told from what has no mark, or another', () => {
  expect(appendOnlyIn(LISTING)).toEqual(['/home/me/.ktrdr/sandbox', '/home/me/.ktrdr/sandbox/o p']);
  expect(appendOnlyIn('lsattr: Operation not supported While reading flags on /proc\n')).toEqual([]);
});

test('the command takes that mark off', () => {
  expect(judgeForbidden([{ path: '/x y', owner: undefined, unmark: 'sudo chattr -a' }])).toMatchObject([
    { code: 'FILE_FORBIDDEN', repair: { kind: 'commands', commands: ["sudo chattr -a '/x y'"] } },
  ]);
});
