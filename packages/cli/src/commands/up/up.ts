import type { Handler } from '../../command/handler.ts';
import { theInstance, type Which } from '../../command/the-instance.ts';
import { startInstance } from './start-instance.ts';
import { upAll } from './up-all.ts';
import { assertSuitsKind } from './suits-kind.ts';
import type { UpOptions } from './flags.ts';

/** `up` of this instance. */
export function up(which: Which): Handler<UpOptions> {
  return async (session, flags, [name]) => {
    if (flags.all === true) return await upAll(session, flags, name);
    const instance = await theInstance(session, { which, verb: 'up', name });
    assertSuitsKind(instance, flags);
    const { description, lines } = await startInstance(session, instance, flags);
    session.result(description, lines);
    return 0;
  };
}
