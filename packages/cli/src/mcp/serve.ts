import { McpServer, type ServerContext } from '@modelcontextprotocol/server';
import { serveStdio, StdioServerTransport } from '@modelcontextprotocol/server/stdio';
import { formatElapsed, type Process } from '@ktrdr/terminal';
import { callTool, type Workplace } from './call-tool.ts';
import { createGate, type Gate } from './create-gate.ts';
import { standardSchema } from './tool.ts';
import { eachTool } from './tools.ts';

/** Calls that are at work at a time; the others wait. */
const AT_ONCE = 8;
/** So many wait before no more are read. */
const MOST_WAITING = 64;
/** Clients that give up on a call that is silent hear of it that often. */
const STILL_AT_WORK_MS = 10_000;
const LOGGED = 300;

const INSTRUCTIONS = `Sandboxes of KTRDR: complete copies of its Compose stack, each with its own worktree, ports and database.
You can use the sandbox of the directory that this server was started in, which a tool without \`instance\` acts on, and the sandboxes that you create. \
Other sandboxes and local-prod are not yours: if the task really needs one, say which command a person should run.
When something does not work, ask \`why\` before you restart anything.`;

/** Serves the tools on standard input and output until the client has gone or the process is to end, and all that was at work has ended or is undone. */
export async function serve(process: Process, workplace: Workplace, version: string): Promise<void> {
  const { stdin, stdout, signal } = process;
  const { log } = workplace;
  const isBusy = (): boolean => gate.waiting >= MOST_WAITING || stdout.writableNeedDrain;
  const goOn = (): void => void (isBusy() || stdin.resume());
  const gate = createGate({ atOnce: AT_ONCE, onEnd: goOn });
  const transport = new Conversation(process);
  const handle = serveStdio(() => serverOf(workplace, gate, version), {
    transport,
    onerror: ({ message }) => log(`A message was ignored: ${message.slice(0, LOGGED).replaceAll(/\s+/g, ' ')}`),
  });
  // What comes faster than it is done, or than its answers are taken, is left with the client.
  stdin.on('data', () => void (isBusy() && stdin.pause()));
  stdout.on('drain', goOn);
  const close = (): void => void handle.close();
  if (signal.aborted) close();
  else signal.addEventListener('abort', close, { once: true });
  await transport.closed;
  await gate.idle();
}

/** Tells when the conversation is over: the client has gone, or cannot be understood any more, or the process is to end. */
class Conversation extends StdioServerTransport {
  readonly closed: Promise<void>;
  #tell: () => void = () => {};

  constructor({ stdin, stdout }: Process) {
    super(stdin, stdout);
    this.closed = new Promise((resolve) => (this.#tell = resolve));
  }

  override async close(): Promise<void> {
    await super.close();
    this.#tell();
  }
}

function serverOf(workplace: Workplace, gate: Gate, version: string): McpServer {
  const server = new McpServer(
    { name: 'ktrdr-instances', title: 'KTRDR instances', version },
    { instructions: INSTRUCTIONS, capabilities: { tools: { listChanged: false } } },
  );
  eachTool({
    take(tool) {
      const { name, description, input, output, annotations } = tool;
      const definition = {
        description,
        inputSchema: standardSchema(input),
        outputSchema: standardSchema(output),
        annotations: { openWorldHint: false, ...annotations },
      };
      server.registerTool(name, definition, async (given, context) => {
        const { signal } = context.mcpReq;
        const progress = progressTo(context, workplace.log);
        const begun = performance.now();
        const tick = setInterval(
          () => progress(`${name} is still running (${formatElapsed(performance.now() - begun)})`),
          STILL_AT_WORK_MS,
        );
        try {
          return await gate.run(
            async () => await callTool(tool, given, workplace, { signal, onProgress: progress }),
            signal,
          );
        } finally {
          clearInterval(tick);
        }
      });
    },
  });
  return server;
}

/** Tells a client that has asked to be told. */
function progressTo({ mcpReq }: ServerContext, log: Workplace['log']): (message: string) => void {
  const { _meta: { progressToken } = {} } = mcpReq;
  let progress = 0;
  return (message) => {
    if (progressToken === undefined || mcpReq.signal.aborted) return;
    progress += 1;
    const params = { progressToken, progress, message };
    mcpReq.notify({ method: 'notifications/progress', params }).catch((error: unknown) => log(String(error)));
  };
}
