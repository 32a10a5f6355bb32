import { quoteArgument } from '@ktrdr/errors';
import { basename } from 'node:path';
import type { Container } from '@ktrdr/compose-runner';
import { isPythonWorktree, pythonProject, pythonSlot } from '../python-tool/python-tool.ts';
import type { ClaimFacts, DoctorFacts, EngineFacts, PlaceFacts } from './facts.ts';
import type { Finding } from './finding.ts';

/** What is there of KTRDR's later Python tool: its worktrees, its claims of slots, and its names for our instances. */
export function judgePythonTool(facts: DoctorFacts): Finding[] {
  if (facts.registry.kind === 'failed') return [];
  return [...judgeWorktrees(facts), ...judgeClaims(facts), ...judgeProjects(facts)];
}

function judgeWorktrees(facts: DoctorFacts): Finding[] {
  const registered = new Set(pathsOf(facts));
  return facts.places.flatMap((place) => {
    if (place.realPath === undefined || registered.has(place.path) || !isWorktree(place)) return [];
    const slot = slotOf(place);
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

/** What tells whether a claim of a slot is dead. */
export type ClaimSituation = Pick<DoctorFacts, 'registry' | 'claims'> & {
  readonly engine: Pick<EngineFacts, 'resources'>;
};

/** The slots that the registry gives to directories without an instance, and which of these claims are dead. */
export function judgeClaims(facts: ClaimSituation): Finding[] {
  return facts.claims.flatMap((claim): Finding[] => {
    if (isRegistered(claim, facts)) return [];
    const { slot, claimedBy } = claim;
    const finding = { subject: `slot ${slot}`, code: 'SLOT_CLAIMED' } as const;
    const claimed = `is claimed by ${claimedBy}, under "slots" in the registry (kinfra)`;
    if (claim.place === 'there') return [{ ...finding, severity: 'ok', text: claimed }];
    const dead = deadness(claim, facts);
    if (dead === undefined) {
      return [
        {
          ...finding,
          severity: 'warning',
          text: `${claimed}, and cannot be given to another`,
          repair: {
            kind: 'advice',
            text: 'Mount the disk that its directory is on, and stop what still runs. If the volumes of its project are needed no more, remove them; then doctor looks again.',
          },
        },
      ];
    }
    return [
      {
        ...finding,
        code: 'SLOT_CLAIM_DEAD',
        severity: 'warning',
        text: `${claimed}: ${dead}`,
        repair: {
          kind: 'fix',
          fix: { kind: 'release-claim', slot, claimedBy },
          does: 'releases the claim, so that a sandbox can have the slot; no file, container or volume is touched',
        },
      },
    ];
  });
}

function isRegistered({ claimedBy }: ClaimFacts, { registry }: ClaimSituation): boolean {
  return registry.kind === 'known' && registry.value.some(({ id, path }) => id === claimedBy || path === claimedBy);
}

/** Why a claim is dead, as far as that can be shown; undefined where it may be alive. */
function deadness({ place, slot, claimedBy }: ClaimFacts, facts: ClaimSituation): string | undefined {
  if (place === 'away' || facts.engine.resources.kind === 'failed') return undefined;
  const project = place === 'no path' ? claimedBy : pythonProject(slot);
  if (containersOf(facts, project).length > 0) return undefined;
  if (facts.engine.resources.value.volumes.some((volume) => volume.project === project)) return undefined;
  const gone = place === 'no path' ? 'no instance of that name is registered' : 'that directory is gone';
  return `${gone}, and Compose project ${project} has neither containers nor volumes`;
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
        text: `${plural(theirs.length, 'container')} of it ${theirs.length === 1 ? 'is' : 'are'} there under ${project}, its project of the Python tool, and would be in the way`,
        repair: {
          kind: 'commands',
          text: `Stop them before you start it here. Their volumes stay, but a database in them is not taken over:`,
          commands: [`docker compose -p ${project} down`],
        },
      } satisfies Finding,
    ];
  });
}

function isWorktree({ git }: PlaceFacts): boolean {
  return git.kind === 'known' && git.value.kind === 'linked-worktree';
}

function slotOf({ marker }: PlaceFacts): number | undefined {
  return marker.kind === 'known' ? pythonSlot(marker.value) : undefined;
}

function pathsOf({ registry }: DoctorFacts): string[] {
  return registry.kind === 'known' ? registry.value.map(({ path }) => path) : [];
}

function containersOf({ engine }: Pick<ClaimSituation, 'engine'>, project: string): Container[] {
  return engine.resources.kind === 'known'
    ? engine.resources.value.containers.filter((container) => container.project === project)
    : [];
}

function plural(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
