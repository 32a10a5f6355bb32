import type { Command } from 'commander';
import type { Connect } from '../command/connect.ts';

/** `ktrdr doctor` */
export function addDoctorCommand(program: Command, connect: Connect): void {
  const doctor = program
    .command('doctor')
    .description('look for what is wrong with this machine, the registry, directories and Docker resources')
    .option('--fix', 'do what can be done without losing anything (asks)');
  connect(doctor, async () => (await import('../chunks/changing.ts')).doctor);
}
