import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { createContext, type McpConfig, mcpConfig } from '../../src/index.ts';
import { planMcpConfig } from '../../src/core/mcp-config.ts';
import { temporaryDirectory } from '@ktrdr/test-support';

const root = temporaryDirectory();
const [bin, other] = [join(root, 'bin'), join(root, 'other')];
const ARGS = 'compose -p ktrdr-prod exec -T mcp-local /app/.venv/bin/python -m src.main'.split(' ');

beforeAll(() => {
  for (const directory of [bin, other]) mkdirSync(directory);
  writeFileSync(join(bin, 'docker'), '');
  chmodSync(join(bin, 'docker'), 0o755);
  // Not a command, though it has the name.
  writeFileSync(join(other, 'docker'), '', { mode: 0o644 });
});

function contextWith(env: Readonly<Record<string, string>>, home: string) {
  return createContext({ env: { HOME: root, KTRDR_HOME: join(root, home), ...env }, command: 'a test' });
}

async function registered(env: Readonly<Record<string, string>>) {
  const context = contextWith(env, 'home');
  if ((await context.registry.getLocalProd()) === undefined) {
    await context.registry.claimLocalProd({ path: root, createdAt: '2026-01-01T00:00:00.000Z' });
  }
  return context;
}

const commandOf = ({ mcpServers }: McpConfig) => mcpServers['ktrdr']?.command;

describe('the command', () => {
  test('finds the container by project and service, whatever its name', () => {
    expect(planMcpConfig({ project: 'ktrdr-prod', command: 'docker', env: { HOME: root } })).toEqual({
      mcpServers: { ktrdr: { command: 'docker', args: ARGS } },
    });
  });

  test('speaks to the Engine that is chosen here, and takes nothing else from the environment', () => {
    const env = { DOCKER_HOST: 'ssh://me@host', DOCKER_CONTEXT: '', DB_PASSWORD: 'x' };
    expect(planMcpConfig({ project: 'ktrdr-prod', command: 'docker', env }).mcpServers).toEqual({
      ktrdr: { command: 'docker', args: ARGS, env: { DOCKER_HOST: 'ssh://me@host' } },
    });
  });

  test('is docker by its name in a terminal, and by its place for an application of the desktop', async () => {
    const context = await registered({ PATH: `relative:${other}:${bin}` });
    expect(commandOf(await mcpConfig(context, 'claude-code'))).toBe('docker');
    expect(commandOf(await mcpConfig(context, 'claude-desktop'))).toBe(join(bin, 'docker'));
  });
});

test('without docker there is no place of it', async () => {
  const context = await registered({ PATH: other });
  await expect(mcpConfig(context, 'claude-desktop')).rejects.toMatchObject({ code: 'DOCKER_MISSING' });
});

test('without a local-prod there is no server', async () => {
  await expect(mcpConfig(contextWith({}, 'empty'), 'claude-code')).rejects.toMatchObject({
    code: 'NO_LOCAL_PROD',
    hint: expect.stringContaining('ktrdr local-prod init'),
  });
});
