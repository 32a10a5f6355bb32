/** The reason of a service that has no container. */
export const NOT_CREATED = 'its container has not been created';
