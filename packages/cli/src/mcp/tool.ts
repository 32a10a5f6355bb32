import type { StandardSchemaWithJSON, ToolAnnotations } from '@modelcontextprotocol/server';
import type { Context, Instance } from '@ktrdr/instance';
import type * as z from 'zod/mini';
import { jsonSchemaOf } from '../documents/json-schema-of.ts';
import type { Lane } from '../command/lane.ts';

/** One call of a tool. */
export interface Call {
  /** Confined to the lane. */
  readonly context: Context;
  readonly lane: Lane;
  /** Aborted where the client cancels, is gone, or time is up. */
  readonly signal: AbortSignal;
  /** The instance of that name, or the own one. @param options.exact whether only a whole id will do */
  readonly find: (name: string | undefined, options?: { readonly exact?: boolean }) => Promise<Instance>;
  /** The context that may also make what is not there yet. @throws CodedError `CONFINED` */
  readonly making: (id: string) => Context;
}

/** A tool, named after the command that does the same. */
export interface Tool<Input extends z.ZodMiniType = z.ZodMiniType> {
  readonly name: string;
  readonly description: string;
  readonly input: Input;
  /** What it gives, as published. */
  readonly output: z.ZodMiniType;
  readonly annotations: ToolAnnotations;
  /** After so many milliseconds it is ended, as if the client had cancelled. */
  readonly timeoutMs: number;
  readonly run: (call: Call, input: z.output<Input>) => Promise<object>;
}

/** Checks that a tool's work takes what its schema gives. */
export function defineTool<Input extends z.ZodMiniType>(tool: Tool<Input>): Tool<Input> {
  return tool;
}

/** A schema as the protocol's library takes it: what zod/mini checks, with its JSON Schema. */
export function standardSchema<Schema extends z.ZodMiniType>(
  schema: Schema,
): StandardSchemaWithJSON<z.input<Schema>, z.output<Schema>> {
  const jsonSchema = (): Record<string, unknown> => ({ ...jsonSchemaOf(schema) });
  return {
    '~standard': { ...schema['~standard'], jsonSchema: { input: jsonSchema, output: jsonSchema } },
  };
}

export const MINUTE_MS = 60_000;
