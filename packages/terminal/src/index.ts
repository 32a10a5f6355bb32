export { ask, type AskOptions } from './ask.ts';
export { formatError } from './format-error.ts';
export { formatEvent } from './format-event.ts';
export { formatStatus } from './format-status.ts';
export { formatTable } from './format-table.ts';
export { formatUrls } from './format-urls.ts';
export { createStyle, type Style, type StyleOptions } from './style.ts';
