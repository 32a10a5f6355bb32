import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { createInterruption } from '../src/program/interruption.ts';

let happened: string[];
const interruption = () =>
  createInterruption({ abort: (by) => happened.push(`abort ${by}`), exit: (code) => happened.push(`exit ${code}`) });
const tell = (): void => void happened.push('told');

beforeEach(() => {
  happened = [];
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

test('ends what has not ended by itself after two seconds', () => {
  interruption().interrupt();
  jest.advanceTimersByTime(1_999);
  expect(happened).toEqual(['abort SIGINT']);
  jest.advanceTimersByTime(1);
  expect(happened).toEqual(['abort SIGINT', 'exit 130']);
});

test("Ctrl-C on a terminal that a child has is the child's, as often as it comes", () => {
  const { interrupt, handOver } = interruption();
  const release = handOver(true);
  for (const by of ['SIGINT', 'SIGINT'] as const) interrupt(by);
  jest.advanceTimersByTime(10_000);
  expect(happened).toEqual([]);
  release();
  interrupt('SIGINT');
  expect(happened).toEqual(['abort SIGINT']);
});

test.each([
  [true, 'SIGTERM'],
  [true, 'SIGHUP'],
  [false, 'SIGINT'],
] as const)(
  'a child that has our input and output (a terminal: %s) is told of %s, and waited for',
  (isTerminal, by) => {
    const { interrupt, handOver } = interruption();
    const release = handOver(isTerminal);
    interrupt(by);
    jest.advanceTimersByTime(10_000);
    expect(happened).toEqual([`abort ${by}`]);
    release();
    jest.advanceTimersByTime(2_000);
    expect(happened).toEqual([`abort ${by}`, 'exit 130']);
  },
);

test('twice ends it at once, also what holds its end off', () => {
  const { interrupt, holdOff } = interruption();
  holdOff(tell);
  interrupt();
  interrupt();
  expect(happened).toEqual(['abort SIGINT', 'exit 130']);
});

test('twice says so where something is half undone then', () => {
  const { interrupt, holdOff } = interruption();
  holdOff(tell);
  const cut = (): void => void happened.push('cut');
  const ends = [holdOff(tell, cut), holdOff(tell, cut)];
  interrupt();
  interrupt();
  expect(happened).toEqual(['abort SIGINT', 'cut', 'exit 130']);
  for (const end of ends) end();
  interrupt();
  expect(happened).toEqual(['abort SIGINT', 'cut', 'exit 130', 'exit 130']);
});

test('what is being undone goes on, says so once, and has two seconds more at its end', () => {
  const { interrupt, holdOff } = interruption();
  const ends = [holdOff(tell), holdOff(tell)];
  interrupt();
  jest.advanceTimersByTime(1_999);
  expect(happened).toEqual(['abort SIGINT']);
  jest.advanceTimersByTime(60_000);
  expect(happened).toEqual(['abort SIGINT', 'told']);
  for (const end of ends) end();
  jest.advanceTimersByTime(1_999);
  expect(happened).toEqual(['abort SIGINT', 'told']);
  jest.advanceTimersByTime(1);
  expect(happened).toEqual(['abort SIGINT', 'told', 'exit 130']);
});

test('what has begun to be undone, and has ended in time, changes nothing', () => {
  const { interrupt, holdOff } = interruption();
  interrupt();
  holdOff(tell)();
  jest.advanceTimersByTime(2_000);
  expect(happened).toEqual(['abort SIGINT', 'exit 130']);
});
