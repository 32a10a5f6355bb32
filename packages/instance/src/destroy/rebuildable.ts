/**
 * Names of files and directories that something makes again, or that nobody misses: what git ignores of them is not spoken of when a
 * worktree goes. `*` stands for any part of a name. A user adds to them with `git config --add ktrdr.rebuildable <name>`.
 */
export const REBUILDABLE: readonly string[] = [
  // Installed
  '.venv',
  'venv',
  'node_modules',
  // Built
  '__pycache__',
  '*.pyc',
  '*.egg-info',
  'build',
  'dist',
  '*.tsbuildinfo',
  // Kept to be faster
  'cache',
  '.cache',
  '*_cache',
  '.tox',
  '.nox',
  '.uv',
  // Reports of tools, and what desktops leave
  '.coverage',
  '.coverage.*',
  'htmlcov',
  'logs',
  '*.log',
  '.DS_Store',
];
