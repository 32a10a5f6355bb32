import { expect, test } from '@jest/globals';
import { stopOrder } from '../src/stop-order.ts';

const container = (id: string, service: string, ...dependsOn: string[]) => ({ id, service, dependsOn });

test.each<[string, ReturnType<typeof container>[], string[][]]>([
  ['nothing', [], []],
  ['services that need nothing: at once', [container('1', 'db'), container('2', 'docs')], [['1', '2']]],
  [
    'one that needs another: before it',
    [container('1', 'db'), container('2', 'backend', 'db'), container('3', 'worker', 'backend', 'db')],
    [['3'], ['2'], ['1']],
  ],
  ['what needs one that is not there: at once', [container('1', 'worker', 'backend')], [['1']]],
  [
    'all of a service, before what it needs',
    [container('1', 'db'), container('2', 'worker', 'db'), container('3', 'worker', 'db')],
    [['2', '3'], ['1']],
  ],
  ['one that needs itself', [container('1', 'db', 'db')], [['1']]],
  [
    'a circle: together',
    [container('1', 'a', 'b'), container('2', 'b', 'a'), container('3', 'c', 'a')],
    [['3'], ['1', '2']],
  ],
])('%s', (_, containers, order) => {
  expect(stopOrder(containers)).toEqual(order);
});
