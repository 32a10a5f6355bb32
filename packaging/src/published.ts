/** The libraries that are published, by the names of their folders. */
export const PUBLISHED_LIBRARIES = [
  'compose-runner',
  'durable-files',
  'engine',
  'errors',
  'instance',
  'ports',
  'process',
  'registry',
  'secrets',
] as const;

/** The commands that are, likewise. */
export const PUBLISHED_COMMANDS = ['cli', 'setup'] as const;
