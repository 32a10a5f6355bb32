import type { ComposeConfig } from '@ktrdr/compose-runner';
import type { Context } from '../../context.ts';
import type { Instance } from '../../instance.ts';
import type { StartOptions } from '../start-options.ts';
import type { Wishes } from './gather-wishes.ts';
import { planLean } from './plan-lean.ts';

/**
 * The services that a sandbox leaves out, after saying so.
 *
 * @throws the coded errors of {@link planLean}
 */
export async function leaveOut(
  { env, report }: Context,
  { kind, path }: Instance,
  config: ComposeConfig,
  { wishes, options }: { readonly wishes: Wishes; readonly options: StartOptions },
): Promise<string[]> {
  const { choice, remembered } = wishes;
  const asked = { workers: options.workers, without: options.without, with: options.with };
  const wants = remembered.workers !== undefined || [...remembered.without, ...(options.with ?? [])].length > 0;
  if (kind.name !== 'sandbox' || !wants) return [];
  // Loaded where it is used: a YAML parser is large.
  const { readComposeFiles } = await import('../../compose-file/read-compose-files.ts');
  const { services } = await readComposeFiles(choice.files, { directory: path, env });
  const absent = planLean(config, { remembered, asked, order: Object.keys(services) });
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
  return absent;
}
