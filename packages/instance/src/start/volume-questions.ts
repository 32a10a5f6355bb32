import type { Instance } from '../core/instance.ts';
import { instanceCommand } from '../core/instance-command.ts';

// Compose 2.33 and newer, which asks on its standard output, where it takes the end of its input for a no (seen with 2.40.3, which writes no line break).
const QUESTION =
  /Volume "([^"]+)" exists but doesn't match configuration in compose file\. Recreate \(data will be lost\)\?/g;

/** The volumes of which Compose asks, in what it prints, whether to make them anew, with the loss of what is in them. */
export function volumeQuestions(text: string): string[] {
  return Array.from(text.matchAll(QUESTION), ([, name = '']) => name);
}

/** What a person is told of such a volume, in place of Compose's question. */
export function describeKeptVolume(name: string, instance: Pick<Instance, 'id'>): string {
  return `The Compose file describes volume ${name} differently than it was created. It stays as it is, with its data. To create it anew, and lose the data in all volumes of this instance: ${instanceCommand('down', instance)} --volumes && ${instanceCommand('up', instance)}`;
}
