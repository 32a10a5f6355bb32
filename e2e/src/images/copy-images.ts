import { execa } from 'execa';

/** Gives the Engine that these variables lead to what it lacks of these images of the Engine at hand: it reaches no archive to build from. */
export async function copyImages(references: readonly string[], env: Readonly<Record<string, string>>): Promise<void> {
  const missing: string[] = [];
  for (const reference of references) {
    if ((await execa('docker', ['image', 'inspect', reference], { env, reject: false })).failed)
      missing.push(reference);
  }
  if (missing.length === 0) return;
  // Gigabytes, which nobody here has to keep.
  const saved = execa('docker', ['save', ...missing], { buffer: false, encoding: 'buffer' });
  await saved.pipe('docker', ['load', '--quiet'], { env });
}
