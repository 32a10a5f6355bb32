import { CodedError, quoteArgument } from '@ktrdr/errors';
import { slotHolders } from '@ktrdr/registry';
import type { Context } from '../core/context.ts';
import { SANDBOX_SLOTS } from '../core/kinds.ts';
import { pythonProject } from '../python-tool/python-tool.ts';

/** A worktree that KTRDR's later Python tool gave a slot, before it becomes a sandbox of ours. */
export interface PythonWorktree {
  readonly path: string;
  /** What that tool calls it. */
  readonly name: string;
  readonly slot: number;
  /** The slot that was asked for; undefined where none was. */
  readonly requested: number | undefined;
  /** The Compose project under which that tool runs the slot. */
  readonly project: string;
  /** Volumes of that project, which the sandbox does not use. */
  readonly volumes: readonly string[];
  /** Whether the registry gives the slot to this directory, so that the sandbox can have it. */
  readonly keepsSlot: boolean;
}

interface PythonWorktreeOptions extends Pick<PythonWorktree, 'path' | 'name' | 'requested'> {
  /** The Python tool's slots that it has, the one to keep first. */
  readonly slots: readonly number[];
}

/**
 * What there is of the Python tool for a directory; undefined where that tool gave it no slot.
 *
 * @throws CodedError `PYTHON_STACK_EXISTS` while its containers are there, and of the registry and Docker
 */
export async function pythonWorktree(
  context: Context,
  { path, slots, name, requested }: PythonWorktreeOptions,
): Promise<PythonWorktree | undefined> {
  const [slot] = slots;
  if (slot === undefined) return undefined;
  const projects = slots.map(pythonProject);
  const [containers, volumes, document] = await Promise.all([
    context.docker.summaries(),
    context.docker.volumes(),
    context.registry.read(),
  ]);
  const running = projects.find((project) => containers.some((container) => container.project === project));
  if (running !== undefined) {
    throw new CodedError(`${path} is a worktree of KTRDR's Python tool, which still has containers (${running})`, {
      code: 'PYTHON_STACK_EXISTS',
      hint: `Nothing was changed. Remove them first; their volumes stay: docker compose -p ${quoteArgument(running)} down`,
    });
  }
  const exists = slot >= SANDBOX_SLOTS.min && slot <= SANDBOX_SLOTS.max;
  const isWanted = requested === undefined || requested === slot;
  return {
    path,
    name,
    slot,
    requested,
    project: pythonProject(slot),
    volumes: volumes.filter(({ project }) => projects.includes(project)).map((volume) => volume.name),
    keepsSlot: exists && isWanted && !slotHolders(document, path).has(slot),
  };
}
