import * as z from 'zod/mini';
import { toListed } from './listed-container.ts';

const listed = () =>
  z.object({
    Id: z.string(),
    Names: z.nullish(z.array(z.string())),
    Image: z.string(),
    ImageID: z.string(),
    State: z.string(),
    Status: z.string(),
    Created: z.number(),
    Labels: z.nullish(z.record(z.string(), z.string())),
    Ports: z.nullish(
      z.array(
        z.object({
          IP: z.optional(z.string()),
          PrivatePort: z.number(),
          PublicPort: z.optional(z.number()),
          Type: z.string(),
        }),
      ),
    ),
    Mounts: z.nullish(
      z.array(
        z.object({
          Type: z.string(),
          Name: z.optional(z.string()),
          Source: z.optional(z.string()),
          Destination: z.string(),
        }),
      ),
    ),
  });

/** Source: https://docs.docker.com/reference/api/engine/ (`GET /containers/json`) */
export const listedContainers = () => z.array(z.pipe(listed(), z.transform(toListed)));
