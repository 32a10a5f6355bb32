import { access, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { execa } from 'execa';
import { claudeCodeMissing, installClaudeCode } from '../src/claude-code/install-claude-code.ts';
import { type FakeModel, startFakeModel } from '../src/claude-code/start-fake-model.ts';
import { KTRDR } from '../src/places.ts';
import { assertOk } from '../src/stage/assert-ok.ts';
import { KEYS, openTerminal } from '../src/stage/open-terminal.ts';
import { setStage, type Stage } from '../src/stage/stage.ts';
import { wherePossible } from '../src/stage/where-possible.ts';

// Claude Code itself, with a model that is not there: it calls our hooks, and asks our server.

const KEY = 'sk-ant-nobody-0123456789abcdef0123456789';

let stage: Stage;
let clone: string;
let claude: string;
let model: FakeModel;
let env: Record<string, string>;

beforeAll(async () => {
  if (claudeCodeMissing() !== undefined) return;
  claude = await installClaudeCode();
  stage = await setStage('claude-code');
  clone = await stage.clone();
  model = await startFakeModel({ tool: 'mcp__ktrdr-instances__status', input: {} });
  const bin = join(stage.directory, 'bin');
  await mkdir(bin);
  await writeFile(join(bin, 'ktrdr'), `#!/bin/sh\nexec '${process.execPath}' '${KTRDR}' "$@"\n`, { mode: 0o755 });
  env = {
    ...stage.environment(),
    PATH: `${bin}:${stage.environment()['PATH'] ?? ''}`,
    ANTHROPIC_BASE_URL: model.url,
    ANTHROPIC_API_KEY: KEY,
    CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
    DISABLE_AUTOUPDATER: '1',
    // Tools are offered at once, and not looked for.
    ENABLE_TOOL_SEARCH: 'false',
  };
  // What a person has answered before: the theme, the key, and whether the directories are to be trusted.
  await mkdir(stage.home, { recursive: true });
  const isTrusted = { hasTrustDialogAccepted: true };
  const projects = { [clone]: isTrusted, [worktree('calm-elm')]: isTrusted };
  const keys = { approved: [KEY.slice(-20)], rejected: [] };
  await writeFile(
    join(stage.home, '.claude.json'),
    JSON.stringify({ hasCompletedOnboarding: true, theme: 'dark', customApiKeyResponses: keys, projects }),
  );
  assertOk(await stage.ktrdr('agents install --yes', { cwd: clone }));
});
afterAll(async () => {
  model?.close();
  await stage?.strike();
});

const worktree = (name: string) => join(stage.directory, `ktrdr--${name}`);
const isThere = async (path: string) =>
  await access(path).then(
    () => true,
    () => false,
  );
const run = async (args: readonly string[], more: Readonly<Record<string, string>> = {}) =>
  await execa(claude, args, {
    cwd: clone,
    env: { ...env, ...more },
    extendEnv: false,
    reject: false,
    stdin: 'ignore',
    timeout: 120_000,
  });

wherePossible(describe, claudeCodeMissing())('a session of Claude Code in a worktree of its own', () => {
  test('works in a sandbox, and its tools are about that sandbox', async () => {
    const { stdout } = await run(['mcp', 'add', 'ktrdr-instances', '--', 'ktrdr', 'mcp']);
    expect(stdout).toMatch(/Added stdio MCP server/);
    const asked = await run([
      '--worktree',
      'bold-oak',
      '--allowedTools',
      'mcp__ktrdr-instances__status',
      '--print',
      'How is it?',
    ]);
    expect(asked).toMatchObject({ exitCode: 0, stdout: 'All done' });
    expect(await readFile(join(worktree('bold-oak'), '.env.sandbox'), 'utf8')).toContain('INSTANCE_ID=ktrdr--bold-oak');
    expect(model.answers).toEqual([expect.stringContaining('ktrdr--bold-oak')]);
    expect(model.answers[0]).not.toContain('"is_error":true');
  });

  test('does not begin where the sandbox cannot be made, and says why', async () => {
    const refused = await run(['--worktree', 'sad-ash', '--print', 'hi'], { KTRDR_CONFINE: 'other' });
    expect(refused).toMatchObject({ exitCode: 1, stderr: expect.stringMatching(/ktrdr--sad-ash is out of bounds/) });
    expect(await isThere(worktree('sad-ash'))).toBe(false);
  });

  test('keeps it at its end while it holds work, and takes it away when nothing would be lost', async () => {
    const notes = join(worktree('calm-elm'), 'notes.txt');
    const leave = async (): Promise<string> => {
      const terminal = openTerminal(`'${claude}' --worktree calm-elm`, { cwd: clone, env, columns: 120 });
      await terminal.see('calm-elm');
      await terminal.see('❯');
      terminal.type('/exit');
      await terminal.see('/exit');
      terminal.type(KEYS.enter);
      await terminal.see('Exiting');
      await terminal.see('Remove');
      terminal.type(KEYS.down);
      terminal.type(KEYS.enter);
      return (await terminal.end()).shown;
    };
    const made = openTerminal(`'${claude}' --worktree calm-elm --print hi`, { cwd: clone, env });
    await made.end();
    await writeFile(notes, 'mine');
    expect(await leave()).toMatch(/Couldn't remove worktree\. Kept at/);
    expect(await readFile(notes, 'utf8')).toBe('mine');
    await rm(notes);
    expect(await leave()).toMatch(/Worktree removed/);
    expect(await isThere(worktree('calm-elm'))).toBe(false);
  });
});
