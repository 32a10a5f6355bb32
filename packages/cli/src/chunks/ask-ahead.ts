import { askAhead } from '@ktrdr/instance/internal';

// A chunk of its own, without all that the package has besides.
export { askAhead };
