import type { CallToolResult } from '@modelcontextprotocol/server';
import { CodedError, isCodedError, messageOf } from '@ktrdr/errors';
import type { Context, ContextOptions, InstanceEvent } from '@ktrdr/instance';
import type { AgentDirectory } from '@ktrdr/instance/internal';
import { asCalled, asRefusal, createStyle, errorDocument, printable, versioned } from '@ktrdr/terminal';
import type * as z from 'zod/mini';
import type { Tool } from './tool.ts';

/** Where the calls of a server are done. */
export interface Workplace {
  /** Of the server, with the confinement that it was given itself. */
  readonly env: ContextOptions['env'];
  readonly agent: AgentDirectory;
  /** How the program was called. */
  readonly program: string;
  readonly uncut: Context['uncut'];
  /** For people who look after the server. */
  readonly log: (line: string) => void;
}

export interface CallOptions {
  /** Aborted where the client cancels or is gone. */
  readonly signal: AbortSignal;
  /** Told how it gets on, in lines for people. */
  readonly onProgress: (line: string) => void;
}

const PLAIN = createStyle({ env: {}, isTerminal: false, noColor: true });
/** So many notes and warnings are told with a result. */
const MOST_NOTES = 20;

/** Calls a tool, and gives what it gives or why it could not: never throws. */
export async function callTool<Input extends Tool['input']>(
  tool: Tool<Input>,
  input: z.output<Input>,
  workplace: Workplace,
  { signal, onProgress }: CallOptions,
): Promise<CallToolResult> {
  const { program, log } = workplace;
  const called = asCalled(program);
  const limited = AbortSignal.any([signal, AbortSignal.timeout(tool.timeoutMs)]);
  const notes: string[] = [];
  const { formatEvent } = await import('@ktrdr/terminal/session');
  const report = (event: InstanceEvent): void => {
    const lines = formatEvent(called.event(event), PLAIN);
    if (event.type === 'note' || event.type === 'warning') notes.push(...lines);
    lines.forEach(onProgress);
  };
  try {
    const document = await work(tool, input, workplace, { signal: limited, report });
    const structuredContent: Record<string, unknown> = JSON.parse(JSON.stringify(called.document(versioned(document))));
    return { structuredContent, content: [text(JSON.stringify(structuredContent)), ...told(notes)] };
  } catch (error) {
    const known = asRefusal(isOver(error, limited, signal) ? overdue(tool) : error);
    // Nobody hears of one that was cancelled.
    if (!isCodedError(known) && !signal.aborted)
      log(`${tool.name}: ${known instanceof Error ? known.stack : messageOf(known)}`);
    return { isError: true, content: [text(errorDocument(known, program)), ...told(notes)] };
  }
}

async function work<Input extends Tool['input']>(
  tool: Tool<Input>,
  input: z.output<Input>,
  { env, agent, program, uncut }: Workplace,
  { signal, report }: Pick<ContextOptions, 'report'> & { readonly signal: AbortSignal },
): Promise<object> {
  const given: ContextOptions = {
    env,
    command: `${program} mcp: ${tool.name}`,
    signal,
    uncut,
    ...(report && { report }),
  };
  const { createContext } = await import('@ktrdr/terminal/session');
  const { confinedEnvironment, instanceOfLane, isWithinConfinement, outOfBounds, readLane } =
    await import('../chunks/using.ts');
  const own = createContext(given);
  const lane = await readLane(own, agent);
  const context = createContext({ ...given, env: confinedEnvironment(env, lane) });
  return await tool.run(
    {
      context,
      lane,
      signal,
      find: async (name, { exact = false } = {}) =>
        await instanceOfLane(context, lane, { tool: tool.name, name, exact }),
      making(id) {
        if (!isWithinConfinement(own, id)) throw outOfBounds(lane, tool.name, id);
        return createContext({ ...given, env: confinedEnvironment(env, lane, [id]) });
      },
    },
    input,
  );
}

/** Whether what was thrown is that the time was over, and not that the client has cancelled. */
function isOver(error: unknown, limited: AbortSignal, signal: AbortSignal): boolean {
  return limited.aborted && !signal.aborted && !isCodedError(error);
}

function overdue({ name, timeoutMs }: Pick<Tool, 'name' | 'timeoutMs'>): CodedError {
  return new CodedError(`${name} was stopped after ${timeoutMs / 60_000} minutes`, {
    code: 'INTERRUPTED',
    hint: 'Its changes are either undone or complete, as after Ctrl-C. Check with the status tool.',
  });
}

function told(notes: readonly string[]): CallToolResult['content'] {
  if (notes.length === 0) return [];
  const more = notes.length > MOST_NOTES ? [`… and ${notes.length - MOST_NOTES} more`] : [];
  return [text(printable([...notes.slice(0, MOST_NOTES), ...more].join('\n')))];
}

function text(written: string): CallToolResult['content'][number] {
  return { type: 'text', text: written };
}
