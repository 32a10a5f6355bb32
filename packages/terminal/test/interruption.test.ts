import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { createInterruption } from '../src/program/interruption.ts';

let happened: string[];
const interruption = () =>
  createInterruption({ abort: () => happened.push('abort'), exit: (code) => happened.push(`exit ${code}`) });
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
  expect(happened).toEqual(['abort']);
  jest.advanceTimersByTime(1);
  expect(happened).toEqual(['abort', 'exit 130']);
});

test('twice ends it at once, also what holds its end off', () => {
  const { interrupt, holdOff } = interruption();
  holdOff(tell);
  interrupt();
  interrupt();
  expect(happened).toEqual(['abort', 'exit 130']);
});

test('twice says so where something is half undone then', () => {
  const { interrupt, holdOff } = interruption();
  holdOff(tell);
  const cut = (): void => void happened.push('cut');
  const ends = [holdOff(tell, cut), holdOff(tell, cut)];
  interrupt();
  interrupt();
  expect(happened).toEqual(['abort', 'cut', 'exit 130']);
  for (const end of ends) end();
  interrupt();
  expect(happened).toEqual(['abort', 'cut', 'exit 130', 'exit 130']);
});

test('what is being undone goes on, says so once, and has two seconds more at its end', () => {
  const { interrupt, holdOff } = interruption();
  const ends = [holdOff(tell), holdOff(tell)];
  interrupt();
  jest.advanceTimersByTime(1_999);
  expect(happened).toEqual(['abort']);
  jest.advanceTimersByTime(60_000);
  expect(happened).toEqual(['abort', 'told']);
  for (const end of ends) end();
  jest.advanceTimersByTime(1_999);
  expect(happened).toEqual(['abort', 'told']);
  jest.advanceTimersByTime(1);
  expect(happened).toEqual(['abort', 'told', 'exit 130']);
});

test('what has begun to be undone, and has ended in time, changes nothing', () => {
  const { interrupt, holdOff } = interruption();
  interrupt();
  holdOff(tell)();
  jest.advanceTimersByTime(2_000);
  expect(happened).toEqual(['abort', 'exit 130']);
});
