// A chunk of its own: what makes archives is loaded for nobody else.

export { report } from '../commands/report/report.ts';
