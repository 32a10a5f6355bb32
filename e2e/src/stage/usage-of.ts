import { execa } from 'execa';
import * as z from 'zod';

/** What a project's containers use at this moment. */
export interface Usage {
  readonly mebibytes: number;
  /** Percent of one core. */
  readonly cpu: number;
}

const row = z.object({ Name: z.string(), MemUsage: z.string(), CPUPerc: z.string() });
const UNITS: Readonly<Record<string, number>> = { B: 1 / 1024 / 1024, KiB: 1 / 1024, MiB: 1, GiB: 1024 };

/** Asks the Engine once what each of these projects uses. */
export async function usageOf(projects: readonly string[]): Promise<Usage[]> {
  const { stdout } = await execa('docker', ['stats', '--no-stream', '--format', '{{json .}}']);
  const rows = stdout.split('\n').map((line) => row.parse(JSON.parse(line)));
  return projects.map((project) => {
    const own = rows.filter(({ Name }) => Name.startsWith(`${project}-`));
    return {
      mebibytes: sum(own.map(({ MemUsage }) => mebibytes(MemUsage))),
      cpu: sum(own.map(({ CPUPerc }) => Number.parseFloat(CPUPerc))),
    };
  });
}

/** Of a text such as `84.5MiB / 23.4GiB`. */
function mebibytes(text: string): number {
  const [, number, unit = ''] = /^([\d.]+)([A-Za-z]+)/.exec(text) ?? [];
  return Number(number) * (UNITS[unit] ?? Number.NaN);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
