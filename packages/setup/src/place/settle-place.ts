import { CodedError, isCodedError } from '@ktrdr/errors';
import type { InstanceRecord } from '@ktrdr/registry';
import { formatError, type Session } from '@ktrdr/terminal';
import type { Questions } from '../ask/questions.ts';
import type { SetupRecord } from '../record/setup-record.ts';
import { localProdElsewhere, type PlacePlan, planPlace } from './plan-place.ts';
import { type PlaceFacts, readPlace } from './read-place.ts';
import { realPlace, resolvePlace } from './resolve-place.ts';

const DEFAULT_PLACE = '~/Documents/dev/ktrdr-prod';

export interface SettlePlaceOptions {
  /** What `--path` says. */
  readonly given: string | undefined;
  /** What `~` means. */
  readonly home: string;
  readonly localProd: InstanceRecord | undefined;
  /** The setups that are not finished, the latest one first. */
  readonly records: readonly SetupRecord[];
  /** What `--repo` and `--branch` say, as git finds it from anywhere. */
  readonly repo: string | undefined;
  readonly branch: string | undefined;
  readonly questions: Questions;
  readonly yes: boolean;
}

interface SettledPlace {
  readonly path: string;
  readonly plan: PlacePlan;
}

interface UnsettledPlace {
  /** The clone that is there already, as far as it is known without asking. */
  readonly clone: string | undefined;
  /** Asks the rest. */
  readonly settle: () => Promise<SettledPlace>;
}

/**
 * Where the clone is to be. What is known without asking is refused at once; the rest is asked with `settle`.
 *
 * @throws CodedError of `readPlace` and `planPlace`
 */
export async function settlePlace(session: Session, options: SettlePlaceOptions): Promise<UnsettledPlace> {
  const { given, home, localProd, records, repo, branch, questions, yes } = options;
  const absolute = (typed: string): string => resolvePlace(typed, { home, cwd: session.process.cwd });
  const [latest] = records;
  const usual = latest?.path ?? DEFAULT_PLACE;

  async function look(typed: string): Promise<{ place: PlaceFacts; plan: PlacePlan }> {
    const place = await readPlace(absolute(typed), session.context);
    const record = records.find(({ path }) => path === place.path);
    return { place, plan: planPlace({ place, localProd, record, repo, branch }) };
  }

  if (given !== undefined || yes) {
    const { place, plan } = await look(given ?? usual);
    return {
      clone: plan.kind === 'clone' ? undefined : place.path,
      settle: async () => await agreed(session, questions, { place, plan }),
    };
  }
  if (localProd !== undefined && (await realPlace(absolute(usual))).path !== localProd.path)
    throw localProdElsewhere(localProd.path);
  const likely = localProd ?? (latest?.done.includes('clone') === true ? latest : undefined);
  return {
    clone: likely?.path,
    async settle() {
      for (;;) {
        const typed = await questions.text({
          message: latest === undefined ? 'Where should KTRDR be cloned to?' : 'Continue the unfinished setup in:',
          fallback: usual,
          flags: '--path <directory>',
        });
        try {
          return await agreed(session, questions, await look(typed));
        } catch (error) {
          if (!isCodedError(error) || !ASK_AGAIN.has(error.code)) throw error;
          session.print('', ...formatError(error, session.style));
        }
      }
    },
  };
}

const ASK_AGAIN: ReadonlySet<string> = new Set(['DESTINATION_EXISTS', 'PLACE_UNUSABLE', 'PLACE_NOT_WANTED']);

/** Asks about a place inside another repository. */
async function agreed(
  session: Session,
  questions: Questions,
  { place, plan }: { readonly place: PlaceFacts; readonly plan: PlacePlan },
): Promise<SettledPlace> {
  const { path, around } = place;
  if (around !== undefined) {
    const text = `${path} is inside the repository ${around}`;
    session.print('', `${session.style.yellow('note')} ${text}`);
    const go = await questions.confirm({
      message: 'Clone inside another repository?',
      fallback: true,
      initial: false,
      flags: '--yes',
    });
    if (!go) {
      throw new CodedError(text, { code: 'PLACE_NOT_WANTED', hint: 'Choose another directory.' });
    }
  }
  return { path, plan };
}
