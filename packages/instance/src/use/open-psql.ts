import type { Context } from '../core/context.ts';
import type { Instance } from '../core/instance.ts';
import { READ_FILES, WHO } from '../readiness/database-query.ts';
import { type ExecOptions, execInService } from './exec-in-service.ts';

/** What psql gets. */
export interface PsqlOptions extends Pick<ExecOptions, 'terminal' | 'signal'> {
  /** What psql gets besides who logs in, and where. */
  readonly args: readonly string[];
}

// The arguments come as the shell's own, so that nothing of the user's is in the program.
const PSQL = ['sh', '-c', `${READ_FILES}; PGPASSWORD="$POSTGRES_PASSWORD" exec psql ${WHO} "$@"`, 'psql'];

/** psql in the container of service `db`, as the user that it was made with, on its database; by {@link execInService}. */
export async function openPsql(context: Context, instance: Instance, options: PsqlOptions): Promise<number> {
  const { args, ...rest } = options;
  return await execInService(context, instance, { ...rest, service: 'db', command: [...PSQL, ...args] });
}
