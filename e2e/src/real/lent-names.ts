import { execa } from 'execa';
import { inspectImage, STAND_IN_LABEL } from './inspect-image.ts';

/** Names of images that are somebody else's, lent to images of ours while a run lasts. */
export interface LentNames {
  /** Remembers what has the name, which somebody is about to give to an image that they build. */
  keep(name: string): Promise<void>;
  /** Gives the name to an image. */
  lend(name: string, image: string): Promise<void>;
  /** Gives every name back to what had it before, or to nothing. */
  giveBack(): Promise<void>;
}

/** On a machine where `grafana/grafana:latest` is a stand-in for good, somebody would wonder one day. */
export function lentNames(): LentNames {
  const before = new Map<string, string | undefined>();
  const keep = async (name: string): Promise<void> => {
    if (!before.has(name)) before.set(name, await idOf(name));
  };
  return {
    keep,
    async lend(name, image) {
      await keep(name);
      // A label makes it another image, so that the name says of itself that it is lent.
      const args = ['build', '--quiet', '--label', `${STAND_IN_LABEL}=${image}`, '--tag', name, '-'];
      await execa('docker', args, { input: `FROM ${image}\n` });
    },
    async giveBack() {
      for (const [name, id] of before) {
        if (id !== undefined) await execa('docker', ['tag', id, name], { reject: false });
        else await execa('docker', ['rmi', '--force', '--no-prune', name], { reject: false });
      }
      before.clear();
    },
  };
}

/** The image that has a name; undefined for what an earlier run has lent and could not take back. */
async function idOf(name: string): Promise<string | undefined> {
  const image = await inspectImage(name);
  return image === undefined || image.standIn ? undefined : image.id;
}
