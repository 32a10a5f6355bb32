import { appendFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { assertEngineIsOurs, ensureEngine, ensureImages, stopEngine, TESTS, WORKSPACE } from '@ktrdr/e2e';
import { makeBed } from './bed.ts';
import { chart } from './chart.ts';
import { environmentOf } from './environment.ts';
import { formatTable } from './format-table.ts';
import type { Measure } from './measure.ts';
import { measures } from './measures/index.ts';
import { mergeReports, type Report, type Result } from './result.ts';
import { type Pair, summarize } from './statistics.ts';

// npm run bench [-- name…] [--rounds n] [--keep]: measures, prints the table, and with --keep writes it down.

const ENGINE = join(TESTS, 'engine');
const RESULTS = join(WORKSPACE, 'bench', 'results');

async function bench(
  chosen: readonly Measure[],
  options: { rounds: number | undefined; keep: boolean },
): Promise<void> {
  const engine = await ensureEngine({ log, stateDir: ENGINE });
  if (engine.kind === 'unavailable') throw new Error(`${engine.reason}\n${engine.hint}`);
  try {
    await assertEngineIsOurs(process.env);
    const images = await ensureImages({ log });
    Object.assign(process.env, images.environment, { KTRDR_TEST_APP_IMAGE: images.references.app });
    const environment = await environmentOf(WORKSPACE);
    const results: Result[] = [];
    for (const measure of chosen) {
      log(`measuring: ${measure.what}`);
      const summary = summarize(await take(measure, options.rounds));
      results.push({ ...described(measure), ...summary, commit: environment.commit });
    }
    const report = { date: new Date().toISOString(), environment, results };
    log(`\n${formatTable(report)}`);
    if (options.keep) await keep(report);
  } finally {
    if (engine.kind === 'started') await stopEngine({ stateDir: ENGINE });
  }
}

/** Every measure has a bed of its own: what one leaves lying can be in nobody's way. */
async function take(measure: Measure, rounds: number | undefined): Promise<readonly Pair[]> {
  const bed = await makeBed({ rounds });
  try {
    return await measure.run(bed);
  } finally {
    await bed.stage.strike();
  }
}

function described({
  name,
  what,
  against,
  unit,
  target,
}: Measure): Pick<Measure, 'name' | 'what' | 'against' | 'unit' | 'target'> {
  return { name, what, against, unit, target };
}

/** For the reader of the README the last figure of every measure, and for the trend one line. */
async function keep(report: Report): Promise<void> {
  await mkdir(RESULTS, { recursive: true });
  const file = join(RESULTS, 'latest.json');
  const earlier: Report = JSON.parse(await readFile(file, 'utf8').catch(() => '{"results":[]}'));
  const names = measures.map(({ name }) => name);
  const latest = mergeReports(earlier, report, names);
  await writeFile(file, `${JSON.stringify(latest, undefined, 2)}\n`);
  await writeFile(join(RESULTS, 'latest.md'), formatTable(latest));
  await writeFile(join(RESULTS, 'chart.svg'), chart(latest));
  await appendFile(join(RESULTS, 'history.jsonl'), `${JSON.stringify(report)}\n`);
  log(`Written to ${RESULTS}`);
}

function log(line: string): void {
  process.stdout.write(`${line}\n`);
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { rounds: { type: 'string' }, keep: { type: 'boolean', default: false } },
});
/** A measure may be one of several, which have a name together: `every-command/up`. */
const isNamed = (measure: Measure, name: string): boolean =>
  measure.name === name || measure.name.startsWith(`${name}/`);
const unknown = positionals.filter((name) => !measures.some((measure) => isNamed(measure, name)));
if (unknown.length > 0) {
  log(
    `There is no measure ${unknown.join(', ')}. There are: ${[...new Set(measures.map(({ name }) => name.replace(/\/.*/, '')))].join(', ')}`,
  );
  process.exitCode = 1;
} else {
  const chosen = measures.filter((measure) =>
    positionals.length === 0 ? measure.onlyByName !== true : positionals.some((name) => isNamed(measure, name)),
  );
  await bench(chosen, { rounds: values.rounds === undefined ? undefined : Number(values.rounds), keep: values.keep });
}
