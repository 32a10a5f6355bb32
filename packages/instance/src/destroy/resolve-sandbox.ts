import { CodedError } from '@ktrdr/errors';
import { assertWithinConfinement, isWithinConfinement } from '../core/confinement.ts';
import type { Context } from '../core/context.ts';
import { slugOf } from '../core/sandbox-name.ts';
import { type Instance, instanceOf } from '../core/instance.ts';
import { LOCAL_PROD_ID } from '../core/kinds.ts';
import { forgetRemovals } from '../journals/unfinished-removal.ts';
import { assertNamesNoOther } from '../checkout/assert-names-no-other.ts';
import { resolveInstance } from '../checkout/resolve-instance.ts';

export interface ResolveSandboxOptions {
  /** An id, or the name that it was made of; otherwise the sandbox that `directory` is in. */
  readonly name?: string | undefined;
  readonly directory: () => string;
  readonly verb: string;
}

/**
 * The registered sandbox of that name, or the one whose directory `directory` is or lies in.
 *
 * @throws CodedError `NOT_A_SANDBOX` (local-prod was named), `NO_SUCH_SANDBOX` (lists those there are), `NOT_IN_SANDBOX`, `IDENTITY_MISMATCH`
 */
export async function resolveSandbox(
  context: Context,
  { name, directory, verb }: ResolveSandboxOptions,
): Promise<Instance> {
  if (name === undefined) {
    const found = await resolveInstance(context, { kind: 'sandbox', directory: directory(), verb });
    await assertNamesNoOther(found, 'destroy');
    return found;
  }
  if (name === LOCAL_PROD_ID || name === 'local-prod') {
    throw new CodedError(`${name} is not a sandbox`, {
      code: 'NOT_A_SANDBOX',
      hint: `Use: ktrdr local-prod ${verb}`,
    });
  }
  const sandboxes = await context.registry.list();
  const record =
    sandboxes.find(({ instanceId }) => instanceId === name) ??
    sandboxes.find(({ instanceId }) => instanceId === `ktrdr--${slugOf(name)}`);
  if (record !== undefined) {
    assertWithinConfinement(context, record.instanceId);
    return instanceOf(record);
  }
  if (isWithinConfinement(context, name)) await forgetRemovals(context, name);
  const allowed = sandboxes.filter(({ instanceId }) => isWithinConfinement(context, instanceId));
  const list = allowed.map(({ instanceId, path }) => `${instanceId} (${path})`).join(', ');
  throw new CodedError(`No sandbox ${name} is registered`, {
    code: 'NO_SUCH_SANDBOX',
    hint: list === '' ? 'There are no sandboxes.' : `Registered sandboxes: ${list}`,
  });
}
