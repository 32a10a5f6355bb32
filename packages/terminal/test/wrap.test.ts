import { describe, expect, test } from '@jest/globals';
import { wrap } from '../src/format/wrap.ts';

describe('wrap', () => {
  test.each<[string, string, readonly string[]]>([
    ['a line that fits', 'no more than thirty columns', ['no more than thirty columns']],
    [
      'a longer one, between its words',
      'The directory of the sandbox is not the one that is registered',
      ['The directory of the sandbox is', 'not the one that is registered'],
    ],
    [
      'with the indentation of its beginning',
      '      what is there was replaced and is nowhere else',
      ['      what is there was', '      replaced and is nowhere', '      else'],
    ],
    [
      'a word that is longer than a line, whole',
      'Look into /a/directory/with/a/rather/long/name first of all',
      ['Look into', '/a/directory/with/a/rather/long/name', 'first of all'],
    ],
    [
      'colours take no columns',
      '\u001B[31mError:\u001B[39m the sandbox is not there now',
      ['\u001B[31mError:\u001B[39m the sandbox is not there', 'now'],
    ],
    ['wide characters take two', '日本語日本語日本 日本語日本語日本語', ['日本語日本語日本', '日本語日本語日本語']],
    [
      'a command stays whole, to be copied',
      'Bring it back, or remove what is left: ktrdr sandbox destroy --name ktrdr--x',
      ['Bring it back, or remove what', 'is left:', 'ktrdr sandbox destroy --name ktrdr--x'],
    ],
    [
      'also within brackets, after which the text goes on',
      'See which there are (docker context ls --quiet) and choose one of them',
      ['See which there are', '(docker context ls --quiet) and', 'choose one of them'],
    ],
    [
      'also as a line of its own',
      '        ktrdr sandbox destroy --name ktrdr--x',
      ['        ktrdr sandbox destroy --name ktrdr--x'],
    ],
    [
      'also behind an arrow',
      '  → docker network connect --alias db a-network a-db-1',
      ['  → docker network connect --alias db a-network a-db-1'],
    ],
    [
      'the name of a program is no command',
      'Starts with docker compose, and what git says is kept',
      ['Starts with docker compose, and', 'what git says is kept'],
    ],
  ])('%s', (_, line, lines) => {
    expect(wrap(line, 31)).toEqual(lines);
  });

  test('a terminal that is very narrow, or does not know its width, breaks lines itself', () => {
    const line = 'The directory of the sandbox is not the one that is registered';
    expect([wrap(line, 0), wrap(line, 12)]).toEqual([[line], [line]]);
  });
});
