import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { env } from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, expect, test } from '@jest/globals';
import { spawnHeld } from '../../src/host-services/spawn-held.ts';

const place = mkdtempSync(join(tmpdir(), 'held-'));
afterAll(() => rmSync(place, { recursive: true }));

async function start(name: string, record: (pid: number) => Promise<number>): Promise<number> {
  const output = await open(join(place, `${name}.log`), 'a');
  try {
    const command = ['sh', '-c', `echo "$$ $1 [$(cat)]" && touch '${join(place, name)}'`, 'sh', 'a  b'];
    return await spawnHeld(command, { env: { PATH: env['PATH'] }, cwd: place, output: output.fd, record });
  } finally {
    await output.close();
  }
}

const until = async (is: () => boolean): Promise<void> => {
  while (!is()) await sleep(10);
};

test('a program begins once it is recorded, with the recorded pid, its arguments and nothing to read', async () => {
  const pid = await start('recorded', async (held) => {
    await sleep(300);
    expect(existsSync(join(place, 'recorded'))).toBe(false);
    return held;
  });
  await until(() => existsSync(join(place, 'recorded')));
  expect(readFileSync(join(place, 'recorded.log'), 'utf8')).toBe(`${pid} a  b []\n`);
});

test('one that cannot be recorded never begins', async () => {
  let pid = 0;
  const started = start('unrecorded', async (held) => {
    pid = held;
    throw new Error('the disk is full');
  });
  await expect(started).rejects.toThrow('the disk is full');
  await until(() => !existsSync(`/proc/${pid}`) || readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z '));
  expect(existsSync(join(place, 'unrecorded'))).toBe(false);
});
