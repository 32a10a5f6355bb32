import { execa } from 'execa';

const REPORT = `import { writeSync } from 'node:fs'; process.on('exit', () => writeSync(3, String(process.resourceUsage().maxRSS)))`;
const PRELOAD = `data:text/javascript,${encodeURIComponent(REPORT)}`;

/** Runs a Node program. @returns the most memory that its process had, in MiB */
export async function peakMemory(args: readonly string[], env: Readonly<Record<string, string>>): Promise<number> {
  const result = await execa(process.execPath, ['--import', PRELOAD, ...args], {
    cwd: '/',
    env,
    extendEnv: false,
    reject: false,
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  const kibibytes = Number(result.stdio[3]);
  if (Number.isFinite(kibibytes) && kibibytes > 0) return kibibytes / 1024;
  throw new Error(`${args.join(' ')} did not report its memory (exit code ${result.exitCode})`);
}
