/** What is true when a destroy ends between the project and the directory. */
export const AFTERWARDS =
  'Its containers are gone, and its volumes unless they were to be kept; no file there was touched.';
