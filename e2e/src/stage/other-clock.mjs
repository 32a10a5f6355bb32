import process from 'node:process';

// Loaded in front of a command, this puts its clock ahead of that of the machine, and so of the Engine's, or behind it.
const ahead = Number(process.env['KTRDR_TEST_CLOCK_AHEAD_MS']);
const RealDate = globalThis.Date;

globalThis.Date = class Date extends RealDate {
  constructor(...given) {
    super(...(given.length === 0 ? [RealDate.now() + ahead] : given));
  }

  static now() {
    return RealDate.now() + ahead;
  }
};
