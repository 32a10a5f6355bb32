import { Readable } from 'node:stream';
import type { EngineAnswer, EngineConnection } from '@ktrdr/engine';

class Refusal {
  readonly answer: EngineAnswer;
  constructor(answer: EngineAnswer) {
    this.answer = answer;
  }
}

/** An answer with which the Engine refuses: the status, and what it says. */
export function refusal(status: number, message: string): unknown {
  return new Refusal({ status, text: JSON.stringify({ message }) });
}

/**
 * An Engine that answers these paths (with the method before it: what is done there; `/containers/json com.docker.compose.project=p`: with the labels that a list is narrowed to, commas between them) and rejects
 * every other; an error is thrown, a {@link refusal} is its status and message, undefined is what it does not have, text comes as a stream that goes on, bytes as one that ends. `asked` are those that it was asked.
 */
export function fakeConnection(answers: Readonly<Record<string, unknown>>): {
  readonly connection: EngineConnection;
  readonly asked: string[];
  /** What was done, as `DELETE /volumes/a`, with its query and what was sent. */
  readonly done: string[];
} {
  const asked: string[] = [];
  const done: string[] = [];
  const connection: EngineConnection = {
    async answer({ method = 'GET', path, query, body }): Promise<EngineAnswer> {
      const label = /"label":\[([^\]]*)\]/.exec(query?.['filters'] ?? '')?.[1]?.replaceAll('"', '');
      const asking = label === undefined ? path : `${path} ${label}`;
      const doing = `${method} ${path}`;
      const line = doing in answers ? doing : asking;
      if (!(line in answers)) throw new Error(`not expected: ${line}`);
      asked.push(line);
      if (method !== 'GET') done.push([doing, ...[query, body].flatMap(toText)].join(' '));
      const answer = await Promise.resolve(answers[line]);
      if (answer instanceof Error) throw answer;
      if (answer instanceof Refusal) return answer.answer;
      return answer === undefined
        ? { status: 404, text: '{"message":"no such thing"}' }
        : { status: 200, text: JSON.stringify(answer) };
    },
    async stream({ path, query, signal }) {
      const written = await Promise.resolve(answers[path]);
      if (written instanceof Error) throw written;
      if (typeof written !== 'string' && !Buffer.isBuffer(written)) throw new Error(`not expected: ${path}`);
      asked.push(`${path} ${JSON.stringify(query)}`);
      const stream = new Readable({ read() {} });
      stream.push(written);
      if (Buffer.isBuffer(written)) stream.push(null);
      signal?.addEventListener('abort', () => stream.destroy(new Error('aborted')));
      return Object.assign(stream, { headers: {} });
    },
    endpoint: async () => await Promise.resolve('unix:///var/run/docker.sock'),
    chosen: async () => await Promise.resolve(undefined),
    close: () => {},
  };
  return { connection, asked, done };
}

function toText(sent: unknown): string[] {
  const text = JSON.stringify(sent) ?? '{}';
  return text === '{}' ? [] : [text];
}
