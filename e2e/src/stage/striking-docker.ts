import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { hasCode } from '@ktrdr/errors';
import { execa } from 'execa';
import { isDockerd, readPid } from '../engine/dockerd-process.ts';
import { startEngineProxy } from './engine-proxy.ts';

/** The real Engine, which is killed at a given run of `docker`, or question of `@ktrdr/engine`: they are counted together. */
export interface StrikingDocker {
  /** Counts from 1 again. @returns the variables that put it in place */
  arm(strike?: Strike): Promise<Readonly<Record<string, string>>>;
  /** The arguments of every run, and the questions (`GET /info`), since, in their order. */
  calls(): Promise<string[]>;
  /**
   * Waits until it has happened: the command may end before. Not when the command did not come so far.
   *
   * @throws what kept the Engine from being killed
   */
  struck(): Promise<void>;
  /** @throws what kept a question from being noted */
  close(): Promise<void>;
}

export interface Strike {
  /** The run or question that it happens at. */
  readonly call: number;
  /** How long the run has been going by then; 0: just before. */
  readonly afterSeconds: number;
}

/**
 * @param directory where the program and its notes are kept; a plain path
 * @param engine the file with the number of the Engine's process, and its socket
 */
export async function strikingDocker(
  directory: string,
  { pidFile, socket }: { readonly pidFile: string; readonly socket: string },
): Promise<StrikingDocker> {
  const { stdout: docker } = await execa('sh', ['-c', 'command -v docker']);
  const notes = join(directory, 'calls');
  const program = `#!/bin/sh
n=1
until mkdir '${notes}'/$n 2>/dev/null; do
  if [ ! -d '${notes}'/$n ]; then echo "cannot note a run of docker in ${notes}" >&2; exit 70; fi
  n=$((n+1))
done
printf '%s' "$*" >'${notes}'/$n/arguments
if [ $n = "$STRIKE_CALL" ]; then
  strike() {
    sleep "$STRIKE_AFTER"
    engine=$(cat '${pidFile}')
    kill -9 "$engine"
    # Whoever starts it again is not to find it dying.
    while kill -0 "$engine" 2>/dev/null; do sleep 0.02; done
    : >'${notes}'/struck
  }
  if [ "$STRIKE_AFTER" = 0 ]; then strike; else strike </dev/null >/dev/null 2>&1 & fi
fi
exec '${docker}' "$@"
`;
  await mkdir(directory, { recursive: true });
  await writeFile(join(directory, 'docker'), program, { mode: 0o755 });
  let armed = '0';
  let delay = 0;

  let strikeAtQuestion: Promise<void> | undefined;

  async function strike(): Promise<void> {
    await sleep(delay * 1000);
    const engine = await readPid(pidFile);
    if (engine === undefined) throw new Error(`${pidFile} has no number of a process: there is no Engine to kill`);
    process.kill(engine, 'SIGKILL');
    // Whoever starts it again is not to find it dying.
    while (await isDockerd(engine)) await sleep(20);
    await writeFile(join(notes, 'struck'), '');
  }

  async function noteQuestion(question: string): Promise<void> {
    let number = 1;
    while (!(await isMade(join(notes, String(number))))) number += 1;
    await writeFile(join(notes, String(number), 'arguments'), question);
    if (String(number) !== armed) return;
    strikeAtQuestion = strike();
    // Whoever waits for it hears of a failure.
    strikeAtQuestion.catch(() => {});
    if (delay === 0) await strikeAtQuestion;
  }
  const at = join(directory, 'striking.sock');
  await rm(at, { force: true });
  const proxy = await startEngineProxy({
    socket,
    at,
    onQuestion: async (question) => {
      // What version it speaks is a part of the first question.
      if (question !== 'GET /_ping') await noteQuestion(question);
    },
  });
  return {
    close: async () => await proxy.close(),
    async arm(strikeAt) {
      await rm(notes, { recursive: true, force: true });
      await mkdir(notes);
      armed = String(strikeAt?.call ?? 0);
      delay = strikeAt?.afterSeconds ?? 0;
      strikeAtQuestion = undefined;
      return {
        PATH: `${directory}${delimiter}${process.env['PATH'] ?? ''}`,
        DOCKER_HOST: `unix://${at}`,
        STRIKE_CALL: armed,
        STRIKE_AFTER: String(strikeAt?.afterSeconds ?? 0),
      };
    },
    async struck() {
      if (!(await readdir(notes)).includes(armed)) return;
      while (!(await readdir(notes)).includes('struck')) {
        await strikeAtQuestion;
        await sleep(20);
      }
    },
    async calls() {
      const numbers = (await readdir(notes))
        .filter((name) => name !== 'struck')
        .map(Number)
        .toSorted((one, other) => one - other);
      return await Promise.all(
        // One that was ended at once has not come to write it.
        numbers.map(async (number) => await readFile(join(notes, String(number), 'arguments'), 'utf8').catch(() => '')),
      );
    },
  };
}

/**
 * Makes a directory.
 *
 * @returns whether nobody has before
 * @throws Error if it cannot be made for another reason
 */
async function isMade(path: string): Promise<boolean> {
  try {
    await mkdir(path);
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    throw error;
  }
}
