import { CodedError, quoteArgument } from '@ktrdr/errors';
import { type CreatedSandbox, describe, type Hook, type Instance, runPostCreate } from '@ktrdr/instance';
import { destroyCommand } from '@ktrdr/instance/internal';
import { formatUrls, type Session, shownUrls } from '@ktrdr/terminal';
import { hookOf } from '../../command/hook-of.ts';
import type { Handler } from '../../command/handler.ts';
import { tellMade } from '../../command/tell-made.ts';
import type { CreateOptions } from './flags.ts';
import { startInstance } from '../up/start-instance.ts';
import type { UpOptions } from '../up/flags.ts';
import { butCreated, thatCreated } from './but-created.ts';
import { branchDocument, describeBranch } from './describe-branch.ts';
import { makeSandbox } from './make-sandbox.ts';

/** What `up` has without flags. */
const UP: Omit<UpOptions, 'secrets' | 'hooks'> = { wait: true, timeout: 120 };

export const create: Handler<CreateOptions> = async (session, flags, [name = '']) => {
  const { up = false, secrets, hooks } = flags;
  if (!secrets && !up) throw nothingToStart();
  const hook = await hookOf(session, 'post-create', flags);
  const created = await makeSandbox(session, name, flags);
  const { instance } = created;
  await tellMade(session, instance, {
    made: {
      what: `the sandbox ${instance.id} was created`,
      start: startCommand(instance),
      remove: destroyCommand(instance),
    },
    tell: async () => await tell(session, created, { up, secrets, hooks, hook }),
  });
};

/** Says what was made, and starts it where that was asked for. */
async function tell(
  session: Session,
  created: CreatedSandbox,
  {
    up,
    secrets,
    hooks,
    hook,
  }: Required<Pick<CreateOptions, 'up' | 'secrets' | 'hooks'>> & { readonly hook: Hook | undefined },
): Promise<void> {
  const { context, style, signal } = session;
  const { instance } = created;
  const said = [
    `${style.green('✓')} ${instance.id} created: ${instance.path}, slot ${instance.slot}`,
    describeBranch(created.branch),
  ];
  if (up || hook !== undefined) session.print(...said.splice(0));
  if (hook !== undefined)
    await runPostCreate(context, instance, hook, { stands: thatCreated(instance, startCommand(instance)), signal });
  if (up) {
    const { description, lines } = await startInstance(session, instance, { ...UP, secrets, hooks }).catch(
      (error: unknown) => {
        throw butCreated(error, instance, startCommand(instance));
      },
    );
    session.result({ ...description, ...branchDocument(created) }, lines);
    return;
  }
  const description = await describe(context, instance);
  session.result({ ...description, ...branchDocument(created) }, [
    ...said,
    ...formatUrls(await shownUrls(session, instance, description.urls)),
    '',
    `Start it with: ${startCommand(instance)}`,
  ]);
}

function startCommand({ path }: Instance): string {
  return `cd ${quoteArgument(path)} && ktrdr sandbox up`;
}

function nothingToStart(): CodedError {
  return new CodedError('--no-secrets says how to start a sandbox, but nothing would be started', {
    code: 'USAGE',
    hint: 'Add --up, or give --no-secrets when you start it: ktrdr sandbox up --no-secrets',
  });
}
