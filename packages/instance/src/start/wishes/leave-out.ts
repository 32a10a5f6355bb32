import type { ComposeConfig } from '@ktrdr/compose-runner';
import type { Context } from '../../core/context.ts';
import type { Instance } from '../../core/instance.ts';
import type { StartOptions } from '../start-options.ts';
import type { Wishes } from './gather-wishes.ts';
import { type Lean, planLean } from './plan-lean.ts';

/**
 * The services that a sandbox leaves out, after saying so, and what is to be remembered of it.
 *
 * @throws the coded errors of {@link planLean}
 */
export async function leaveOut(
  { env, report }: Context,
  { kind, path }: Instance,
  config: ComposeConfig,
  { wishes, options }: { readonly wishes: Wishes; readonly options: StartOptions },
): Promise<Lean> {
  const { choice, remembered: before } = wishes;
  const asked = { workers: options.workers, without: options.without, with: options.with };
  const wants = before.workers !== undefined || [...before.without, ...(options.with ?? [])].length > 0;
  if (kind.name !== 'sandbox' || !wants) return { absent: [], remembered: before };
  // Loaded where it is used: a YAML parser is large.
  const { readComposeFiles } = await import('../../compose-file/read-compose-files.ts');
  const { services } = await readComposeFiles(choice.files, { directory: path, env });
  const lean = planLean(config, { remembered: before, asked, order: Object.keys(services) });
  const { absent, remembered } = lean;
  if (absent.length > 0) {
    const back = [
      ...(remembered.without.length > 0 ? ['--with <service>'] : []),
      ...(remembered.workers === undefined ? [] : ['--workers all']),
    ];
    report({
      type: 'note',
      text: `Left out, now and later: ${absent.join(', ')} (to have them again: ${back.join(', ')})`,
    });
  }
  return lean;
}
