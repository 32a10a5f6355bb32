import { execa } from 'execa';

const REPORT = `import { writeSync } from 'node:fs'; process.on('exit', () => writeSync(3, String(process.resourceUsage().maxRSS)))`;
const PRELOAD = `data:text/javascript,${encodeURIComponent(REPORT)}`;

/** Runs a Node program. @returns the most memory that its process had, in MiB, and what it wrote on stdout */
export async function peakMemory(
  args: readonly string[],
  { env, cwd = '/' }: { readonly env: Readonly<Record<string, string>>; readonly cwd?: string },
): Promise<{ readonly mebibytes: number; readonly stdout: string }> {
  const result = await execa(process.execPath, ['--import', PRELOAD, ...args], {
    cwd,
    env,
    extendEnv: false,
    reject: false,
    stdio: ['ignore', 'pipe', 'ignore', 'pipe'],
  });
  const kibibytes = Number(result.stdio[3]);
  if (Number.isFinite(kibibytes) && kibibytes > 0) return { mebibytes: kibibytes / 1024, stdout: result.stdout };
  throw new Error(`${args.join(' ')} did not report its memory (exit code ${result.exitCode})`);
}
