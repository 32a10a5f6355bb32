// The question that is asked most often reads no code of commands that look deeper or change something.

export { list } from '../commands/list/list.ts';
