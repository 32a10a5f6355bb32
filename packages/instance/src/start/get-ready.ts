import type { Item } from '@ktrdr/secrets';
import { relative, resolve } from 'node:path';
import { LOCAL_HOST } from '@ktrdr/compose-runner';
import { CodedError } from '@ktrdr/errors';
import { isWithin } from '../core/is-within.ts';
import type { Context } from '../core/context.ts';
import { DIRECTORY_VARIABLES } from '../env-file/judge-env-file.ts';
import { writeInstanceFile } from '../env-file/write-instance-file.ts';
import { rememberEngine, rememberServices } from '../engine/same-engine.ts';
import { assertRegisteredCheckout } from '../checkout/assert-registered-checkout.ts';
import { lockAgain } from '../checkout/lock-adopted.ts';
import type { Instance } from '../core/instance.ts';
import { describeGivenUp } from './describe-given-up.ts';
import { readJournal } from '../journals/destroy-journal.ts';
import { giveUpRemoval } from '../journals/unfinished-removal.ts';
import { finish, unfinishedCreate } from '../create/settle-journals.ts';
import { bindMounts } from './check-config.ts';
import { composeEnvironment, placeholderSecrets } from './compose-environment.ts';
import type { Environment } from '../core/environment.ts';
import { composeVariables } from '../compose-file/compose-variables.ts';
import { startKey } from './current/start-memory.ts';
import type { ComposeFileChoice } from '../compose-file/choose-compose-file.ts';
import { mergeOverlayParts } from './overlay/merge-overlay-parts.ts';
import { mountOverlay } from './overlay/mount-overlay.ts';
import { prepare, type Prepared } from './prepare.ts';
import { prepareMounts } from './prepare-mounts.ts';
import type { StartTrail } from './record-failed-start.ts';
import { replicasOf } from './replicas-of.ts';
import { assertServices } from './restart-services.ts';
import { slotOutOfRange } from '../core/slot-out-of-range.ts';
import { assertSettled } from '../shared-data/assert-settled.ts';
import { placeLines } from '../env-file/said-place.ts';
import { askItem } from './secrets/ask-item.ts';
import { type SecretsSource, secretsSource } from './secrets/secrets-source.ts';
import { pickSecrets } from './secrets/pick-secrets.ts';
import { assertSameSecrets, databaseStart } from './secrets/volume-memory.ts';
import type { Ready } from './start-containers.ts';
import type { StartOptions } from './start-options.ts';
import { gatherWishes, remember } from './wishes/gather-wishes.ts';

/** What a start is of, and what is told of it where it fails. */
export interface ReadyOptions<Value> {
  readonly options: StartOptions;
  readonly trail: StartTrail;
  /** Does what only a ready start may: the lock is held meanwhile. */
  readonly begin: (ready: Ready) => Promise<Value>;
}

/**
 * Decides and refuses all that can be before a container starts, and writes down what later commands must know of the start. The operation's lock must be
 * held.
 *
 * @returns what `begin` gives
 * @throws CodedError as `start` does before anything starts
 */
