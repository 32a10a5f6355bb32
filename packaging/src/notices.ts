/** Where a bundle keeps the licences of what it contains. (A file "…LICENCES" would keep pnpm from adding our own.) */
export const NOTICES = 'dist/THIRD-PARTY-NOTICES.txt';
