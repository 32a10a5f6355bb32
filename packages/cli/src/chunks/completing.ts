// What shells ask for. A chunk of its own, loaded for nobody else.

export { complete } from '../commands/complete/complete.ts';
export { completion } from '../commands/completion/completion.ts';
