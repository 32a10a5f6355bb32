import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import type { CheckoutFields, SaidPlace } from '@ktrdr/instance/internal';
import type { Session } from '@ktrdr/terminal';
import { resolvePlace } from './place/resolve-place.ts';
import { installHint } from './prerequisites/install-hint.ts';
import { isComplete, type Prerequisite } from './prerequisites/prerequisite.ts';
import type { System } from './prerequisites/system.ts';
import { checkItem } from './secrets/check-item.ts';
import { explainItem } from './secrets/explain-item.ts';
import { formatItemCheck } from './secrets/format-item-check.ts';
import { fieldsAt } from './secrets/fields-at.ts';
import { localProdSecrets } from './secrets/local-prod-secrets.ts';
import { saidOf } from './secrets/said-of.ts';
import type { SetupOptions } from './setup-options.ts';
import { readSetupRecords, setupRecordFile } from './record/setup-record.ts';

export interface CheckOnlyOptions {
  readonly options: SetupOptions;
  readonly system: System;
  readonly prerequisites: readonly Prerequisite[];
}

/** `--check-only`: what is there and what is missing. 0 when everything required is there, 1 otherwise. */
export async function checkOnly(
  session: Session,
  { options, system, prerequisites }: CheckOnlyOptions,
): Promise<number> {
  const { style } = session;
  const complete = isComplete(prerequisites);
  const { path, fields, said } = await whatIsThere(session, options);
  const source = await localProdSecrets(session.context, path, said);
  const check = options.secrets ? await checkItem(source, { fields, signal: session.signal }) : undefined;
  session.print('', ...explainItem(source, session, fields));
  if (check !== undefined) session.print('', ...formatItemCheck(source, check, session));
  const document = {
    ok: complete,
    system: system.name,
    prerequisites: prerequisites.map(({ tool, name, required, version, problem }) => ({
      tool,
      name,
      required,
      version: version ?? null,
      problem: problem ?? null,
      hint: problem === undefined ? null : installHint(tool, problem, system),
    })),
    secrets:
      check === undefined
        ? null
        : {
            source: source.name,
            item: source.address?.item ?? null,
            readable: check.readable,
            fields: check.readable ? check.fields : [],
            problem: check.readable ? null : check.error.message,
          },
  };
  session.result(document, [
    '',
    complete ? `${style.green('✓')} Everything required is there` : `${style.red('✗')} Something required is missing`,
  ]);
  return complete ? 0 : 1;
}

interface WhatIsThere {
  readonly path: string | undefined;
  readonly fields: CheckoutFields | undefined;
  readonly said: SaidPlace;
}

/** What is known of a clone that is there: the one named, or that of an unfinished setup, or local-prod. */
async function whatIsThere(session: Session, options: SetupOptions): Promise<WhatIsThere> {
  const { context, process } = session;
  const [records, localProd] = await Promise.all([
    // Nothing is changed: what cannot be read is told of by the setup that needs it.
    readSetupRecords(setupRecordFile(context.home)).catch(() => []),
    context.registry.getLocalProd().catch(() => undefined),
  ]);
  const given = options.path;
  const home = context.env['HOME'] || homedir();
  const path = given === undefined ? (localProd ?? records[0])?.path : resolvePlace(given, { home, cwd: process.cwd });
  const fields = path !== undefined && existsSync(path) ? await fieldsAt(session, path) : undefined;
  const record = records.find((one) => one.path === path);
  return { path, fields, said: saidOf(options, record) };
}
