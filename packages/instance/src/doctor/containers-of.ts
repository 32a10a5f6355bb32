import type { Container } from '@ktrdr/compose-runner';
import type { EngineFacts } from './facts.ts';

/** The containers of a Compose project; none where the Engine did not say. */
export function containersOf(
  { engine }: { readonly engine: Pick<EngineFacts, 'resources'> },
  project: string,
): Container[] {
  return engine.resources.kind === 'known'
    ? engine.resources.value.containers.filter((container) => container.project === project)
    : [];
}
