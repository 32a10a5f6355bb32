/** How the reason of migrations that failed begins. */
export const MIGRATIONS_FAILED = 'database migrations failed';