export async function getReady<Value>(
  context: Context,
  instance: Instance,
  { options, trail, begin }: ReadyOptions<Value>,
): Promise<Value> {
  const bad = slotOutOfRange(instance);
  if (bad !== undefined) {
    const hint = `Nothing was started. Destroy it, and create it again: ${bad.command}`;
    throw new CodedError(`${instance.id} ${bad.text}`, { code: 'SLOT_OUT_OF_RANGE', hint });
  }
  // From now on it is used: no undo of its create may take it away.
  const unfinished = await unfinishedCreate(context, instance);
  if (unfinished !== undefined) await finish(context, unfinished, 'it is being started');
  await assertRegisteredCheckout(context, instance);
  await lockAgain(context, instance);
  await assertSettled(context);
  const wishes = await gatherWishes(context, instance, options);
  const source = options.noSecrets ? undefined : await secretsSource(context, instance, options);
  context.report({ type: 'step-started', step: 'checks' });
  // Side by side, and neither waits in vain: what refuses first ends the other.
  const ended = new AbortController();
  let preparations: Promise<unknown> = Promise.resolve();
  const signal = AbortSignal.any([options.signal, ended.signal]);
  try {
    const preparing = prepare(context, instance, options, wishes);
    preparations = preparing.catch(() => {});
    const [prepared, found] = await Promise.all([
      preparing,
      source && askItem(context, instance, { source, signal }).then((item) => ({ item, source })),
    ]);
    options.signal.throwIfAborted();
    trail.resolved = prepared.resolved;
    assertServices(instance, prepared.config, options.restart);
    const secrets = found && (await secretsOf(context, instance, { prepared, ...found }));
    trail.secrets = Object.values(secrets ?? {});
    reportWarnings(context, prepared, secrets);
    const said = placeLines(options);
    if (Object.keys(said).length > 0) await writeInstanceFile(context, instance, said);
    const database = databaseStart(prepared.config, secrets);
    await assertSameSecrets(context, instance, database);
    const { settings, variables } = prepared;
    const environment = composeEnvironment({ env: context.env, kind: instance.kind, variables, settings, secrets });
    await prepareMounts(bindMounts(prepared.config), {
      directory: instance.path,
      home: context.home.root,
      git: context,
      engineElsewhere: process.platform !== 'linux' || (await context.docker.host()) !== LOCAL_HOST,
      directories: directoriesOf(context, instance, environment),
      shared: context.env['HOME'] === undefined ? [] : [context.env['HOME']],
      onGuess: (text) => context.report({ type: 'note', text }),
    });
    context.report({ type: 'step-done', step: 'checks', detail: describeChoice(prepared.choice, instance) });
    if (secrets === undefined) {
      context.report({ type: 'warning', text: 'Without secrets: the insecure defaults of the Compose file are used.' });
    }
    const kept = (await readJournal(context, instance, 'Nothing was started.'))?.keeps ?? [];
    const removal = await giveUpRemoval(context, instance);
    if (removal !== undefined) {
      // What was to be left was not touched.
      const text = describeGivenUp(instance.id, removal, kept.includes('volumes') ? [] : prepared.volumes.own);
      context.report({ type: 'warning', text });
    }
    const { before, remembered } = wishes;
    await remember(context, instance, { before, remembered: { ...remembered, ...prepared.wanted } });
    await rememberEngine(context, instance, prepared.engine.id);
    await rememberServices(
      context,
      instance,
      new Map(Object.entries(prepared.config.services).map(([name, service]) => [name, replicasOf(service)])),
    );
    const mounts = await mountOverlay(prepared.config, {
      secrets,
      placeholders: new Set([...Object.keys(placeholderSecrets()), ...prepared.reading.refusals.keys()]),
      variables: await composeVariables(instance.path, environment),
      key: async () => await startKey(context, instance.id),
    });
    const overlay = mergeOverlayParts([prepared.overlay, mounts]);
    return await begin({ prepared, overlay, environment, secrets, database });
  } finally {
    ended.abort();
    // The lock is held until nothing of this start is at work any more: it may write a file yet.
    await preparations;
  }
}

/** @throws what Compose said where the item does not have what only it could, and of `pickSecrets` */
async function secretsOf(
  context: Context,
  instance: Instance,
  { prepared, ...found }: { readonly prepared: Prepared; readonly item: Item; readonly source: SecretsSource },
): Promise<Record<string, string>> {
  const { refusals, readsSecret, readsOther } = prepared.reading;
  const computed = prepared.variables;
  const secrets = await pickSecrets(context, instance, { ...found, readsSecret, readsOther, computed });
  for (const [name, refusal] of refusals) if (!Object.hasOwn(secrets, name)) throw refusal;
  return secrets;
}

/** Compose did not know yet what the item has. */
function reportWarnings(
  { report }: Context,
  { warnings }: Prepared,
  secrets: Readonly<Record<string, string>> = {},
): void {
  const given = Object.keys(secrets).map((name) => `The "${name}" variable is not set`);
  for (const text of warnings) {
    if (!given.some((beginning) => text.startsWith(beginning))) report({ type: 'warning', text });
  }
}

function describeChoice({ files, shipped, origin }: ComposeFileChoice, { path }: Instance): string {
  if (shipped) return "Compose file: ktrdr's own, because the clone has none";
  const names = files.map((file) => (isWithin(file, path) ? relative(path, file) : file)).join(', ');
  return `Compose file: ${names}${origin === 'remembered' ? ' (remembered from an earlier up; to forget it: --no-compose-file)' : ''}`;
}

/** Places in which there are directories alone: shared data, and what an instance has in its place. */
function directoriesOf({ home }: Context, { path }: Instance, environment: Environment): string[] {
  const named = Object.values(DIRECTORY_VARIABLES).flatMap((name) => environment[name] ?? []);
  return [home.shared, ...named.map((directory) => resolve(path, directory))];
}
