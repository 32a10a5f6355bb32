/** What is true when a destroy ends between the project and the directory. */
export const AFTERWARDS = 'Its containers are gone, its volumes too if they were to go; no file there was touched.';
