// Compose's own YAML tags, as values: https://docs.docker.com/reference/compose-file/merge/#reset-value
// Apart from the code that reads YAML, which takes long to load.

/** The only key of what stands for a value with the tag `!override`. */
export const OVERRIDE_KEY = '!override';
/** The only key of what stands for a value with the tag `!reset`. */
export const RESET_KEY = '!reset';
