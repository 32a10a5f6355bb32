import { env, stdout } from 'node:process';
import { createEngine } from '../src/index.ts';

const engine = createEngine({ env });
const { version } = await engine.version();
stdout.write(`Engine ${version} at ${await engine.endpoint()}\n`);

for (const { id, name, status } of await engine.listContainers({ labels: ['com.example.shop'] })) {
  stdout.write(`${name}: ${status}\n`);
  for await (const { stream, text } of engine.logs(id, { tail: 2, timeoutMs: 5_000 })) {
    stdout.write(`  ${stream}: ${text}\n`);
  }
}
