import { expect, test } from '@jest/globals';
import type { Finding } from '../../src/index.ts';
import type { DoctorFacts } from '../../src/doctor/facts.ts';
import { judge } from '../../src/doctor/judge.ts';
import { bad, engine, facts, localProd, onNetwork, sandbox } from '../support/doctor-facts.ts';

test.each<[string, Partial<DoctorFacts>, Partial<Record<keyof Finding, unknown>>]>([
  [
    'another stack whose containers answer to names of ours on a shared network',
    engine({
      containers: [
        onNetwork({ service: 'backend', project: sandbox.id, workingDirectory: sandbox.path }, []),
        onNetwork({ service: 'db', project: sandbox.id, workingDirectory: sandbox.path }, []),
        onNetwork({ name: 'shop-backend-1', project: 'shop', workingDirectory: '/shop' }, ['backend', 'till']),
        onNetwork({ name: 'shop-db-1', project: 'shop', state: 'exited' }, ['db']),
        onNetwork({ name: 'shop-till-1', project: 'shop' }, ['till']),
        onNetwork({ name: 'by-hand', project: '', workingDirectory: undefined }, ['db']),
        onNetwork({ name: 'far-1', project: 'far' }, ['backend'], 'another'),
      ],
    }),
    {
      severity: 'warning',
      code: 'NETWORK_SHARED_NAMES',
      subject: sandbox.id,
      detail: [
        'container shop-backend-1 of project shop (/shop) answers to backend on devops',
        'container by-hand answers to db on devops',
      ],
      repair: {
        kind: 'commands',
        text: expect.any(String),
        commands: ['docker network disconnect -f devops shop-backend-1', 'docker network disconnect -f devops by-hand'],
      },
    },
  ],
  [
    'such a container while our own of that name does not run',
    engine({
      containers: [
        onNetwork({ service: 'backend', project: sandbox.id, workingDirectory: sandbox.path, state: 'exited' }, []),
        onNetwork({ service: 'worker-1', project: sandbox.id, workingDirectory: sandbox.path }, []),
        onNetwork({ name: 'shop-backend-1', project: 'shop', workingDirectory: '/shop' }, ['backend']),
      ],
    }),
    {
      severity: 'warning',
      code: 'NETWORK_SHARED_NAMES',
      subject: sandbox.id,
      detail: ['container shop-backend-1 of project shop (/shop) answers to backend on devops'],
    },
  ],
  [
    'an instance that was started with such names: it is started anew',
    engine({
      containers: [
        onNetwork({ service: 'backend', project: sandbox.id, workingDirectory: sandbox.path }, []),
        onNetwork({ project: localProd.id, workingDirectory: localProd.path }, ['backend']),
      ],
    }),
    {
      severity: 'warning',
      code: 'NETWORK_SHARED_NAMES',
      repair: {
        kind: 'commands',
        text: expect.any(String),
        commands: [`cd ${localProd.path} && ktrdr local-prod up`],
      },
    },
  ],
])('%s', (_, different, expected) => {
  expect(bad(judge(facts(different)))).toEqual([expect.objectContaining(expected)]);
});
