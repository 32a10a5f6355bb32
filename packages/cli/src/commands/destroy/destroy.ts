import { CodedError } from '@ktrdr/errors';
import type { Handler } from '../../command/handler.ts';
import { theInstance } from '../../command/the-instance.ts';
import { destroy as destroyLocalProd } from '../local-prod-destroy/destroy.ts';
import { destroy as destroySandboxHere, destroySandbox } from '../sandbox-destroy/destroy.ts';
import type { DestroyOptions } from './flags.ts';

/**
 * `destroy` of the instance of this name, or of the sandbox of the current directory. local-prod is named, always: in its directory somebody may
 * believe to be in a sandbox.
 */
export const destroy: Handler<DestroyOptions> = async (session, flags, [name]) => {
  if (name === undefined) return await destroySandboxHere(session, flags, []);
  const instance = await theInstance(session, { which: 'any', verb: 'destroy', name, exact: true });
  if (instance.kind.name === 'sandbox') return await destroySandbox(session, instance, flags);
  const { keepWorktree, deleteBranch, discardIgnored, ...fitting } = flags;
  if ([keepWorktree, deleteBranch, discardIgnored].includes(true)) {
    throw new CodedError('The clone of local-prod stays as it is, with its branches and files', {
      code: 'USAGE',
      hint: '--keep-worktree, --delete-branch and --discard-ignored are for sandboxes.',
    });
  }
  return await destroyLocalProd(session, fitting, []);
};
