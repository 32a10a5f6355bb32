import { stdout } from 'node:process';
import { findListeners, ktrdrLayout, portsOfSlot, portVariables } from '../src/index.ts';

const { KTRDR_API_PORT, KTRDR_DB_PORT } = portVariables(ktrdrLayout, 3);
stdout.write(`the API of slot 3 is on ${KTRDR_API_PORT}, its database on ${KTRDR_DB_PORT}\n`);

for (const { port, process } of await findListeners(portsOfSlot(ktrdrLayout, 3).map(({ port: one }) => one))) {
  stdout.write(`${port} is held by ${process?.name ?? 'a process of another user'}\n`);
}
