// Likewise: what tells how one instance is.

export { status } from '../commands/status/status.ts';
