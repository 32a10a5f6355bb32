import { tooOldGit } from '@ktrdr/instance/internal';
import type { Prerequisite, Problem, Tool } from './prerequisite.ts';

/** How a tool answered when it was asked for its version. */
export interface Answer {
  readonly exitCode: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
  readonly missing: boolean;
  readonly timedOut: boolean;
}

const TOOLS: Readonly<Record<Tool, Pick<Prerequisite, 'name' | 'required'>>> = {
  git: { name: 'git', required: true },
  docker: { name: 'docker', required: true },
  engine: { name: 'Docker Engine', required: true },
  compose: { name: 'Docker Compose', required: true },
  uv: { name: 'uv', required: true },
  op: { name: '1Password CLI (op)', required: false },
};

/** What a tool's answer says of it. */
export function judge(tool: Tool, answer: Answer): Prerequisite {
  const found = { tool, ...TOOLS[tool] };
  // Without the docker command there is nothing to ask, and its own line says so.
  if (answer.missing) return { ...found, problem: 'missing' };
  const version = /\d+\.\d+[\w.+-]*/.exec(answer.stdout)?.[0];
  if (answer.exitCode !== 0 || version === undefined) {
    const problem = problemOf(tool, answer);
    const detail = problem === 'failed' ? words(answer) : undefined;
    return { ...found, problem, detail };
  }
  // Version 1 of Compose was a program of its own and is not spoken to; a plugin that says 1 is no help either.
  if (tool === 'compose' && /^[01]\./.test(version)) return { ...found, version, problem: 'too-old' };
  if (tool === 'git' && tooOldGit(answer.stdout) !== undefined) return { ...found, version, problem: 'too-old' };
  return { ...found, version, problem: undefined };
}

function problemOf(tool: Tool, { stderr, timedOut }: Answer): Problem {
  if (tool === 'engine') {
    if (/permission denied/i.test(stderr)) return 'forbidden';
    return timedOut || /cannot connect|failed to connect|error during connect|daemon running/i.test(stderr)
      ? 'not-running'
      : 'failed';
  }
  // `docker` without the plugin takes `compose` for a mistake. It finds no plugin either where it may not read its own configuration.
  return tool === 'compose' && !timedOut && !/permission denied/i.test(stderr) ? 'missing' : 'failed';
}

function words({ stdout, stderr, exitCode, timedOut }: Answer): string {
  if (timedOut) return 'it did not answer in time';
  const said = (stderr.trim() || stdout.trim()).split('\n')[0];
  if (said) return said;
  return exitCode === undefined
    ? 'a signal ended it, and it said nothing'
    : `it exited with ${exitCode} and said nothing`;
}
