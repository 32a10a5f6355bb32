import { flag, type OptionsOf } from '@ktrdr/terminal/flags';

export const downFlags = [
  flag('-v, --volumes', 'Also remove the volumes, including the database (asks first)'),
  flag('-f, --force', 'With --volumes: do not ask, and also remove volumes that the instance has taken over'),
] as const;

/** Of the command that takes any instance. */
export const anyDownFlags = [
  ...downFlags,
  flag('--all', 'Stop every running instance (asks first)', { conflicts: ['volumes', 'force'] }),
] as const;

export type DownOptions = OptionsOf<typeof anyDownFlags>;
