import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { type GuideStep, parseGuide, withOutputs } from './parse-guide.ts';
import { differences, isOpen, steady } from './steady.ts';

export interface GuideRun {
  readonly text: string;
  /** Where the first command runs; where a later one runs follows from those before it. */
  readonly directory: string;
  readonly env: Readonly<Record<string, string>>;
  /** Pieces of output that a reader sees differently: this machine's paths. */
  readonly aliases: readonly (readonly [string, string])[];
}

export interface GuideResult {
  /** A line for each difference between what the guide says and what was printed. */
  readonly differences: readonly string[];
  /** The guide with what was printed. */
  readonly text: string;
}

const STATE = '@@state@@';

/** Runs the commands of a guide one after another, as its reader would in one shell, and compares what they print. */
export async function runGuide({ text, directory, env, aliases }: GuideRun): Promise<GuideResult> {
  const parts = parseGuide(text);
  const printed = new Map<GuideStep, readonly string[]>();
  let cwd = directory;
  for (const part of parts) {
    if (part.kind === 'file') await writeFile(join(cwd, part.name), `${part.lines.join('\n')}\n`);
    if (part.kind !== 'step') continue;
    const { step } = part;
    // One stream, so that all that was printed comes before the mark.
    const script = `exec 2>&1\n${step.command}\ncode=$?\nprintf '\\n${STATE}%s %s' "$code" "$PWD"`;
    const { stdout } = await execa('bash', ['-c', script], {
      // A command may have removed the directory that it was given in.
      cwd: existsSync(cwd) ? cwd : directory,
      env,
      extendEnv: false,
      reject: false,
      // With a socket there, bash takes itself for a remote shell and reads .bashrc.
      stdin: 'ignore',
    });
    const end = stdout.lastIndexOf(STATE);
    if (end === -1) throw new Error(`line ${step.line}: ${step.command}: the shell ended:\n${stdout}`);
    cwd = stdout.slice(stdout.indexOf(' ', end) + 1);
    const output = aliases.reduce((shown, [from, to]) => shown.replaceAll(from, to), stdout.slice(0, end));
    printed.set(step, output.trimEnd() === '' ? [] : output.trimEnd().split('\n'));
  }
  return {
    differences: [...printed].flatMap(([step, lines]) =>
      differences(lines, step.output).map((difference) => `line ${step.line}, ${step.command}: ${difference}`),
    ),
    text: withOutputs(parts, (step) => (isOpen(step.output) ? step.output : (printed.get(step) ?? []).map(steady))),
  };
}
