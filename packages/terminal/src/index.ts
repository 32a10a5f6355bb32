export { ask, type AskOptions } from './ask.ts';
export { formatError } from './format-error.ts';
export { formatElapsed } from './format-elapsed.ts';
export { formatList } from './format-list.ts';
export { formatStatus } from './format-status.ts';
export { formatTable } from './format-table.ts';
export { formatUrls } from './format-urls.ts';
export { createReporter, type Reporter, type ReporterOptions } from './reporter.ts';
export { createStyle, type Style, type StyleOptions } from './style.ts';
