import { describe, expect, test } from '@jest/globals';
import { createDocker } from '../src/index.ts';
import { publishedPorts } from '../src/published-ports.ts';
import { fakeRun } from './support/fake-run.ts';

const both = (published: number, target: number) => [
  { published, target, address: '0.0.0.0' },
  { published, target, address: '::' },
];
const one = (published: number, target: number, address = '0.0.0.0') => ({ published, target, address });

describe('publishedPorts', () => {
  test.each([
    ['', []],
    ['8000/tcp', []],
    ['0.0.0.0:8001->8000/tcp, [::]:8001->8000/tcp', both(8001, 8000)],
    ['0.0.0.0:4327-4328->4317-4318/tcp', [one(4327, 4317), one(4328, 4318)]],
    ['127.0.0.1:5003->5003/tcp, 9000/tcp, 0.0.0.0:16686->16686/tcp', [one(5003, 5003, '127.0.0.1'), one(16686, 16686)]],
    [':::8000->8000/tcp', [one(8000, 8000, '::')]],
    ['0.0.0.0:41006->5006/udp, 0.0.0.0:5007->5006/tcp', [one(5007, 5006)]],
  ])('%p', (column, expected) => {
    expect(publishedPorts(column)).toEqual(expected);
  });
});
