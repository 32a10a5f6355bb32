import { env, stdout } from 'node:process';
import { createContext, instanceOf, status } from '../src/index.ts';

const context = createContext({
  env,
  command: 'a status page',
  report: (event) => stdout.write(`${event.type}\n`),
});

const record = await context.registry.getLocalProd();
if (record === undefined) throw new Error('there is no local-prod on this machine');
const { id, state, urls, hostServices } = await status(context, instanceOf(record));
stdout.write(`${id} is ${state}; its API is at ${urls.api}\n`);
stdout.write(`on the host: ${hostServices.map(({ name }) => name).join(', ')}\n`);
