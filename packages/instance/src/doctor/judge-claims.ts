import { quoteArgument } from '@ktrdr/errors';
import { pythonProject } from '../python-tool/python-tool.ts';
import { containersOf } from './containers-of.ts';
import type { ClaimedPlace, ClaimFacts, DoctorFacts, EngineFacts } from './facts.ts';
import type { Finding } from './finding.ts';

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
    const dead = deadness(claim, facts);
    if (dead === undefined) {
      return [
        {
          ...finding,
          severity: claim.place === 'checkout' ? 'ok' : 'warning',
          text: claim.place === 'checkout' ? claimed : `${claimed}, and cannot be given to another instance`,
          repair: nextStep(claim),
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
          does: 'releases the claim, so that a sandbox can use the slot; no file, container or volume is touched',
        },
      },
    ];
  });
}

/** What is to be done about a claim that may be alive. */
function nextStep({ slot, claimedBy, directory, place }: ClaimFacts): Finding['repair'] {
  const again = 'then doctor looks again';
  switch (place) {
    case 'checkout':
      return {
        kind: 'commands',
        text: 'To leave it to the Python tool, do nothing. This command makes it a sandbox of ktrdr, with the same slot; sandbox destroy later frees the slot and keeps the directory:',
        commands: [`cd ${quoteArgument(directory ?? claimedBy)} && ktrdr sandbox init`],
      };
    case 'unclear':
      return {
        kind: 'advice',
        text: `git does not recognize its directory as a checkout of KTRDR. Repair it (git worktree repair), or move it aside; ${again}.`,
      };
    case 'no checkout':
      return {
        kind: 'advice',
        text: `Its directory is no longer a checkout. Stop the containers (docker compose -p ${quoteArgument(pythonProject(slot))} down), and remove the volumes of that project if nobody needs them; ${again}.`,
      };
    case 'locked':
      return {
        kind: 'advice',
        text: `git keeps its worktree locked, as for a disk that is not always mounted. Mount that disk; if it is gone for good, run git worktree unlock ${quoteArgument(claimedBy)} in the clone. Then run doctor again.`,
      };
    case 'away':
    case 'gone':
    case 'no path':
      return {
        kind: 'advice',
        text: `Mount the disk that its directory is on${directory === undefined ? '' : ', or remove the directory, which is empty'}, and stop its containers. If nobody needs the volumes of its project, remove them; ${again}.`,
      };
  }
}

function isRegistered({ claimedBy, directory }: ClaimFacts, { registry }: ClaimSituation): boolean {
  return (
    registry.kind === 'known' &&
    registry.value.some(({ id, path }) => id === claimedBy || path === claimedBy || path === directory)
  );
}

const ALIVE: ReadonlySet<ClaimedPlace> = new Set(['checkout', 'unclear', 'locked', 'away']);

const GONE: Readonly<Partial<Record<ClaimedPlace, string>>> = {
  'no path': 'no instance with that name is registered',
  'no checkout': 'that directory is not a checkout',
  gone: 'that directory is gone',
};

/** Why a claim is dead, as far as that can be shown; undefined where it may be alive. */
function deadness({ place, slot, claimedBy }: ClaimFacts, facts: ClaimSituation): string | undefined {
  if (ALIVE.has(place) || facts.engine.resources.kind === 'failed') return undefined;
  const project = place === 'no path' ? claimedBy : pythonProject(slot);
  if (containersOf(facts, project).length > 0) return undefined;
  if (facts.engine.resources.value.volumes.some((volume) => volume.project === project)) return undefined;
  return `${GONE[place]}, and Compose project ${project} has neither containers nor volumes`;
}
