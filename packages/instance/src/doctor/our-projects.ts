import { LOCAL_PROD_ID } from '../core/kinds.ts';
import type { EngineResources } from './facts.ts';

/** What the Engine has under one Compose project's name. */
export interface ProjectFacts extends EngineResources {
  readonly name: string;
}

/** The Compose projects whose names are ours, registered or not. */
export function ourProjects({ containers, volumes, networks }: EngineResources): ProjectFacts[] {
  const names = new Set([...containers, ...volumes, ...networks].map(({ project }) => project).filter(isOurName));
  return [...names]
    .toSorted((one, other) => one.localeCompare(other))
    .map((name) => ({
      name,
      containers: containers.filter(({ project }) => project === name),
      volumes: volumes.filter(({ project }) => project === name),
      networks: networks.filter(({ project }) => project === name),
    }));
}

/** Whether a Compose project, or an instance, is called as ours are. */
export function isOurName(name: string): boolean {
  return name === LOCAL_PROD_ID || name.startsWith('ktrdr--');
}
