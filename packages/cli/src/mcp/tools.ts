import type { Tool } from './tool.ts';
import { create } from './tools/create.ts';
import { destroy } from './tools/destroy.ts';
import { down } from './tools/down.ts';
import { env } from './tools/env.ts';
import { exec } from './tools/exec.ts';
import { list } from './tools/list.ts';
import { logs } from './tools/logs.ts';
import { status } from './tools/status.ts';
import { up } from './tools/up.ts';
import { wait } from './tools/wait.ts';
import { why } from './tools/why.ts';

/** Takes each of them with its own types. */
export interface ToolTaker {
  readonly take: <Input extends Tool['input']>(tool: Tool<Input>) => void;
}

/** Every tool, in the order in which they are told. */
export function eachTool({ take }: ToolTaker): void {
  take(list);
  take(create);
  take(up);
  take(status);
  take(why);
  take(logs);
  take(exec);
  take(env);
  take(wait);
  take(down);
  take(destroy);
}
