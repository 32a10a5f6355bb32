import { CodedError } from '@ktrdr/errors';
import { initShared as fillShared, type SharedSource } from '@ktrdr/instance';
import { formatCopyProgress, formatShared, type Session } from '@ktrdr/terminal';
import { resolve } from 'node:path';
import type { Handler } from '../../command/handler.ts';
import type { InitSharedOptions } from './flags.ts';

const STEP = 'copy shared data';

export const initShared: Handler<InitSharedOptions> = async (session, flags) => {
  const { context, signal } = session;
  const source = sourceOf(session, flags);
  if (source.kind === 'copy') context.report({ type: 'step-started', step: STEP });
  const result = await fillShared(context, {
    source,
    signal,
    replace: async (existing) =>
      await session.confirm(`Replace ${existing.join(', ')} in ${context.home.shared}? Their contents are deleted.`),
    onProgress: (progress) =>
      context.report({ type: 'step-waiting', step: STEP, reason: formatCopyProgress(progress) }),
  });
  if (source.kind === 'copy') context.report({ type: 'step-done', step: STEP });
  session.result(result, formatShared(result, session.style));
};

function sourceOf({ process }: Session, { from, minimal }: InitSharedOptions): SharedSource {
  if (minimal === true) return { kind: 'minimal' };
  if (from !== undefined) return { kind: 'copy', from: resolve(process.cwd(), from) };
  throw new CodedError('Choose how to fill the shared directories: --from <path> or --minimal', {
    code: 'USAGE',
    hint:
      'ktrdr sandbox init-shared --from <path>   copies from a KTRDR checkout or another shared directory\n' +
      'ktrdr sandbox init-shared --minimal       creates empty directories',
  });
}
