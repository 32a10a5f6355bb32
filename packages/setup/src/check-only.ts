import { kinds } from '@ktrdr/instance';
import type { Session } from '@ktrdr/terminal';
import { installHint } from './prerequisites/install-hint.ts';
import { isComplete, type Prerequisite } from './prerequisites/prerequisite.ts';
import type { System } from './prerequisites/system.ts';
import { checkItem } from './secrets/check-item.ts';
import { explainItem } from './secrets/explain-item.ts';
import { formatItemCheck } from './secrets/format-item-check.ts';
import type { SetupOptions } from './setup-options.ts';

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
  const item = kinds['local-prod'].secretsItem;
  const complete = isComplete(prerequisites);
  const check = options.secrets ? await checkItem(item, session.context, session.signal) : undefined;
  session.print('', ...explainItem(item, session));
  if (check !== undefined) session.print('', ...formatItemCheck(item, check, style));
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
            item,
            readable: check.readable,
            fields: check.readable ? check.fields : [],
            problem: check.readable ? null : check.error.message,
          },
  };
  session.result(document, [
    '',
    complete
      ? `${style.green('✓')} Everything that is required is there`
      : `${style.red('✗')} Something that is required is missing`,
  ]);
  return complete ? 0 : 1;
}
