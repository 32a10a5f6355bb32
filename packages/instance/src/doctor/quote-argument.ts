export { quoteArgument } from '@ktrdr/errors';
