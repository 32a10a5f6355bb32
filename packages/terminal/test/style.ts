import type { Style } from '../src/index.ts';
import { createStyle } from '../src/index.ts';

/** No colours: text as it is. */
export const plain: Style = createStyle({ env: {}, isTerminal: false, noColor: false });
/** Colours as on a terminal. */
export const colored: Style = createStyle({ env: { TERM: 'xterm' }, isTerminal: true, noColor: false });
