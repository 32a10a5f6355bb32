import { CodedError } from '@ktrdr/errors';
import { slotHolders } from '@ktrdr/registry';
import type { Context } from '../context.ts';
import { SANDBOX_SLOTS } from '../kinds.ts';
import { pythonProject } from '../python-tool/python-tool.ts';

/** A worktree that KTRDR's later Python tool gave a slot, before it becomes a sandbox of ours. */
export interface PythonWorktree {
  readonly path: string;
  /** What that tool calls it. */
  readonly name: string;
  readonly slot: number;
  /** The Compose project under which that tool runs the slot. */
  readonly project: string;
  /** Volumes of that project, which the sandbox does not use. */
  readonly volumes: readonly string[];
  /** Whether the registry gives the slot to this directory, so that the sandbox can have it. */
  readonly keepsSlot: boolean;
}

/**
 * What there is of the Python tool for a worktree whose `.env.sandbox` is that tool's.
 *
 * @throws CodedError `PYTHON_STACK_EXISTS` while its containers are there, and of the registry and Docker
 */
export async function pythonWorktree(
  context: Context,
  { path, slot, name }: Pick<PythonWorktree, 'path' | 'slot' | 'name'>,
): Promise<PythonWorktree> {
  const project = pythonProject(slot);
  const [containers, volumes, document] = await Promise.all([
    context.docker.summaries(project),
    context.docker.volumes(project),
    context.registry.read(),
  ]);
  if (containers.length > 0) {
    throw new CodedError(`${path} is a worktree of KTRDR's Python tool, whose containers are there (${project})`, {
      code: 'PYTHON_STACK_EXISTS',
      hint: `Nothing was changed. Remove them first; their volumes stay: docker compose -p ${project} down`,
    });
  }
  const exists = slot >= SANDBOX_SLOTS.min && slot <= SANDBOX_SLOTS.max;
  return {
    path,
    name,
    slot,
    project,
    volumes: volumes.map((volume) => volume.name),
    keepsSlot: exists && !slotHolders(document, path).has(slot),
  };
}
