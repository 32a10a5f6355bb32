import { flag, type OptionsOf } from '@ktrdr/terminal/flags';

export const statusFlags = [flag('--check', 'Exit with 2 unless the instance is running without problems')] as const;

export type StatusOptions = OptionsOf<typeof statusFlags>;
