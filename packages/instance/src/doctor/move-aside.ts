import { moveCommand } from '../core/aside-command.ts';
import type { PlaceFacts } from './facts.ts';

/** The command that moves a directory's `.env.sandbox` aside. */
export function moveAside({ path, freeName }: Pick<PlaceFacts, 'path' | 'freeName'>): string {
  const file = `${path}/.env.sandbox`;
  return moveCommand(file, freeName ?? `${file}.before`);
}
