import { quoteArgument } from '@ktrdr/errors';
import { basename } from 'node:path';
import { isPythonProject, isPythonWorktree, pythonProject, pythonSlot } from '../python-tool/python-tool.ts';
import { containersOf } from './containers-of.ts';
import type { DoctorFacts, PlaceFacts } from './facts.ts';
import type { Finding } from './finding.ts';
import { judgeClaims } from './judge-claims.ts';

/** What is there of KTRDR's later Python tool: its worktrees, its claims of slots, and its names for our instances. */
export function judgePythonTool(facts: DoctorFacts): Finding[] {
  if (facts.registry.kind === 'failed') return [];
  return [...judgeWorktrees(facts), ...judgeClaims(facts), ...judgeProjects(facts), ...judgeStrayProjects(facts)];
}

function judgeWorktrees(facts: DoctorFacts): Finding[] {
  const registered = new Set(pathsOf(facts));
  return facts.places.flatMap((place) => {
    if (place.realPath === undefined || registered.has(place.path) || !isWorktree(place)) return [];
    const slot = slotOf(place, facts);
    if (slot === undefined && !isPythonWorktree(basename(place.path))) return [];
    const running = slot === undefined ? 0 : containersOf(facts, pythonProject(slot)).length;
    const what =
      slot === undefined
        ? 'it has no sandbox'
        : `slot ${slot}, Compose project ${pythonProject(slot)} (${running === 0 ? 'no containers' : plural(running, 'container')})`;
    return [
      {
        severity: 'ok',
        code: 'PYTHON_WORKTREE',
        subject: basename(place.path),
        text: `is a worktree of KTRDR's Python tool (kinfra): ${what}`,
        repair: {
          kind: 'commands',
          text: 'To make it a sandbox of this tool:',
          commands: [`cd ${quoteArgument(place.path)} && ktrdr sandbox init`],
        },
      } satisfies Finding,
    ];
  });
}

/** Registered instances that the Python tool started: it calls the project by the slot, and we by the instance. */
function judgeProjects(facts: DoctorFacts): Finding[] {
  if (facts.registry.kind === 'failed') return [];
  return facts.registry.value.flatMap(({ id, path, slot }) => {
    const project = pythonProject(slot);
    const theirs = containersOf(facts, project).filter(({ workingDirectory }) => workingDirectory === path);
    if (theirs.length === 0) return [];
    return [
      {
        severity: 'problem',
        code: 'PYTHON_PROJECT',
        subject: id,
        text: `${plural(theirs.length, 'container')} of it ${theirs.length === 1 ? 'exists' : 'exist'} under ${project}, its project in the Python tool, and would be in the way`,
        repair: {
          kind: 'commands',
          text: `Stop them before you start it here. Their volumes stay, but a database in them is not taken over:`,
          commands: [`docker compose -p ${quoteArgument(project)} down`],
        },
      } satisfies Finding,
    ];
  });
}

/** Projects that are called as that tool's, and that nothing known here accounts for. */
function judgeStrayProjects(facts: DoctorFacts): Finding[] {
  const { engine, claims, places } = facts;
  if (engine.resources.kind === 'failed') return [];
  const known = new Set([
    ...[
      ...claims.map(({ slot }) => slot),
      ...places.filter(isWorktree).flatMap((place) => slotOf(place, facts) ?? []),
    ].map(pythonProject),
    ...engine.resources.value.containers.flatMap(({ project, workingDirectory }) =>
      workingDirectory !== undefined && pathsOf(facts).includes(workingDirectory) ? [project] : [],
    ),
  ]);
  const projects = new Set(engine.resources.value.containers.map(({ project }) => project));
  return [...projects]
    .filter((project) => isPythonProject(project) && !known.has(project))
    .map((project): Finding => {
      const containers = containersOf(facts, project);
      const from = [...new Set(containers.flatMap(({ workingDirectory }) => workingDirectory ?? []))];
      return {
        severity: 'warning',
        code: 'PYTHON_PROJECT',
        subject: project,
        text: `${plural(containers.length, 'container')} ${containers.length === 1 ? 'exists' : 'exist'} under a name that KTRDR's Python tool (kinfra) uses${from.length === 0 ? '' : `, started from ${from.join(', ')}`}; no known worktree and no claim has that slot`,
        repair: {
          kind: 'commands',
          text: 'If they are yours and you do not need them, stop them; their volumes stay:',
          commands: [`docker compose -p ${quoteArgument(project)} down`],
        },
      };
    });
}

function isWorktree({ git }: PlaceFacts): boolean {
  return git.kind === 'known' && git.value.kind === 'linked-worktree';
}

function slotOf({ path, marker }: PlaceFacts, { claims }: Pick<DoctorFacts, 'claims'>): number | undefined {
  const claimed = claims.find(({ directory }) => directory === path);
  return claimed?.slot ?? (marker.kind === 'known' ? pythonSlot(marker.value) : undefined);
}

function pathsOf({ registry }: DoctorFacts): string[] {
  return registry.kind === 'known' ? registry.value.map(({ path }) => path) : [];
}

function plural(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
