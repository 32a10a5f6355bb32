import { describe, expect, test } from '@jest/globals';
import type { Finding } from '../../src/index.ts';
import type { DoctorFacts } from '../../src/doctor/facts.ts';
import { judge } from '../../src/doctor/judge.ts';
import { aContainer } from '../support/a.ts';
import {
  aPlace,
  bad,
  engine,
  facts,
  failed,
  known,
  localProd,
  localProdPlace,
  ofProject,
  sandboxPlace,
  variables,
} from '../support/doctor-facts.ts';

test.each<[string, Partial<DoctorFacts>, Partial<Record<keyof Finding, unknown>>]>([
  [
    'a registry that this user may not read, which is not to be moved aside',
    { registry: failed('REGISTRY_FORBIDDEN') },
    { severity: 'problem', code: 'REGISTRY_FORBIDDEN', repair: { kind: 'advice', text: 'mend REGISTRY_FORBIDDEN' } },
  ],
])('%s', (_, different, expected) => {
  expect(bad(judge(facts(different)))).toEqual([expect.objectContaining(expected)]);
});

describe('a registry that cannot be read', () => {
  const broken = { registry: failed('REGISTRY_UNREADABLE', 'not JSON'), variables: new Map() };

  test('what Docker and git tell of the instances is shown, with the commands that register them again', () => {
    const backend = { target: 8000, published: 8007, address: '0.0.0.0' };
    const found = bad(
      judge(
        facts({
          ...broken,
          ...engine({
            containers: [
              aContainer({ workingDirectory: localProd.path }),
              aContainer({ project: 'ktrdr--seven', workingDirectory: '/clones/my seven', ports: [backend] }),
            ],
            volumes: [ofProject(localProd.id)('ktrdr-prod_data')],
          }),
          places: [
            { ...localProdPlace, home: 'this' },
            { ...sandboxPlace, home: 'this' },
            aPlace('/clones/my seven'),
            aPlace('/clones/ktrdr'),
            aPlace('/clones/ktrdr--a', {
              marker: known({ ...variables('ktrdr--a', 3), KTRDR_SHARED_DIR: '/h2/shared' }),
              home: 'another',
            }),
            aPlace('/clones/ktrdr--b', { aside: variables('ktrdr--b', 1), home: 'this' }),
            aPlace('/clones/ktrdr--d', { aside: variables('ktrdr--d', 2), home: 'this' }),
          ],
          records: new Map(['ktrdr--seven', 'ktrdr--b', 'ktrdr--c'].map((id) => [id, `/volumes/${id}.json`])),
        }),
      ),
    );
    expect(found).toEqual([
      {
        severity: 'problem',
        code: 'REGISTRY_UNREADABLE',
        subject: 'registry',
        text: 'not JSON',
        detail: [
          'ktrdr--a: /clones/ktrdr--a, slot 3 (its .env.sandbox says so); it was registered with another KTRDR_HOME, /h2',
          'ktrdr--b: /clones/ktrdr--b, slot 1 (its .env.sandbox.before says so)',
          'ktrdr--feat-x: /clones/ktrdr--feat-x, slot 3 (its .env.sandbox says so)',
          'ktrdr--seven: /clones/my seven, slot 7 (its containers say so)',
          'ktrdr-prod: /clones/ktrdr-prod, slot 0 (its .env.sandbox says so)',
          'ktrdr--c: was registered here (/volumes/ktrdr--c.json); doctor finds its directory if you run it there, or in its clone',
        ],
        repair: {
          kind: 'commands',
          text: expect.stringContaining('mend REGISTRY_UNREADABLE'),
          commands: [
            'mv -n /home/me/.ktrdr/sandbox/instances.json /home/me/.ktrdr/sandbox/instances.json.broken',
            'cd /clones/ktrdr--b && mv -n .env.sandbox.before .env.sandbox && ktrdr sandbox init --again',
            'cd /clones/ktrdr--feat-x && ktrdr sandbox init --again',
            "cd '/clones/my seven' && ktrdr sandbox init --again -n ktrdr--seven -s 7",
            'cd /clones/ktrdr-prod && ktrdr local-prod init --again --keep-volumes',
          ],
        },
      },
    ]);
  });

  test('a directory whose file says that it is another instance is in no command', () => {
    const places = [aPlace('/clones/ktrdr--b', { marker: known(variables('ktrdr--b', 1)), home: 'this' })];
    const containers = [aContainer({ project: 'ktrdr--seven', workingDirectory: '/clones/ktrdr--b' })];
    const [found] = bad(judge(facts({ ...broken, ...engine({ containers }), places })));
    expect(found).toMatchObject({
      detail: [expect.stringMatching(/^ktrdr--b: /), expect.stringMatching(/^ktrdr--seven: /)],
      repair: { commands: [expect.stringMatching(/^mv -n /), 'cd /clones/ktrdr--b && ktrdr sandbox init --again'] },
    });
  });

  test('its path is quoted once', () => {
    const file = '/home/a b/instances.json';
    const names = { registryFile: file, registryAside: `${file}.broken-2` };
    const [found] = bad(judge(facts({ ...broken, ...names, places: [{ ...localProdPlace, home: 'this' }] })));
    expect(found?.repair).toMatchObject({
      commands: ["mv -n '/home/a b/instances.json' '/home/a b/instances.json.broken-2'", expect.any(String)],
    });
  });

  test('nothing is called orphaned: nobody can tell', () => {
    const volumes = [ofProject('ktrdr--gone')('ktrdr--gone_data')];
    const found = bad(judge(facts({ ...broken, ...engine({ volumes }), places: [] })));
    expect(found.map(({ code }) => code)).toEqual(['REGISTRY_UNREADABLE']);
  });
});
