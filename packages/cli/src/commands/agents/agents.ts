/** Agents that ktrdr can be put into. */
export const AGENTS = ['claude-code'] as const;
