/** A worker service is one whose container has one of these in its environment. */
export const WORKER_VARIABLES = ['WORKER_TYPE', 'KTRDR_WORKER_TYPE'] as const;
