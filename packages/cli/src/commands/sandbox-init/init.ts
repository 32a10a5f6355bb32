import { describe, initSandbox, type PythonWorktree, readUserSettings } from '@ktrdr/instance';
import { destroyCommand, parseOwnDirectories } from '@ktrdr/instance/internal';
import { formatUrls, type Session, shownUrls } from '@ktrdr/terminal';
import type { Handler } from '../../command/handler.ts';
import { tellMade } from '../../command/tell-made.ts';
import type { InitOptions } from './flags.ts';

export const init: Handler<InitOptions> = async (session, { slot, name, own, keepVolumes, again }) => {
  const { context, process } = session;
  // What is registered again keeps its lines.
  const { sandbox: usual = {} } = again === true ? {} : await readUserSettings(context.home);
  const instance = await initSandbox(context, {
    directory: process.cwd(),
    name,
    slot,
    again,
    own: own === undefined ? usual.own : parseOwnDirectories(own),
    lean: usual,
    adopt: async (worktree) => {
      showPythonWorktree(session, worktree);
      return await session.confirm(`Make ${worktree.name} a sandbox of this tool?`);
    },
    keepVolumes: async (volumes) =>
      keepVolumes === true ||
      (await session.ask(`Volumes of an earlier sandbox of that name exist (${volumes.join(', ')}). Use them?`)),
  });
  const start = 'ktrdr sandbox up';
  await tellMade(session, instance, {
    made: { what: `${instance.id} was initialized`, start, remove: destroyCommand(instance) },
    tell: async () => {
      const description = await describe(context, instance);
      session.result(description, [
        `${session.style.green('✓')} ${instance.id} initialized: ${instance.path}, slot ${instance.slot}`,
        ...formatUrls(await shownUrls(session, instance, description.urls)),
        '',
        `Start it with: ${start}`,
      ]);
    },
  });
};

/** What it means for a worktree of the Python tool to become a sandbox of this one. */
function showPythonWorktree(session: Session, worktree: PythonWorktree): void {
  const { path, name, slot, project, volumes } = worktree;
  session.print(
    `${path} is a worktree of KTRDR's Python tool (kinfra), which calls it ${name}, in slot ${slot}.`,
    '  files:   stay as they are; .env.sandbox is rewritten',
    `  slot:    ${describeSlot(worktree)}`,
    `  volumes: ${volumes.length === 0 ? 'none' : `${volumes.join(', ')} stay, but are not used: the sandbox starts with an empty database`}`,
    `  kinfra:  do not run "kinfra done" for it again: it would remove the volumes of ${project} and the worktree`,
  );
}

function describeSlot({ slot, requested, keepsSlot }: PythonWorktree): string {
  if (keepsSlot) return `${slot} is kept; its claim in the registry ends with the sandbox`;
  if (requested !== undefined && requested !== slot)
    return `changes to ${requested}, as requested; its claim on ${slot} in the registry ends with the sandbox`;
  return `${slot} belongs to another instance: it gets a different slot`;
}
