import { StringDecoder } from 'node:string_decoder';

/** Makes lines of UTF-8 that comes in pieces. */
export interface LineSplitter {
  /** @returns the lines that end in these bytes, without their ends */
  take(bytes: Uint8Array): string[];
  /** @returns what came after the last end of a line, where there is something */
  rest(): string[];
}

/** Nothing has come yet. */
export function splitLines(): LineSplitter {
  const decoder = new StringDecoder('utf8');
  let begun: string[] = [];
  const line = (): string => begun.join('').replace(/\r$/, '');
  return {
    take(bytes) {
      const [first = '', ...more] = decoder.write(Buffer.from(bytes)).split('\n');
      begun.push(first);
      return more.map((next) => {
        const whole = line();
        begun = [next];
        return whole;
      });
    },
    rest() {
      begun.push(decoder.end());
      const last = line();
      begun = [];
      return last === '' ? [] : [last];
    },
  };
}
