import { flag, type OptionsOf } from '@ktrdr/terminal/flags';

export const doctorFlags = [flag('--fix', 'Repair what can be repaired without losing anything (asks first)')] as const;

export type DoctorOptions = OptionsOf<typeof doctorFlags>;
