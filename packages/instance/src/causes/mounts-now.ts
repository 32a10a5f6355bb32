import type { BigIntStats } from 'node:fs';
import type { Bind, Container } from '@ktrdr/compose-runner';
import { isCodedError } from '@ktrdr/errors';
import type { Context } from '../core/context.ts';
import { isOfThisMachine } from '../core/is-of-this-machine.ts';
import { identityOf, isIdentity, mountedFile } from '../entries/mounted-file.ts';
import type { CauseFacts, ReplacedMount } from './cause-facts.ts';

const ANSWER_WITHIN_MS = 4_000;

/**
 * What containers mount of this machine and is not there, or is another one than when they were made. That goes by what a start notes of its mounts, and makes
 * containers anew for (`MOUNTS_LABEL`). One that somebody has restarted since has the new one all the same: only where there is a difference, a container is asked.
 */
export async function mountsNow(
  context: Pick<Context, 'docker'>,
  all: readonly Container[],
): Promise<Pick<CauseFacts, 'missingMounts' | 'replacedMounts'>> {
  const found = await Promise.all(
    all.map(async (container) => {
      const binds = container.binds.filter(({ source }) => isOfThisMachine(source));
      const mounts = await Promise.all(binds.map(async (bind) => ({ bind, now: await mountedFile(bind.source) })));
      return { container, mounts };
    }),
  );
  const replaced = await Promise.all(
    found.map(async ({ container, mounts }) => {
      const others = container.state === 'running' ? mounts.flatMap(anotherThanNoted) : [];
      return others.length === 0 ? [] : await stillMounted(context, container, others);
    }),
  );
  return {
    missingMounts: found.flatMap(({ container: { service }, mounts }) =>
      mounts.flatMap(({ bind: { source }, now }) => (now === 'missing' ? [{ service, source }] : [])),
    ),
    replacedMounts: replaced.flat(),
  };
}

interface Mounted {
  readonly bind: Bind;
  readonly now: BigIntStats | 'missing' | 'unseen';
}

interface Another {
  readonly source: string;
  readonly target: string;
  readonly now: BigIntStats;
}

function anotherThanNoted({ bind: { source, target, noted }, now }: Mounted): Another[] {
  if (typeof now === 'string' || !isIdentity(noted) || noted === identityOf(now)) return [];
  return [{ source, target, now }];
}

/** Without those that the container has as they are now, as far as its image has a `stat` to ask. */
async function stillMounted(
  { docker }: Pick<Context, 'docker'>,
  { id, service }: Container,
  others: readonly Another[],
): Promise<ReplacedMount[]> {
  const command = ['stat', '-c', '%d:%i %n', ...others.map(({ target }) => target)];
  const said = await docker.exec(id, command, { timeoutMs: ANSWER_WITHIN_MS }).then(
    ({ stdout }) => stdout.split('\n'),
    (error: unknown) => {
      if (!isCodedError(error)) throw error;
      return [];
    },
  );
  const inside = new Map(said.map((line) => [line.slice(line.indexOf(' ') + 1), line.slice(0, line.indexOf(' '))]));
  return others
    .filter(({ target, now }) => inside.get(target) !== `${now.dev}:${now.ino}`)
    .map(({ source, target, now }) => {
      // In a virtual machine all have other numbers: of another device nothing is known.
      const isSeen = inside.get(target)?.startsWith(`${now.dev}:`) === true;
      return { service, source, target, isSeen };
    });
}
