import { expect, test } from '@jest/globals';
import { judge } from '../../src/doctor/judge.ts';
import { aPlace, bad, facts, failed, localProd, localProdPlace, sandbox } from '../support/doctor-facts.ts';

test('nothing is wrong with a machine on which all is well', () => {
  const findings = judge(facts());
  expect(bad(findings)).toEqual([]);
  expect(findings.map(({ subject }) => subject)).toEqual([
    'git',
    'ktrdr',
    'Docker',
    'memory',
    'disk',
    'registry',
    localProd.id,
    sandbox.id,
    'Docker resources',
  ]);
});

test('nothing is wrong with an instance on which a command is at work', () => {
  const operations = [{ id: sandbox.id, operation: 'create', file: '/operations/x.json', isAtWork: true }] as const;
  const places = [localProdPlace, aPlace(sandbox.path, { realPath: undefined })];
  expect(bad(judge(facts({ operations, places })))).toEqual([]);
});

test('without git its absence is told once, not for every directory', () => {
  const git = failed('GIT_MISSING');
  const tools = [{ name: 'git', purpose: 'needed', install: 'install it', present: false }];
  const found = bad(judge(facts({ tools, places: [aPlace(localProd.path, { git }), aPlace(sandbox.path, { git })] })));
  expect(found.map(({ code }) => code)).toEqual(['TOOL_MISSING']);
});
