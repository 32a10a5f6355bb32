import { expect, test } from '@jest/globals';
import { heldPorts, type PortFacts } from '../../src/start/find-port-holders.ts';
import { anInstance, aSandbox } from '../support/a.ts';

const wanted = [{ service: 'db', published: 5432, target: 5432, address: undefined, protocol: 'tcp' }];
const nothing: PortFacts = {
  wanted,
  publishers: [],
  listeners: [],
  instances: [anInstance(), aSandbox()],
  project: 'ktrdr-prod',
};
const publisher = (project: string, container = `${project}-db-1`) => ({ port: 5432, container, project });
const proxy = { port: 5432, addresses: ['0.0.0.0', '::'], process: { pid: 811, name: 'docker-proxy' } };

test.each<[string, Partial<PortFacts>, string[]]>([
  ['nobody', {}, []],
  ['its own container', { publishers: [publisher('ktrdr-prod')], listeners: [proxy] }, []],
  [
    'another instance of ours, named with its place',
    { publishers: [publisher('ktrdr--feat-x')], listeners: [proxy] },
    ['our sandbox ktrdr--feat-x (/clones/ktrdr--feat-x), its container ktrdr--feat-x-db-1'],
  ],
  [
    'a container of a project that we do not know, named before its proxy process',
    { publishers: [publisher('shop')], listeners: [proxy] },
    ['container shop-db-1 of Compose project shop'],
  ],
  ['a container of no project', { publishers: [publisher('', 'postgres')] }, ['container postgres']],
  [
    'a process of this user',
    { listeners: [{ port: 5432, addresses: ['127.0.0.1'], process: { pid: 811, name: 'postgres' } }] },
    ['process postgres (pid 811) on 127.0.0.1'],
  ],
  [
    'a process of another user',
    { listeners: [{ port: 5432, addresses: ['127.0.0.1', '::1'] }] },
    ['a process of another user on 127.0.0.1, ::1'],
  ],
  [
    'somebody, where the system tells nothing',
    { listeners: [{ port: 5432, addresses: [] }] },
    ['a process of another user'],
  ],
  [
    'somebody on another port',
    { publishers: [{ ...publisher('shop'), port: 5433 }], listeners: [{ port: 5433, addresses: [] }] },
    [],
  ],
])('the port is held by %s', (_, facts, expected) => {
  expect(heldPorts({ ...nothing, ...facts })).toEqual(
    expected.map((holder) => ({ port: 5432, service: 'db', holder })),
  );
});
