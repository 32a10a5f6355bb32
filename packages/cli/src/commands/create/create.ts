import { CodedError, quoteArgument } from '@ktrdr/errors';
import { type CreatedSandbox, describe, type Instance } from '@ktrdr/instance';
import { destroyCommand } from '@ktrdr/instance/internal';
import { formatUrls, type Session } from '@ktrdr/terminal';
import type { Handler } from '../../command/handler.ts';
import { tellMade } from '../../command/tell-made.ts';
import type { CreateOptions } from './flags.ts';
import { startInstance } from '../up/start-instance.ts';
import type { UpOptions } from '../up/flags.ts';
import { butCreated } from './but-created.ts';
import { branchDocument, describeBranch } from './describe-branch.ts';
import { makeSandbox } from './make-sandbox.ts';

/** What `up` has without flags. */
const UP: Omit<UpOptions, 'secrets'> = { wait: true, timeout: 120 };

export const create: Handler<CreateOptions> = async (session, flags, [name = '']) => {
  const { up = false, secrets } = flags;
  if (!secrets && !up) throw nothingToStart();
  const created = await makeSandbox(session, name, flags);
  const { instance } = created;
  await tellMade(session, instance, {
    made: {
      what: `the sandbox ${instance.id} is made`,
      start: startCommand(instance),
      remove: destroyCommand(instance),
    },
    tell: async () => await tell(session, created, { up, secrets }),
  });
};

/** Says what was made, and starts it where that was asked for. */
async function tell(
  session: Session,
  created: CreatedSandbox,
  { up, secrets }: Required<Pick<CreateOptions, 'up' | 'secrets'>>,
): Promise<void> {
  const { context, style } = session;
  const { instance } = created;
  const said = [
    `${style.green('✓')} ${instance.id} created: ${instance.path}, slot ${instance.slot}`,
    describeBranch(created.branch),
  ];
  if (up) {
    session.print(...said);
    const { description, lines } = await startInstance(session, instance, { ...UP, secrets }).catch(
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
    ...formatUrls(description.urls),
    '',
    `Start it with: ${startCommand(instance)}`,
  ]);
}

function startCommand({ path }: Instance): string {
  return `cd ${quoteArgument(path)} && ktrdr sandbox up`;
}

function nothingToStart(): CodedError {
  return new CodedError('--no-secrets says how to start, and nothing is to be started', {
    code: 'USAGE',
    hint: 'Add --up, or leave it out and give it to the start: ktrdr sandbox up --no-secrets',
  });
}
