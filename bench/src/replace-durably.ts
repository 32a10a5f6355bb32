import { open, rename } from 'node:fs/promises';
import { join } from 'node:path';

/** What any program must do to replace a small file so that a power cut leaves the old one or the new one. */
export async function replaceDurably(directory: string, text: string, name = 'file'): Promise<void> {
  const temporary = join(directory, `${name}.tmp`);
  const file = await open(temporary, 'w', 0o600);
  await file.writeFile(text);
  await file.sync();
  await file.close();
  await rename(temporary, join(directory, name));
  const parent = await open(directory, 'r');
  await parent.sync();
  await parent.close();
}
