/** What the demo leaves built, for Nx: both commands, and the libraries that can be imported in this clone. */
export const DEMO_PROJECTS = 'packages/*,!@ktrdr/terminal,@ktrdr/e2e';
