import { quoteArgument } from '@ktrdr/errors';
import type { HeldPort } from './find-port-holders.ts';

/** How whoever holds ports is stopped, as the beginning of a sentence: what was started by hand in the instance's directory is known by its project. */
export function stopHolders(held: readonly HeldPort[]): string {
  const byHand = [...new Set(held.flatMap(({ projectByHand: project }) => project ?? []))];
  if (byHand.length === 0) return 'Stop what holds the port, then';
  const commands = byHand.map((project) => `docker compose -p ${quoteArgument(project)} down`);
  return `Stop what was started by hand, which keeps its volumes: ${commands.join(' && ')}\nThen`;
}
