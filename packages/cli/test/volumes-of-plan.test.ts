import { describe, expect, test } from '@jest/globals';
import { describeStaying, describeVolumes, whatIsGone } from '../src/command/volumes-of-plan.ts';

const pgdir = { name: 'p_data', device: '/srv/pgdir' };
const nothing = { volumes: [], kept: [], staying: [], replaced: [], networksLeft: [], standingFor: [] };

describe('what a destroy says of volumes that stay', () => {
  test.each([
    [nothing, []],
    [
      { ...nothing, volumes: ['p_data'], standingFor: [pgdir] },
      ['  p_data stands for /srv/pgdir, whose contents stay'],
    ],
    [
      { ...nothing, kept: ['p_data', 'p_logs'], staying: ['p_data', 'p_logs'] },
      ['  Volumes that stay: p_data, p_logs. To remove them and their data: docker volume rm p_data p_logs'],
    ],
    [{ ...nothing, staying: ['prices-of-all'] }, ['  Volumes that stay: prices-of-all (not created for it)']],
    [
      { ...nothing, staying: ['p_data'], replaced: ['p_data'] },
      ['  Note: p_data was replaced by another volume while the command ran, and that one stays'],
    ],
    [
      { ...nothing, kept: ['p_data'], staying: ['p_data', 'prices-of-all'] },
      [
        '  Volumes that stay: p_data. To remove them and their data: docker volume rm p_data',
        '  Volumes that stay: prices-of-all (not created for it)',
      ],
    ],
  ])('a command removes its own, and never what others may use: %j', (plan, lines) => {
    expect(describeStaying(plan)).toEqual(lines);
  });
});

test.each([
  [nothing, 'its containers, networks and volumes are gone'],
  [{ ...nothing, volumes: ['p_data'] }, 'its containers, networks and volumes are gone'],
  [{ ...nothing, networksLeft: ['p_default'] }, 'its containers and volumes are gone, and network p_default stays'],
  [
    { ...nothing, staying: ['shared'], networksLeft: ['p_default', 'p_1'] },
    'its containers are gone, and networks p_default, p_1 stay',
  ],
  [
    { ...nothing, volumes: ['p_data'], staying: ['shared'], networksLeft: ['p_default'] },
    'its containers and volumes p_data are gone, and network p_default stays',
  ],
  [{ ...nothing, staying: ['shared'] }, 'its containers and networks are gone'],
  [
    { ...nothing, volumes: ['p_data', 'p_logs'], staying: ['shared'] },
    'its containers, its networks and volumes p_data, p_logs are gone',
  ],
])('a destroy says truly which volumes it has removed: %j', (plan, said) => {
  expect(whatIsGone(plan)).toBe(said);
});

test.each([
  [{ volumes: [], takenOver: [], standingFor: [], staying: [] }, ['  volumes:    none']],
  [
    { volumes: ['p_data', 'p_logs'], takenOver: ['p_data'], standingFor: [pgdir], staying: ['shared'] },
    [
      '  volumes:    p_data, p_logs',
      '  of these, taken over from an earlier instance or another registry: p_data',
      '  of these, p_data stands for /srv/pgdir, whose contents stay',
      '  volumes that stay: shared',
    ],
  ],
])('a plan names the volumes, and those that were there before: %j', (plan, lines) => {
  expect(describeVolumes(plan)).toEqual(lines);
});
