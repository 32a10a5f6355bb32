import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { isAbsolute, resolve } from 'node:path';
import type { ItemWithoutValues } from '@ktrdr/secrets';
import { LOCAL_PROD_ID } from '@ktrdr/instance';
import {
  assertOwnProject,
  inheritedVolumes,
  type SaidPlace,
  type SecretsSource,
  volumesInTheWay,
} from '@ktrdr/instance/internal';
import type { Session } from '@ktrdr/terminal';
import type { Questions } from './ask/questions.ts';
import type { PlacePlan } from './place/plan-place.ts';
import { resolvePlace } from './place/resolve-place.ts';
import { settlePlace } from './place/settle-place.ts';
import type { Choices } from './steps/plan-steps.ts';
import { explainItem } from './secrets/explain-item.ts';
import { fieldsAt } from './secrets/fields-at.ts';
import { localProdSecrets } from './secrets/local-prod-secrets.ts';
import { saidOf } from './secrets/said-of.ts';
import { settleSecrets } from './secrets/settle-secrets.ts';
import { KTRDR_REPOSITORY, type SetupOptions } from './setup-options.ts';
import { readSetupRecords, type SetupRecord, setupRecordFile } from './record/setup-record.ts';
import { settleShared } from './settle-shared.ts';

export interface SettleOptions {
  readonly options: SetupOptions;
  readonly questions: Questions;
  readonly yes: boolean;
  /** Whether there is an `op`. */
  readonly hasOp: boolean;
}

/** Everything that had to be found out and asked. Until now nothing was changed. */
export interface Settled extends Choices {
  readonly path: string;
  readonly plan: PlacePlan;
  /** The setup of this place that this one goes on with, or begins anew. */
  readonly record: SetupRecord | undefined;
  readonly repo: string;
  readonly branch: string | undefined;
  readonly noSecrets: boolean;
  readonly source: SecretsSource;
  readonly item: ItemWithoutValues | undefined;
  readonly said: SaidPlace;
  readonly keepVolumes: boolean;
}

/** Finds out and asks, by flags or by questions, all that the steps need. */
export async function settle(session: Session, { options, questions, yes, hasOp }: SettleOptions): Promise<Settled> {
  const { context } = session;
  const home = context.env['HOME'] || homedir();
  const localProd = await context.registry.getLocalProd();
  const records = await readSetupRecords(setupRecordFile(context.home));
  const repo = options.repo === undefined ? undefined : repositoryOf(options.repo, session.process.cwd);
  const { branch } = options;
  const given = options.path;
  const place = await settlePlace(session, { given, home, localProd, records, repo, branch, questions, yes });

  const fields = place.clone === undefined ? undefined : await fieldsAt(session, place.clone);
  const known = records.find((one) => one.path === place.clone);
  const said = saidOf(options, known);
  const { clone } = place;
  const sourceOf = async (where: SaidPlace) => await localProdSecrets(context, clone, where);
  session.print('', ...explainItem(await sourceOf(said), session, fields));
  const noSecrets = !options.secrets;
  const secrets = await settleSecrets(session, { sourceOf, said, fields, questions, noSecrets, hasOp });

  const settled = await place.settle();
  const { path } = settled;
  const record = records.find((one) => one.path === path);
  const plan = withSharedAsAsked(settled.plan, { options, record, home, cwd: session.process.cwd });
  const keepVolumes = localProd === undefined && (await settleVolumes(session, { options, questions, path }));
  const done = plan.kind === 'clone' ? [] : plan.done;
  return {
    path,
    plan,
    record,
    repo: repo ?? KTRDR_REPOSITORY,
    branch,
    ...secrets,
    keepVolumes,
    shared: done.includes('shared')
      ? { kind: 'skip' }
      : await settleShared(session, { given: options.shared, home, questions }),
    start:
      options.start ??
      (await questions.confirm({
        message: 'Start it as soon as it is set up?',
        fallback: false,
        flags: '--start or --no-start',
      })),
  };
}

interface SharedAsked {
  readonly options: SetupOptions;
  readonly record: SetupRecord | undefined;
  readonly home: string;
  readonly cwd: () => string;
}

/** What is to be done of a plan where `--shared` names something else than what was done: that too. */
function withSharedAsAsked(plan: PlacePlan, { options, record, home, cwd }: SharedAsked): PlacePlan {
  const { shared: asked } = options;
  if (plan.kind === 'clone' || asked === undefined || record?.shared === undefined) return plan;
  const wanted = asked === 'minimal' || asked === 'skip' ? asked : resolvePlace(asked, { home, cwd });
  return wanted === record.shared ? plan : { ...plan, done: plan.done.filter((step) => step !== 'shared') };
}

/** A repository as git will find it from anywhere: a path is made absolute, a URL stays. */
function repositoryOf(repo: string, cwd: () => string): string {
  if (repo.includes('://') || isAbsolute(repo)) return repo;
  const path = resolve(cwd(), repo);
  return existsSync(path) ? path : repo;
}

interface SettleVolumesOptions {
  readonly options: SetupOptions;
  readonly questions: Questions;
  readonly path: string;
}

/**
 * Whether volumes of an earlier local-prod are to be used; before anything is cloned, because init would ask.
 *
 * @throws CodedError `INHERITED_VOLUMES`, `FOREIGN_PROJECT`
 */
async function settleVolumes(
  { context }: Session,
  { options, questions, path }: SettleVolumesOptions,
): Promise<boolean> {
  const parts = await context.docker.parts(LOCAL_PROD_ID);
  assertOwnProject(LOCAL_PROD_ID, path, parts.containers);
  if (options.keepVolumes === true) return true;
  const volumes = inheritedVolumes(LOCAL_PROD_ID, parts);
  if (volumes.length === 0) return false;
  const keep =
    questions.asksPerson &&
    (await questions.confirm({
      message: `Volumes of an earlier ${LOCAL_PROD_ID} exist (${volumes.join(', ')}). Use them?`,
      fallback: false,
      flags: '--keep-volumes',
    }));
  if (!keep) throw volumesInTheWay(volumes, { id: LOCAL_PROD_ID, verb: 'setup' });
  return true;
}
