// A chunk of its own: what reads, merges and follows logs is loaded for nobody else.

export { logs } from '../commands/logs/logs.ts';
