import { CodedError } from '@ktrdr/errors';
import { openShell } from '@ktrdr/instance';
import { resolveInstance } from '@ktrdr/instance/internal';
import type { Handler } from '../../command/handler.ts';

export const shell: Handler<object> = async (session, _options, [service = 'backend']) => {
  const { context, process, signal } = session;
  if (session.json) {
    throw new CodedError('A shell has no JSON to give', {
      code: 'USAGE',
      hint: 'Leave --json out; commands can be given on standard input: echo env | ktrdr sandbox shell',
    });
  }
  const instance = await resolveInstance(context, { kind: 'sandbox', directory: process.cwd() });
  const terminal = process.stdin.isTTY && process.stdout.isTTY;
  // Not where its output goes on: that is the shell's alone.
  if (terminal) session.announce('A shell in', instance);
  return await openShell(context, instance, { service, terminal, signal });
};
