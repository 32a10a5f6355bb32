import type { Asking } from './asking.ts';
import { type Filters, filtersOf } from './filters.ts';
import { type Image, inspectedImage, listedImages } from './image.ts';
import { pathOf } from './path-of.ts';
import type { QuestionOptions } from './question-options.ts';

/** Of one image: by its id, or a name with a tag (`latest` without one) or digest. */
export interface ImageQuestions {
  listImages(filters?: Pick<Filters, 'labels'>, options?: QuestionOptions): Promise<Image[]>;
  /** Undefined for an image that the Engine does not have. */
  inspectImage(reference: string, options?: QuestionOptions): Promise<Image | undefined>;
  /** Takes the name away, and the image with its last one. @returns whether it existed. One in use is refused: `DOCKER_FAILED` */
  removeImage(reference: string, options?: QuestionOptions): Promise<boolean>;
}

export function imageQuestions({ ask, find, tell }: Asking): ImageQuestions {
  return {
    listImages: async (filters = {}, options = {}) =>
      await ask(
        { doing: 'list images', path: '/images/json', query: { filters: filtersOf(filters) }, ...options },
        listedImages,
      ),
    inspectImage: async (reference, options) =>
      await find(
        { doing: `look at image ${reference}`, path: pathOf('images', reference, '/json'), ...options },
        inspectedImage,
      ),
    removeImage: async (reference, options) =>
      await tell({
        doing: `remove image ${reference}`,
        method: 'DELETE',
        path: pathOf('images', reference),
        ...options,
      }),
  };
}
