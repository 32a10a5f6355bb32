import { describe, expect, test } from '@jest/globals';
import { fakeProcess } from '@ktrdr/terminal/testing';
import { whatFits } from '../../src/commands/complete/what-fits.ts';
import { createProgram } from '../../src/program/program.ts';

const program = () => createProgram({ process: fakeProcess().process, version: '1.2.3', onDone: () => {} });

/** What fits at the end of a line, which may end with a blank. */
function fits(line: string) {
  const { prefix, candidates, names, instance } = whatFits(program(), line.split(' '));
  return { values: candidates.map(({ value }) => value).filter((value) => value.startsWith(prefix)), names, instance };
}

describe('commands', () => {
  test.each([
    ['sand', ['sandbox']],
    ['sandbox sta', ['status']],
    ['sandbox status x', []],
    ['res', ['restart']],
    ['comple', ['completion']],
    ['completion ', ['bash', 'zsh', 'fish']],
    ['config ', ['list', 'get', 'set', 'unset', 'edit', 'path']],
    ['config se', ['set']],
    ['open --instance feat-x g', ['grafana']],
  ])('%j: %j', (line, values) => {
    expect(fits(line).values).toEqual(values);
  });

  test('those of a group, and no others', () => {
    const { values } = fits('local-prod ');
    expect(values).toEqual(expect.arrayContaining(['init', 'up', 'mcp-config', 'help']));
    expect(values).not.toContain('create');
  });
});

describe('options', () => {
  test.each([
    ['up --no-s', ['--no-secrets']],
    ['sandbox create feat --fr', ['--from']],
    ['logs backend --js', ['--json']],
    ['ps --che', ['--check']],
    ['up --he', ['--help']],
    ['exec db -- ls --al', []],
  ])('%j: %j', (line, values) => {
    expect(fits(line).values).toEqual(values);
  });
});

describe('names that only the machine knows', () => {
  test.each([
    ['up ', 'instance', undefined],
    ['up feat-x ', undefined, 'feat-x'],
    ['why fea', 'instance', ''],
    ['config set sandbox.f', 'setting', undefined],
    ['logs --instance ', 'instance', undefined],
    ['logs --instance=f', 'instance', undefined],
    ['logs --instance = f', 'instance', undefined],
    ['logs --instance feat-x ', 'service', 'feat-x'],
    ['logs --instance=feat-x db b', 'service', 'feat-x'],
    ['logs --tail 5 ', 'service', undefined],
    ['restart backend ', 'service', undefined],
    ['exec ', 'service', undefined],
    ['exec db -- ', undefined, undefined],
    ['sandbox up --without ', 'service', undefined],
    ['sandbox create ', undefined, undefined],
    ['sandbox create x --from ', 'branch', undefined],
    ['sandbox create x -b ', 'branch', undefined],
    ['sandbox init --name ', undefined, undefined],
    ['sandbox destroy --name ', 'instance', undefined],
    ['no-such-command ', undefined, undefined],
  ])('%j: %s of %s', (line, names, instance) => {
    const found = fits(line);
    expect(found.names).toBe(names);
    if (instance !== '') expect(found.instance).toBe(instance);
  });
});
