/**
 * Names that a tool has made for what it makes again, or that nobody misses: what git ignores of them is not spoken of when a worktree goes,
 * wherever it lies. `*` stands for any part of a name. A user adds to them with `git config --add ktrdr.rebuildable <name>`.
 */
export const MADE_BY_TOOLS: readonly string[] = [
  // Installed
  '.venv',
  'venv',
  'node_modules',
  // Built
  '__pycache__',
  '*.pyc',
  '*.egg-info',
  '*.tsbuildinfo',
  // Kept to be faster
  '.cache',
  '.*_cache',
  '.tox',
  '.nox',
  '.uv',
  // Reports of tools, and what desktops leave
  '.coverage',
  '.coverage.*',
  'htmlcov',
  '.DS_Store',
];

/**
 * Names that people use as well, in directories of results: `output/experiments/logs`. They count only where it is by this name that the
 * repository has git ignore them: `logs/`, `*.log`.
 */
export const PROBABLY_REBUILDABLE: readonly string[] = ['build', 'dist', 'cache', '*_cache', 'logs', '*.log'];
