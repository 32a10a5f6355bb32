import { CodedError } from '@ktrdr/errors';
import type { Handler } from '../../command/handler.ts';
import { theInstance } from '../../command/the-instance.ts';
import { destroySandbox } from '../sandbox-destroy/destroy.ts';
import type { DoneOptions } from './flags.ts';

/** `done`: `destroy` of a sandbox that also says whether its branch is merged, and offers to delete it. */
export const done: Handler<DoneOptions> = async (session, flags, [name]) => {
  const instance = await theInstance(session, { which: 'any', verb: 'destroy', name, exact: true });
  if (instance.kind.name !== 'sandbox') {
    throw new CodedError('local-prod is for ongoing work: it has no branch to be done with', {
      code: 'USAGE',
      hint: 'To stop it: ktrdr down local-prod. To remove it for good: ktrdr destroy local-prod',
    });
  }
  await destroySandbox(session, instance, flags, { offersBranch: true });
};
