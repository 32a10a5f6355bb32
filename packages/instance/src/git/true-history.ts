/**
 * The environment of a git that must see history as it is: commits that somebody has put in the place of others, or given other parents, on this
 * machine alone are as they were made. Source: git(1), `GIT_NO_REPLACE_OBJECTS`, `GIT_GRAFT_FILE`
 */
export const TRUE_HISTORY = { GIT_NO_REPLACE_OBJECTS: '1', GIT_GRAFT_FILE: '/dev/null' } as const;
