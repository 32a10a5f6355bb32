import type { Command } from 'commander';
import type { Connect } from '../command/connect.ts';
import { doctorFlags } from '../commands/doctor/flags.ts';

/** `ktrdr doctor` */
export function addDoctorCommand(program: Command, connect: Connect): void {
  const doctor = program
    .command('doctor')
    .description('Check this machine, the registry, directories and Docker resources for problems');
  connect(doctor, doctorFlags, async () => (await import('../chunks/changing.ts')).doctor, {
    takesTime: true,
    examples: ['', '--fix'],
  });
}
