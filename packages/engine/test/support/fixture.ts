import { readFileSync } from 'node:fs';

/** An answer of a real Engine, as it was sent. */
export const fixture = (name: string): Buffer => readFileSync(new URL(`../fixtures/${name}`, import.meta.url));
