import { peakMemory as run } from '@ktrdr/e2e';

/** Runs a Node program. @returns the most memory that its process had, in MiB */
export async function peakMemory(args: readonly string[], env: Readonly<Record<string, string>>): Promise<number> {
  return (await run(args, { env })).mebibytes;
}
