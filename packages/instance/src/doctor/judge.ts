import type { DoctorFacts } from './facts.ts';
import type { Finding } from './finding.ts';
import { judgeForbidden } from './judge-forbidden.ts';
import { judgeInstances } from './judge-instances.ts';
import { judgeLeftovers } from './judge-leftovers.ts';
import { judgeMachine } from './judge-machine.ts';
import { judgeNeighbours } from './judge-neighbours.ts';
import { judgeOrphans } from './judge-orphans.ts';
import { judgePythonTool } from './judge-python-tool.ts';
import { judgeRegistry } from './judge-registry.ts';

/** What the facts mean, from the machine to the single instance. */
export function judge(facts: DoctorFacts): Finding[] {
  return [
    ...judgeMachine(facts),
    ...judgeRegistry(facts),
    ...judgeForbidden(facts.forbidden),
    ...judgeInstances(facts),
    ...judgeNeighbours(facts),
    ...judgeOrphans(facts),
    ...judgePythonTool(facts),
    ...judgeLeftovers(facts),
  ];
}
