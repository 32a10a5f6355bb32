import { env } from 'node:process';
import { createEngine } from '../../src/index.ts';

// Asks once, says so, and then what its argument says: `ends`, `waits` for an answer, `watches`.
const engine = createEngine({ env });
await engine.listContainers();
process.stdout.write('asked\n');
const what = process.argv[2];
if (what === 'waits') await engine.info();
if (what === 'watches') for await (const event of engine.events()) process.stdout.write(`${event.action}\n`);
