// A chunk of its own: what looks at an instance from all sides is loaded for nobody else.

export { why } from '../commands/why/why.ts';
