import { execa } from 'execa';

/** What answers when one asks for an Engine. */
export type EngineProbe =
  | { readonly kind: 'silent'; readonly reason: string }
  | { readonly kind: 'answers'; readonly version: string; readonly hasCompose: boolean };

/** Asks the Engine that the `docker` command would use. Starts and changes nothing. */
export async function probeEngine(): Promise<EngineProbe> {
  const engine = await execa('docker', ['info', '--format', '{{.ServerVersion}}'], { reject: false, timeout: 20_000 });
  const version = engine.stdout.trim();
  // Some versions of the client exit with 0 and print nothing when no Engine answers.
  if (engine.failed || version === '')
    return { kind: 'silent', reason: lastLine(engine.stderr) ?? 'no docker command' };
  return { kind: 'answers', version, hasCompose: await hasComposePlugin() };
}

/** Whether `docker compose` is there; it needs no Engine to say so. */
export async function hasComposePlugin(): Promise<boolean> {
  return !(await execa('docker', ['compose', 'version'], { reject: false, timeout: 20_000 })).failed;
}

function lastLine(text: string): string | undefined {
  return text.trim().split('\n').at(-1) || undefined;
}
