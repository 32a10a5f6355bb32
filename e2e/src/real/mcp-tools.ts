import { createInterface } from 'node:readline';
import { execa } from 'execa';
import * as z from 'zod';

const configuration = z.object({
  mcpServers: z.object({
    ktrdr: z.object({
      command: z.string(),
      args: z.array(z.string()),
      env: z.optional(z.record(z.string(), z.string())),
    }),
  }),
});
const answer = z.object({
  id: z.optional(z.number()),
  result: z.optional(z.unknown()),
  error: z.optional(z.unknown()),
});
const tools = z.object({ tools: z.array(z.object({ name: z.string() })) });

/** The newest revision of the protocol that KTRDR's server of either generation knows: https://modelcontextprotocol.io. */
const PROTOCOL = '2024-11-05';
const PATIENCE_MS = 60_000;

/**
 * Speaks with an MCP server as an assistant does, over standard input and output, and asks for its tools.
 *
 * @param printed what `local-prod mcp-config` printed
 * @returns the names of its tools
 * @throws when the server ends, or does not answer within a minute
 */
export async function mcpTools(printed: string): Promise<string[]> {
  const { command, args, env } = configuration.parse(JSON.parse(printed)).mcpServers.ktrdr;
  const server = execa(command, args, { ...(env !== undefined && { env }), reject: false, timeout: PATIENCE_MS });
  const send = (message: object): void =>
    void server.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
  send({
    id: 1,
    method: 'initialize',
    params: { protocolVersion: PROTOCOL, capabilities: {}, clientInfo: { name: 'ktrdr-tests', version: '0' } },
  });
  try {
    for await (const line of createInterface({ input: server.stdout })) {
      const parsed = answer.safeParse(parseJson(line));
      if (!parsed.success) continue;
      const { id, result, error } = parsed.data;
      if (error !== undefined) throw new Error(`the MCP server answered with an error: ${line}`);
      if (id === 1) {
        send({ method: 'notifications/initialized' });
        send({ id: 2, method: 'tools/list' });
      }
      if (id === 2) return tools.parse(result).tools.map(({ name }) => name);
    }
  } finally {
    server.stdin.end();
    server.kill();
  }
  throw new Error(`the MCP server ended without an answer: ${(await server).stderr}`);
}

/** A server may write other lines to its output; they are not ours to judge. */
function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
