import { env } from 'node:process';
import { createEngine } from '../../src/index.ts';

// Asks once, says so, and then what its argument says: `ends`, `waits` for an answer, `watches`. One that `hurries` asks with a
// short time limit, says what came of it, and fails if something keeps it for long afterwards. One that is `curious` asks a dozen
// questions at once, which one signal would end.
const engine = createEngine({ env });
const what = process.argv[2];
const limits = what === 'hurries' ? { timeoutMs: 300 } : {};
await engine.listContainers({}, limits).then(
  () => process.stdout.write('asked\n'),
  (error: unknown) => process.stdout.write(`${String(error)}\n`),
);
if (what === 'hurries') setTimeout(() => process.exit(1), 10_000).unref();
if (what === 'curious') {
  const { signal } = new AbortController();
  await Promise.all(Array.from({ length: 12 }, async () => await engine.listContainers({}, { signal })));
}
if (what === 'waits') await engine.info();
if (what === 'watches') for await (const event of engine.events()) process.stdout.write(`${event.action}\n`);
