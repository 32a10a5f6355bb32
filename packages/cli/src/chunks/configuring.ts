// A chunk of its own: settings are changed by no other command.

export { config } from '../commands/config/config.ts';
