import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from '@jest/globals';
import { scanEnvFile } from '../../src/env-file/scan-env-file.ts';
import { settingsOf } from '../../src/env-file/settings.ts';
import { findSpareVariables } from '../../src/start/find-spare-variables.ts';
import { anInstance, aSandbox } from '../support/a.ts';
import { temporaryDirectory } from '@ktrdr/test-support';

const directory = temporaryDirectory();
const file = join(directory, 'docker-compose.sandbox.yml');
beforeAll(() => writeFileSync(file, 'services: { agent: { ports: ["${AGENT_PORT:-5010}:5010"] } }\n'));

const choice = { files: [file], shipped: false, origin: 'found' } as const;
const project = { name: 'ktrdr--x', directory, files: [file] };
const found = async (line: string, instance = aSandbox()) =>
  await findSpareVariables(instance, {
    choice,
    project,
    settings: settingsOf(scanEnvFile(line), {}),
    env: Object.fromEntries([line.split('=')]),
  });

test('a sandbox is given a port of its slot, and a line that says another is told of', async () => {
  expect(await found('AGENT_PORT=6000')).toEqual({
    variables: { AGENT_PORT: '5035' },
    notes: [expect.stringContaining('AGENT_PORT=5035 (agent)')],
    warnings: [expect.stringMatching(/^\.env\.sandbox says AGENT_PORT=6000, which is not used: .* It is 5035\.$/)],
  });
});

test.each([['AGENT_PORT=5035'], ['OTHER_PORT=6000']])('a line %s is used as it is', async (line) => {
  expect((await found(line)).warnings).toEqual([]);
});

test('in slot 0 nothing is given', async () => {
  expect(await found('AGENT_PORT=6000', anInstance())).toEqual({ variables: {}, notes: [], warnings: [] });
});
