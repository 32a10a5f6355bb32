import { expect, test } from '@jest/globals';
import type { Finding } from '@ktrdr/instance';
import { formatFindings, formatRepairs } from '../src/index.ts';
import { plain } from './style.ts';

const well: Finding = { severity: 'ok', code: 'OK', subject: 'git', text: 'is installed' };
const edited: Finding = {
  severity: 'warning',
  code: 'ENV_FILE_EDITED',
  subject: 'ktrdr-prod',
  text: 'its file differs',
  detail: ['A: 1, should be 2'],
  repair: { kind: 'fix', fix: { kind: 'write-env-file', id: 'ktrdr-prod' }, does: 'writes it anew' },
};
const orphaned: Finding = {
  severity: 'problem',
  code: 'ORPHANED_RESOURCES',
  subject: 'ktrdr--x',
  text: 'nobody accounts for 1 volume',
  repair: { kind: 'commands', text: 'To remove it:', commands: ['docker volume rm ktrdr--x_data'] },
};
const old: Finding = { ...orphaned, repair: { kind: 'advice', text: 'Update it.\nOr not.' } };

test('findings, what to do about them, and a line that sums up', () => {
  expect(formatFindings([well, edited, orphaned, old], plain)).toEqual([
    '  ✓ git is installed',
    '  ! ktrdr-prod its file differs',
    '      A: 1, should be 2',
    '      --fix writes it anew',
    '  ✗ ktrdr--x nobody accounts for 1 volume',
    '      To remove it:',
    '        docker volume rm ktrdr--x_data',
    '  ✗ ktrdr--x nobody accounts for 1 volume',
    '      Update it.',
    '      Or not.',
    '',
    '2 problems, 1 warning',
  ]);
  expect(formatFindings([well], plain).at(-1)).toBe('No problems');
  expect(formatFindings([edited], plain).at(-1)).toBe('No problems, 1 warning');
});

test('what was repaired, and what could not be', () => {
  const failure = { code: 'BUSY', message: 'another command works on it', hint: 'Wait.' };
  expect(
    formatRepairs(
      [
        { finding: edited, failure: undefined },
        { finding: edited, failure },
      ],
      plain,
    ),
  ).toEqual([
    '  ✓ ktrdr-prod repaired: writes it anew',
    '  ✗ ktrdr-prod not repaired: another command works on it',
    '      Wait.',
  ]);
});
