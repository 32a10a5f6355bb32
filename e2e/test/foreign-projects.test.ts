import { expect, test } from '@jest/globals';
import { foreignProjects, type ProjectTrace } from '../src/guard/foreign-projects.ts';

const own = [{ id: 'ktrdr-prod', path: '/repo/.demo/ktrdr' }];
const container = (project: string, directory: string): ProjectTrace => ({
  kind: 'container',
  name: 'c',
  project,
  directory,
});
const volume = (project: string): ProjectTrace => ({ kind: 'volume', name: 'v', project });
const network = (project: string): ProjectTrace => ({ kind: 'network', name: 'n', project });

test.each<[string, ProjectTrace, boolean]>([
  ['our own container', container('ktrdr-prod', '/repo/.demo/ktrdr'), false],
  ['our own volume', volume('ktrdr-prod'), false],
  ["a real local-prod's container", container('ktrdr-prod', '/home/me/ktrdr-prod'), true],
  ["a real sandbox's network", network('ktrdr--feat-x'), true],
  ["a real sandbox's volume", volume('ktrdr--feat-x'), true],
  ['another project', container('shop', '/home/me/shop'), false],
  ['a project with a similar name', volume('ktrdr-production'), false],
])('%s', (_, trace, foreign) => {
  expect(foreignProjects([trace], own)).toEqual(foreign ? [trace] : []);
});

test('without any instance of ours, every such trace is foreign', () => {
  expect(foreignProjects([volume('ktrdr-prod')], [])).toHaveLength(1);
});
