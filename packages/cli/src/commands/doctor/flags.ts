import { flag, type OptionsOf } from '@ktrdr/terminal/flags';

export const doctorFlags = [flag('--fix', 'do what can be done without losing anything (asks)')] as const;

export type DoctorOptions = OptionsOf<typeof doctorFlags>;
