import * as z from 'zod/mini';

/** Who an Engine is, and what its machine has. */
export interface EngineInfo {
  /** The Engine's own name for itself, which it keeps for as long as it keeps its data; empty where it does not tell. */
  readonly id: string;
  /** Its clock, in milliseconds since 1970; undefined where it does not tell. */
  readonly time: number | undefined;
  readonly version: string;
  /** Bytes. */
  readonly memory: number;
  readonly processors: number;
  /** Where it keeps its data, on its own machine. */
  readonly rootDirectory: string;
}

/** Source: https://docs.docker.com/reference/api/engine/ (`GET /info`) */
export const engineInfo = () =>
  z.pipe(
    z.object({
      ID: z.nullish(z.string()),
      SystemTime: z.nullish(z.string()),
      ServerVersion: z.string(),
      MemTotal: z.number(),
      NCPU: z.number(),
      DockerRootDir: z.string(),
    }),
    z.transform(({ ID, SystemTime, ServerVersion, MemTotal, NCPU, DockerRootDir }): EngineInfo => ({
      id: ID ?? '',
      time: SystemTime ? Date.parse(SystemTime) : undefined,
      version: ServerVersion,
      memory: MemTotal,
      processors: NCPU,
      rootDirectory: DockerRootDir,
    })),
  );

/** What every Engine says of its version. */
export interface EngineVersion {
  readonly version: string;
  /** The newest API that it speaks, and the oldest. */
  readonly api: string;
  readonly oldestApi: string | undefined;
  /** `linux`; `amd64`, `arm64`. */
  readonly os: string;
  readonly architecture: string;
}

/** Source: https://docs.docker.com/reference/api/engine/ (`GET /version`) */
export const engineVersion = () =>
  z.pipe(
    z.object({
      Version: z.string(),
      ApiVersion: z.string(),
      MinAPIVersion: z.optional(z.string()),
      Os: z.string(),
      Arch: z.string(),
    }),
    z.transform(({ Version, ApiVersion, MinAPIVersion, Os, Arch }): EngineVersion => ({
      version: Version,
      api: ApiVersion,
      oldestApi: MinAPIVersion,
      os: Os,
      architecture: Arch,
    })),
  );
