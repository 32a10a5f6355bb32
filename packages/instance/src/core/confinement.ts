import { CodedError } from '@ktrdr/errors';
import type { Environment } from './environment.ts';
import { LOCAL_PROD_ID } from './kinds.ts';

/** Names the instances, by id or short name and with commas between, that whatever runs with it may look into and change. */
export const CONFINE_VARIABLE = 'KTRDR_CONFINE';

/** What is locked besides instances, in words. */
const OTHERS: Readonly<Record<string, string>> = {
  'shared-data': 'the data that all instances share',
  setup: 'the setup of local-prod',
  settings: 'the settings file',
};

/** The ids of the instances to which this process is confined, none where the variable is empty; undefined: it is not. */
export function confinedTo(env: Environment): readonly string[] | undefined {
  const names = env[CONFINE_VARIABLE]?.split(',').map((name) => name.trim());
  return names?.filter((name) => name !== '').map(idOf);
}

function idOf(name: string): string {
  if (name === 'local-prod' || name === LOCAL_PROD_ID) return LOCAL_PROD_ID;
  return name.startsWith('ktrdr--') ? name : `ktrdr--${name}`;
}

/** Whether this process may look into the instance, and change it. */
export function isWithinConfinement({ env }: { readonly env: Environment }, id: string): boolean {
  return confinedTo(env)?.includes(id) !== false;
}

/** @throws CodedError `CONFINED` where this process may not */
export function assertWithinConfinement(context: { readonly env: Environment }, id: string): void {
  if (isWithinConfinement(context, id)) return;
  const to = confinedTo(context.env) ?? [];
  const why = to.length === 0 ? 'is empty, which allows no instance' : `confines this to ${to.join(', ')}`;
  throw new CodedError(`${OTHERS[id] ?? id} is out of bounds: ${CONFINE_VARIABLE} ${why}`, {
    code: 'CONFINED',
    hint: `It keeps agents and scripts away from other instances. Only a person should bypass it: env -u ${CONFINE_VARIABLE} …`,
  });
}
