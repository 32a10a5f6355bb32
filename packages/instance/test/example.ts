import { env, stdout } from 'node:process';
import { createContext, findInstance, listInstances, status } from '../src/index.ts';

const context = createContext({
  env,
  command: 'a status page',
  report: (event) => stdout.write(`${event.type}\n`),
});
for (const { id, slot, state } of await listInstances(context)) stdout.write(`slot ${slot}: ${id} is ${state}\n`);

const instance = await findInstance(context, { name: 'local-prod' });
const { urls, hostServices } = await status(context, instance);
stdout.write(`its API is at ${urls.api}\n`);
stdout.write(`on the host: ${hostServices.map(({ name }) => name).join(', ')}\n`);
