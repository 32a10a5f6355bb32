type Environment = Readonly<Record<string, string | undefined>>;

// git exports these to hooks and aliases; inherited, they would make it answer for another repository.
// Source: git rev-parse --local-env-vars
const LOCAL_VARIABLES = [
  'GIT_ALTERNATE_OBJECT_DIRECTORIES',
  'GIT_COMMON_DIR',
  'GIT_CONFIG',
  'GIT_CONFIG_COUNT',
  'GIT_CONFIG_PARAMETERS',
  'GIT_DIR',
  'GIT_GRAFT_FILE',
  'GIT_IMPLICIT_WORK_TREE',
  'GIT_INDEX_FILE',
  'GIT_INTERNAL_SUPER_PREFIX',
  'GIT_NAMESPACE',
  'GIT_NO_REPLACE_OBJECTS',
  'GIT_OBJECT_DIRECTORY',
  'GIT_PREFIX',
  'GIT_REPLACE_REF_BASE',
  'GIT_SHALLOW_FILE',
  'GIT_WORK_TREE',
];

/** The environment of a git that is told which repository it works on: without what says otherwise. */
export function gitEnvironment(env: Environment): Record<string, string | undefined> {
  return { ...env, ...Object.fromEntries(LOCAL_VARIABLES.map((name) => [name, undefined])) };
}
