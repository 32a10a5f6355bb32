import type { Context } from './context.ts';
import { type Maker, makerFile } from './maker-file.ts';
import { asJson, removeOwnFile, writeOwnFile } from './write-own-file.ts';

/**
 * Writes down that an instance is made for an agent, before anything of it is made. The operation's lock must be held.
 *
 * @throws Node's errors: EACCES, ENOSPC, EROFS, …
 */
export async function writeMaker(context: Pick<Context, 'home'>, id: string, maker: Maker): Promise<void> {
  await writeOwnFile(makerFile(context, id), asJson(maker));
}

/** There is no such instance any more, or not yet. The operation's lock must be held. */
export async function removeMaker(context: Pick<Context, 'home'>, id: string): Promise<void> {
  await removeOwnFile(makerFile(context, id));
}
