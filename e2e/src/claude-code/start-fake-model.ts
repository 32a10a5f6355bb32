import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import * as z from 'zod';

/** What the model calls, once. */
export interface ToolCall {
  readonly tool: string;
  readonly input: object;
}

/** What stands in for the model, since a test has no account. */
export interface FakeModel {
  readonly url: string;
  /** What the client's tools have answered. */
  readonly answers: readonly string[];
  close(): void;
}

const block = z.looseObject({ type: z.string() });
const request = z.looseObject({
  messages: z.array(z.looseObject({ content: z.union([z.string(), z.array(block)]) })),
  tools: z.optional(z.array(z.looseObject({ name: z.string() }))),
});

/**
 * Answers as the Messages API does when it streams: with a call of the tool where the client offers it and has not answered yet, and otherwise with
 * two words. Source: https://docs.claude.com/en/api/messages-streaming
 */
export async function startFakeModel({ tool, input }: ToolCall): Promise<FakeModel> {
  const answers: string[] = [];
  const server = createServer((incoming, response) => {
    void text(incoming).then((body) => {
      const parsed = request.safeParse(asJson(body));
      if (incoming.method !== 'POST' || !parsed.success) return response.end('{}');
      const { messages, tools = [] } = parsed.data;
      const told = messages.flatMap(({ content }) =>
        typeof content === 'string' ? [] : content.filter(({ type }) => type === 'tool_result'),
      );
      if (told.length > 0) answers.splice(0, answers.length, ...told.map((one) => JSON.stringify(one)));
      const calls = told.length === 0 && tools.some(({ name }) => name === tool);
      const content = calls ? { type: 'tool_use', id: 'toolu_1', name: tool, input: {} } : WORDS;
      return stream(response, content, input);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The fake model has no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    answers,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

const WORDS = { type: 'text', text: '' };

function stream(response: ServerResponse, content: { readonly type: string }, input: object): void {
  const send = (type: string, fields: object): void => {
    response.write(`event: ${type}\ndata: ${JSON.stringify({ type, ...fields })}\n\n`);
  };
  const calls = content.type === 'tool_use';
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  send('message_start', {
    message: {
      id: 'msg_1',
      type: 'message',
      role: 'assistant',
      model: 'fake',
      content: [],
      stop_reason: null,
      stop_sequence: null,
      usage: { input_tokens: 1, output_tokens: 1 },
    },
  });
  send('content_block_start', { index: 0, content_block: content });
  const delta = calls
    ? { type: 'input_json_delta', partial_json: JSON.stringify(input) }
    : { type: 'text_delta', text: 'All done' };
  send('content_block_delta', { index: 0, delta });
  send('content_block_stop', { index: 0 });
  const stop = { stop_reason: calls ? 'tool_use' : 'end_turn', stop_sequence: null };
  send('message_delta', { delta: stop, usage: { output_tokens: 1 } });
  send('message_stop', {});
  response.end();
}

function asJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
