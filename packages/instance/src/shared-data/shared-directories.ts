/** The directories that all instances share. */
export const SHARED_DIRECTORIES = ['data', 'models', 'strategies'] as const;

export type SharedDirectory = (typeof SHARED_DIRECTORIES)[number];
