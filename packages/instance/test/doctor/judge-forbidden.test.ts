import { expect, test } from '@jest/globals';
import type { Finding } from '../../src/index.ts';
import type { DoctorFacts } from '../../src/doctor/facts.ts';
import { judge } from '../../src/doctor/judge.ts';
import { bad, facts } from '../support/doctor-facts.ts';

test.each<[string, Partial<DoctorFacts>, Partial<Record<keyof Finding, unknown>>]>([
  [
    'a lock that root has made',
    { forbidden: [{ path: '/home/me/.ktrdr/sandbox/operations/a.lock', owner: 0 }] },
    {
      severity: 'problem',
      code: 'FILE_FORBIDDEN',
      text: '/home/me/.ktrdr/sandbox/operations/a.lock belongs to root, as after a sudo',
      repair: expect.objectContaining({
        commands: ['sudo chown "$(id -un)" /home/me/.ktrdr/sandbox/operations/a.lock'],
      }),
    },
  ],
  [
    "a shared directory that is a link to another user's disk, of which nothing else is to change its owner",
    { forbidden: [{ path: '/mnt/nas', link: '/home/me/.ktrdr/shared', owner: 0 }] },
    {
      code: 'FILE_FORBIDDEN',
      text: '/home/me/.ktrdr/shared is a link to /mnt/nas: /mnt/nas belongs to root, as after a sudo',
      repair: { kind: 'commands', text: 'If it should be yours:', commands: ['sudo chown "$(id -un)" /mnt/nas'] },
    },
  ],
  [
    'a directory of this user that nobody may enter',
    { forbidden: [{ path: '/home/me/.ktrdr', owner: undefined }] },
    {
      severity: 'problem',
      code: 'FILE_FORBIDDEN',
      text: 'you may not read and write /home/me/.ktrdr',
      repair: expect.objectContaining({ commands: ['chmod u+rwX /home/me/.ktrdr'] }),
    },
  ],
  [
    'a lock that has a mark, which chmod cannot change',
    { forbidden: [{ path: '/home/me/a.lock', owner: undefined, unmark: 'sudo chattr -i' }] },
    {
      code: 'FILE_FORBIDDEN',
      text: '/home/me/a.lock has an attribute that prevents all changes to it',
      repair: expect.objectContaining({ commands: ['sudo chattr -i /home/me/a.lock'] }),
    },
  ],
  [
    'a lock of root that has a mark, which chown cannot change either',
    { forbidden: [{ path: '/home/me/a.lock', owner: 0, unmark: 'sudo chattr -i' }] },
    {
      code: 'FILE_FORBIDDEN',
      repair: expect.objectContaining({
        commands: ['sudo chattr -i /home/me/a.lock', 'sudo chown "$(id -un)" /home/me/a.lock'],
      }),
    },
  ],
  [
    "another user's lock, who may need it",
    { forbidden: [{ path: '/home/me/a.lock', owner: 1001 }] },
    {
      code: 'FILE_FORBIDDEN',
      text: '/home/me/a.lock belongs to the user with id 1001',
      repair: { kind: 'advice', text: expect.stringMatching(/A home is for one user/) },
    },
  ],
])('%s', (_, different, expected) => {
  expect(bad(judge(facts(different)))).toEqual([expect.objectContaining(expected)]);
});
