import { hasCode, quoteArgument } from '@ktrdr/errors';
import type { CreatedSandbox, Instance } from '@ktrdr/instance';
import { madeBefore } from '@ktrdr/instance/internal';
import type { Session } from '@ktrdr/terminal';
import { describeBranch } from './describe-branch.ts';
import { makeSandbox, type MakeOptions } from './make-sandbox.ts';

export interface Made {
  readonly instance: Instance;
  readonly branch: string | undefined;
  /** Undefined where it was there already: somebody has made it, or a command that did so was interrupted. */
  readonly created: CreatedSandbox | undefined;
}

/** Makes the sandbox of that name, or finds the one of the same repository that is there already; says which. */
export async function makeOrFind(session: Session, name: string, options: MakeOptions): Promise<Made> {
  const { context, process, style } = session;
  const { directory = process.cwd() } = options;
  try {
    const created = await makeSandbox(session, name, { ...options, directory });
    const { instance } = created;
    session.print(
      `${style.green('✓')} ${instance.id} created: ${instance.path}, slot ${instance.slot}`,
      describeBranch(created.branch),
    );
    return { instance, branch: created.branch.name, created };
  } catch (error) {
    if (!hasCode(error, 'INSTANCE_EXISTS')) throw error;
    const found = await madeBefore(context, { name, directory });
    if (found === undefined) throw error;
    const { instance, branch } = found;
    const isAnother =
      (options.branch !== undefined && options.branch !== branch) ||
      (options.slot !== undefined && options.slot !== instance.slot);
    if (isAnother) throw error;
    session.print(
      `${instance.id} already exists: ${instance.path}, slot ${instance.slot}, branch ${branch ?? 'unknown'}`,
    );
    if (options.from !== undefined) {
      const text = `--from ${quoteArgument(options.from)} is only for new branches: ${branch ?? 'its branch'} stays where it is.`;
      context.report({ type: 'warning', text });
    }
    return { instance, branch, created: undefined };
  }
}
