import { existsSync } from 'node:fs';
import { type Instance, runningHostServices } from '@ktrdr/instance';
import type { Session } from '@ktrdr/terminal';

/** Says of an instance that was stopped which of its services outside Docker go on. Nothing is asked where none was ever started. */
export async function tellOfHostServices({ context }: Session, { kind }: Instance): Promise<void> {
  if (!kind.hostServices || !existsSync(context.home.hostServices)) return;
  const running = (await runningHostServices(context)).map(({ name, pids: [pid] }) => `${name} (pid ${pid})`);
  if (running.length === 0) return;
  const text = `Its host services keep running: ${running.join(', ')}. To stop them: ktrdr local-prod host stop`;
  context.report({ type: 'note', text });
}
