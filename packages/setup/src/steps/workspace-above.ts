import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/**
 * The nearest directory above a clone whose `pyproject.toml` makes a uv workspace, of which uv may take the clone for a member; too much is taken for one
 * rather than too little. Source: https://docs.astral.sh/uv/concepts/projects/workspaces/
 */
export async function workspaceAbove(clone: string): Promise<string | undefined> {
  const directory = dirname(clone);
  if (directory === clone) return undefined;
  // One that cannot be read is none to uv either.
  const text = await readFile(join(directory, 'pyproject.toml'), 'utf8').catch(() => '');
  return /\buv\b[^]*\bworkspace\b/.test(text) ? directory : await workspaceAbove(directory);
}
