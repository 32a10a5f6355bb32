import type { Asking } from './asking.ts';
import { type Filters, filtersOf } from './filters.ts';
import type { Image } from './image.ts';
import { pathOf } from './path-of.ts';
import type { QuestionOptions } from './question-options.ts';

/** Of one image: by its id, or a name with a tag (`latest` without one) or digest. */
export interface ImageQuestions {
  /** Images that match all the filters; without filters all of them. */
  listImages(filters?: Pick<Filters, 'labels'>, options?: QuestionOptions): Promise<Image[]>;
  /** Undefined for an image that the Engine does not have. */
  inspectImage(reference: string, options?: QuestionOptions): Promise<Image | undefined>;
  /** Gives it a name (`name:tag`) besides those that it has. @returns whether it exists */
  tagImage(reference: string, name: string, options?: QuestionOptions): Promise<boolean>;
  /** Takes the name away, and the image with its last one. @returns whether it existed. One in use is refused: `DOCKER_FAILED` */
  removeImage(reference: string, options?: QuestionOptions): Promise<boolean>;
}

export function imageQuestions({ ask, find, tell }: Asking): ImageQuestions {
  return {
    listImages: async (filters = {}, options = {}) =>
      await ask(
        { doing: 'list images', path: '/images/json', query: { filters: filtersOf(filters) }, ...options },
        async () => (await import('./schemas.ts')).listedImages(),
      ),
    inspectImage: async (reference, options) =>
      await find(
        { doing: `look at image ${reference}`, path: pathOf('images', reference, '/json'), ...options },
        async () => (await import('./schemas.ts')).inspectedImage(),
      ),
    async tagImage(reference, name, options) {
      // A colon before the last slash is that of a registry's port.
      const [, repo, tag] = /^(.+?)(?::([^:/]+))?$/.exec(name) ?? [];
      return await tell({
        doing: `give image ${reference} the name ${name}`,
        method: 'POST',
        path: pathOf('images', reference, '/tag'),
        query: { repo, tag },
        ...options,
      });
    },
    removeImage: async (reference, options) =>
      await tell({
        doing: `remove image ${reference}`,
        method: 'DELETE',
        path: pathOf('images', reference),
        ...options,
      }),
  };
}
