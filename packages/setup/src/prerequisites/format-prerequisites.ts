import { OLDEST_GIT } from '@ktrdr/instance/internal';
import type { Style } from '@ktrdr/terminal';
import { installHint } from './install-hint.ts';
import type { Prerequisite, Problem, Tool } from './prerequisite.ts';
import type { System } from './system.ts';

const IN_WORDS: Readonly<Record<Problem, string>> = {
  missing: 'not found',
  'not-running': 'is not running',
  forbidden: 'is running, but this user may not use it',
  'too-old': 'is too old',
  failed: 'does not work',
};

/** The list of prerequisites as a person reads it: what is there, and how to get what is missing on this system. */
export function formatPrerequisites(
  prerequisites: readonly Prerequisite[],
  { system, style }: { readonly system: System; readonly style: Style },
): string[] {
  const width = Math.max(...prerequisites.map(({ name }) => name.length));
  return [
    `${style.bold('Prerequisites')} ${style.dim(`on ${system.name}`)}`,
    ...prerequisites.flatMap(({ tool, name, required, version, problem, detail }) => {
      const padded = name.padEnd(width);
      if (problem === undefined) return [`  ${style.green('✓')} ${padded}  ${version ?? ''}`.trimEnd()];
      const mark = required ? style.red('✗') : style.yellow('!');
      const found = version === undefined ? '' : `${version} `;
      const advised = required ? '' : ' (recommended, not required)';
      return [
        `  ${mark} ${padded}  ${found}${IN_WORDS[problem]}${neededOf(tool, problem)}${advised}${detail === undefined ? '' : `: ${detail}`}`,
        `      ${style.dim(installHint(tool, problem, system))}`,
      ];
    }),
  ];
}

function neededOf(tool: Tool, problem: Problem): string {
  if (problem !== 'too-old') return '';
  return `: version ${tool === 'git' ? OLDEST_GIT : '2'} is needed`;
}
