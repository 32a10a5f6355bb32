import { env, stdout } from 'node:process';
import { createDocker } from '../src/index.ts';

const docker = createDocker({ env });
for (const { service, state, health } of await docker.containers('ktrdr-prod')) {
  stdout.write(`${service} is ${state}${health === undefined ? '' : ` and ${health.status}`}\n`);
}
