import { addJson, jsonAt, type JsonPath, removeJson } from './edit-json.ts';

/** What Claude Code calls when it wants a worktree, and when it does not need one any more; and what of ours it calls then. */
const HOOKS = { WorktreeCreate: 'agents worktree-create', WorktreeRemove: 'agents worktree-remove' } as const;
type Event = keyof typeof HOOKS;
const EVENTS = ['WorktreeCreate', 'WorktreeRemove'] as const satisfies readonly Event[];

/** Why hooks cannot be put into settings. */
export type Obstacle =
  { readonly kind: 'taken'; readonly by: string } | { readonly kind: 'unlike'; readonly where: string };

export type WithHooks = { readonly kind: 'settings'; readonly text: string } | Obstacle;

/**
 * The settings of Claude Code with our hooks; what is there stays as it is.
 * Source: https://code.claude.com/docs/en/hooks
 *
 * @param settings a text that is JSON; undefined where there is no file
 * @param command how `ktrdr` is called
 */
export function withHooks(settings: string | undefined, command: string): WithHooks {
  const missing = EVENTS.filter((event) => settings === undefined || oursIn(settings, event).length === 0);
  const groups = (event: Event): object[] => [{ hooks: [{ type: 'command', command: `${command} ${HOOKS[event]}` }] }];
  if (settings === undefined) {
    const hooks = Object.fromEntries(EVENTS.map((event) => [event, groups(event)]));
    return { kind: 'settings', text: `${JSON.stringify({ hooks }, undefined, 2)}\n` };
  }
  const obstacle = obstacleIn(settings, missing);
  if (obstacle !== undefined) return obstacle;
  const text = missing.reduce((before, event) => {
    if (jsonAt(before, ['hooks', event]) !== undefined)
      return addJson(before, ['hooks', event], { value: groups(event)[0] ?? {} });
    if (jsonAt(before, ['hooks']) !== undefined)
      return addJson(before, ['hooks'], { key: event, value: groups(event) });
    return addJson(before, [], { key: 'hooks', value: { [event]: groups(event) } });
  }, settings);
  return { kind: 'settings', text };
}

/** The same without our hooks, as it was before; undefined where nothing else is in it, so that the file goes. */
export function withoutHooks(settings: string): string | undefined {
  // From the end, so that places in lists stay what they are.
  const paths = EVENTS.toReversed().flatMap((event) => oursIn(settings, event).toReversed());
  return paths.reduce<string | undefined>((text, path) => text && removeJson(text, path), settings);
}

/** What makes worktrees already in settings that hold beside those that we write, and is not ours; undefined where nothing does. */
export function makerOfWorktrees(settings: string): string | undefined {
  if (oursIn(settings, 'WorktreeCreate').length > 0) return undefined;
  const maker = jsonAt(settings, ['hooks', 'WorktreeCreate', 0]);
  return maker && settings.slice(maker.start, maker.end).replaceAll(/\s+/g, ' ');
}

/** What is in the way: where only one can make the worktree, two would make two. */
function obstacleIn(settings: string, missing: readonly Event[]): Obstacle | undefined {
  const shapes: readonly (readonly [JsonPath, '{' | '['])[] = [
    [[], '{'],
    [['hooks'], '{'],
    ...missing.map((event) => [['hooks', event], '['] as const),
  ];
  for (const [path, bracket] of shapes) {
    const there = jsonAt(settings, path);
    if (there !== undefined && settings[there.start] !== bracket) return { kind: 'unlike', where: path.join('.') };
  }
  const by = missing.includes('WorktreeCreate') ? makerOfWorktrees(settings) : undefined;
  return by === undefined ? undefined : { kind: 'taken', by };
}

/** Where our hooks stand: a whole group where nothing else is in it. */
function oursIn(settings: string, event: Event): JsonPath[] {
  const groups = jsonAt(settings, ['hooks', event])?.members ?? [];
  return groups.flatMap((_, group) => {
    const path = ['hooks', event, group];
    const hooks = jsonAt(settings, [...path, 'hooks'])?.members ?? [];
    const ours = hooks.flatMap((__, place) => {
      const hook = [...path, 'hooks', place];
      const command = jsonAt(settings, [...hook, 'command']);
      const text: unknown = command && JSON.parse(settings.slice(command.start, command.end));
      return typeof text === 'string' && text.endsWith(` ${HOOKS[event]}`) ? [hook] : [];
    });
    return ours.length > 0 && ours.length === hooks.length ? [path] : ours;
  });
}
