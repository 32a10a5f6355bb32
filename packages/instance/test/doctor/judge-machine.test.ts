import { expect, test } from '@jest/globals';
import type { Finding } from '../../src/index.ts';
import type { DoctorFacts } from '../../src/doctor/facts.ts';
import { judge } from '../../src/doctor/judge.ts';
import { aContainer } from '../support/a.ts';
import { bad, engine, facts, failed, known, localProd, sandbox } from '../support/doctor-facts.ts';

test.each<[string, Partial<DoctorFacts>, Partial<Record<keyof Finding, unknown>>]>([
  [
    'a git that is too old',
    { tools: [{ name: 'git', purpose: 'needed', install: 'install it', present: true, tooOld: '2.30.2' }] },
    { severity: 'problem', code: 'TOOL_TOO_OLD', subject: 'git', text: expect.stringMatching(/2\.30\.2.*2\.33/) },
  ],
  [
    'a missing program',
    { tools: [{ name: 'flock', purpose: 'no lock can be taken', install: 'install util-linux', present: false }] },
    {
      severity: 'problem',
      code: 'TOOL_MISSING',
      subject: 'flock',
      text: expect.stringContaining('no lock'),
      repair: { kind: 'advice', text: 'install util-linux' },
    },
  ],
  [
    'a flock that is another program',
    { tools: [{ name: 'flock', purpose: 'no lock', install: 'install it', present: true, other: 'not the one' }] },
    { severity: 'problem', code: 'TOOL_OTHER', subject: 'flock', text: expect.stringContaining('not the one') },
  ],
  [
    'an Engine that cannot be reached, once, though everything that asks it fails',
    {
      engine: { versions: failed('ENGINE_UNREACHABLE'), resources: failed('ENGINE_UNREACHABLE'), memory: undefined },
    },
    { severity: 'problem', code: 'ENGINE_UNREACHABLE', repair: { kind: 'advice', text: 'mend ENGINE_UNREACHABLE' } },
  ],
  [
    'a shell that finds another command of our name',
    { command: { kind: 'python', path: '/venv/bin/ktrdr' } },
    {
      severity: 'warning',
      code: 'COMMAND_SHADOWED',
      text: expect.stringContaining("KTRDR's own Python command: /venv/bin/ktrdr"),
      repair: { kind: 'advice', text: expect.stringContaining('ktrdr-env') },
    },
  ],
  [
    'shared data behind a link to a disk that is away',
    { sharedPlaces: [{ kind: 'broken link', path: '/home/me/.ktrdr/shared/data', target: '/Volumes/x' }] },
    {
      severity: 'problem',
      code: 'SHARED_LINK_BROKEN',
      text: '/home/me/.ktrdr/shared/data is a link to /Volumes/x, which does not exist',
    },
  ],
  [
    'a file in the place of shared data',
    {
      sharedPlaces: [{ kind: 'no directory', path: '/home/me/.ktrdr/shared', aside: '/home/me/.ktrdr/shared.aside' }],
    },
    {
      severity: 'problem',
      code: 'SHARED_NO_DIRECTORY',
      repair: expect.objectContaining({ commands: ['mv -n /home/me/.ktrdr/shared /home/me/.ktrdr/shared.aside'] }),
    },
  ],
  [
    'an Engine without Compose',
    { engine: { ...facts().engine, versions: failed('COMPOSE_MISSING') } },
    { severity: 'problem', code: 'COMPOSE_MISSING' },
  ],
  [
    'an old Engine',
    { engine: { ...facts().engine, versions: known({ engine: '20.10.24', compose: '2.26.1' }) } },
    { severity: 'problem', code: 'ENGINE_OLD', text: expect.stringContaining('Engine 20.10.24') },
  ],
  [
    'an old Compose',
    { engine: { ...facts().engine, versions: known({ engine: '26.1.5', compose: '2.20.0' }) } },
    { severity: 'problem', code: 'ENGINE_OLD', text: expect.stringContaining('Compose 2.20.0') },
  ],
  [
    'little memory',
    { engine: { ...facts().engine, memory: 2e9 } },
    { severity: 'warning', code: 'LITTLE_MEMORY', text: 'the Engine has 2.0 GB; a complete stack needs about 4.0 GB' },
  ],
  [
    'little memory for the stacks that run',
    {
      engine: {
        ...engine({
          containers: [
            aContainer({ workingDirectory: localProd.path }),
            aContainer({ project: sandbox.id, workingDirectory: sandbox.path }),
            aContainer({ project: 'shop', workingDirectory: '/shop' }),
          ],
        }).engine,
        memory: 8e9,
      },
    },
    { severity: 'warning', text: 'the Engine has 8.0 GB; 3 stacks need about 12.0 GB' },
  ],
  [
    'little disk',
    { disks: [{ name: "Docker's disk", path: '/var/lib/docker', free: 3e9 }] },
    {
      severity: 'warning',
      code: 'LITTLE_DISK',
      subject: "Docker's disk",
      text: 'only 3.0 GB are free at /var/lib/docker',
    },
  ],
])('%s', (_, different, expected) => {
  expect(bad(judge(facts(different)))).toEqual([expect.objectContaining(expected)]);
});
