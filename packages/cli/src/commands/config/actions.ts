/** What `config` does. */
export const ACTIONS = ['list', 'get', 'set', 'unset', 'edit', 'path'];
