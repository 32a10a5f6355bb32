import * as z from 'zod/mini';
import type { Cause } from '../causes/cause.ts';
import type { Failure } from '../readiness/failure-report.ts';
import type { InstanceState } from '../served/instance-state.ts';

/** On what occasion a recording was made. */
export type Occasion =
  | {
      readonly kind: 'start';
      readonly code: string;
      readonly message: string;
      readonly hint: string | null;
      readonly detail: string | null;
      /** Service by service, what was wrong, where the stack was not ready. */
      readonly failures: readonly Failure[];
      /** Of what is a mistake of ours. */
      readonly stack: string | null;
    }
  | { readonly kind: 'why' }
  /** It was asked for. Of these none is kept. */
  | { readonly kind: 'report' };

/** An event of the last minutes. */
export interface RecordedEvent {
  /** ISO 8601, UTC, by the Engine's clock. */
  readonly at: string;
  readonly action: string;
  readonly container: string;
  readonly exitCode: string | null;
  readonly signal: string | null;
}

/** What was found about an instance at one moment, without secrets. */
export interface Recording {
  readonly schemaVersion: 1;
  readonly id: string;
  readonly kind: string;
  readonly slot: number;
  readonly path: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  /** The command that found it. */
  readonly command: string;
  readonly occasion: Occasion;
  readonly versions: Readonly<Record<string, string | null>>;
  readonly machine: Readonly<Record<string, unknown>>;
  readonly explanation: {
    readonly state: InstanceState;
    readonly causes: readonly Cause[];
    readonly unknown: readonly string[];
  } | null;
  /** The Compose files, resolved, with placeholders for secrets. */
  readonly composeFile: string | null;
  /** As the Engine describes them. */
  readonly containers: readonly unknown[];
  /** The last lines that each container wrote, by its name. */
  readonly logs: Readonly<Record<string, readonly string[]>>;
  readonly events: readonly RecordedEvent[];
  /** What could not be found out, in words. */
  readonly missing: readonly string[];
}

const about = { code: z.string(), service: z.nullable(z.string()), summary: z.string() };

const cause = z.object({
  ...about,
  evidence: z.array(
    z.object({ kind: z.enum(['exit', 'probe', 'log', 'answer', 'holder', 'found']), text: z.string() }),
  ),
  consequences: z.array(z.object(about)),
});

const head = z.object({
  schemaVersion: z.literal(1),
  id: z.string(),
  at: z.string(),
  command: z.string(),
  occasion: z.discriminatedUnion('kind', [
    z.object({
      kind: z.literal('start'),
      code: z.string(),
      message: z.string(),
      detail: z.nullable(z.string()),
      failures: z.array(z.object({ service: z.optional(z.string()), reasons: z.array(z.string()) })),
    }),
    z.object({ kind: z.literal('why') }),
  ]),
  explanation: z.nullable(z.object({ causes: z.array(cause) })),
});

/** What is read of a recording: what tells it from others, and what a person is shown of it. */
export type RecordingHead = z.infer<typeof head>;

/** Reads as much of a recording as is shown, and tells it from others; undefined for any other text. */
export function parseRecordingHead(text: string): RecordingHead | undefined {
  try {
    const parsed = head.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}

/** What tells recordings that found the same from others. */
interface Signed {
  readonly occasion: { readonly kind: 'why' | 'report' } | { readonly kind: 'start'; readonly code: string };
  readonly explanation: {
    readonly causes: readonly { readonly code: string; readonly service: string | null }[];
  } | null;
}

/** The same for recordings that found the same. */
export function signatureOf({ occasion, explanation }: Signed): string {
  const begin = occasion.kind === 'start' ? `start ${occasion.code}` : 'why';
  const causes = (explanation?.causes ?? []).map(({ code, service }) => `${code} ${service ?? ''}`.trim());
  return [begin, ...causes.toSorted()].join(', ');
}
