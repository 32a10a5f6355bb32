import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { hasCode, messageOf } from '@ktrdr/errors';
import type { Environment } from '../core/environment.ts';
import { parseEnvFile } from '../env-file/parse-env-file.ts';
import type { ComposeMemory } from './compose-memory.ts';
import type { ComposeSource, ServiceSource } from './compose-source.ts';
import type { ComposeYaml } from './parse-compose-yaml.ts';
import { listOf, type Mapping, mappingOf, mergeService, resolvedText, textOf } from './service-source.ts';

export interface ReadComposeFilesOptions {
  /** What relative paths in the files refer to (`--project-directory`); its `.env` is read too. */
  readonly directory: string;
  /** Comes before every `.env`. */
  readonly env: Environment;
  /** Where what was read is remembered. @default nowhere */
  readonly memory?: ComposeMemory | undefined;
}

/**
 * Reads Compose files without Compose, as far as their services go: merge keys, anchors, `extends`, `include`, several files. Unlike
 * `docker compose config` it keeps the names of variables, and unlike `config --no-interpolate`, which refuses files that `config`
 * accepts, it never fails: what cannot be read is named in the result. That a file is wrong is for Compose to say.
 * Source: https://docs.docker.com/reference/compose-file/; what relative paths refer to was found by trying, with Compose 2.26 and 2.40
 *
 * @param files absolute paths, later ones merged over earlier ones
 */
export async function readComposeFiles(
  files: readonly string[],
  { directory, env, memory }: ReadComposeFilesOptions,
): Promise<ComposeSource> {
  const unknown = new Set<string>();
  const malformed = new Set<string>();
  const reading: Reading = { unknown, malformed, files: new Map(), memory };
  const services = await readProject(reading, files, { directory, env, trail: [] });
  return { services, unknown: [...unknown], malformed: [...malformed] };
}

type Services = Readonly<Record<string, ServiceSource>>;

interface Reading {
  readonly unknown: Set<string>;
  readonly malformed: Set<string>;
  /** The documents of files, by their path. */
  readonly files: Map<string, Promise<readonly Mapping[]>>;
  readonly memory: ComposeMemory | undefined;
}

interface Place extends Omit<ReadComposeFilesOptions, 'memory'> {
  /** What led here: a file or service that leads to itself is Compose's to refuse. */
  readonly trail: readonly string[];
}

async function readProject(reading: Reading, files: readonly string[], place: Place): Promise<Services> {
  const env = { ...(await readVariables(resolve(place.directory, '.env'))), ...place.env };
  const services: Record<string, ServiceSource> = {};
  for (const file of files) {
    if (place.trail.includes(file)) continue;
    const here = { ...place, env, trail: [...place.trail, file] };
    for (const document of await documentsOf(reading, file)) {
      for (const entry of listOf(document['include'])) {
        for (const [name, service] of Object.entries(await readInclude(reading, entry, here)))
          services[name] ??= service;
      }
      for (const [name, own] of Object.entries(mappingOf(document['services']))) {
        const base = services[name];
        const extended = await readExtended(reading, { own: mappingOf(own), document, file }, here);
        const before = base === undefined ? extended : merged(base, extended);
        services[name] = mergeService(before, mappingOf(own), env);
      }
    }
  }
  return services;
}

function merged(base: ServiceSource, other: ServiceSource | undefined): ServiceSource {
  if (other === undefined) return base;
  return { ports: [...base.ports, ...other.ports], profiles: [...base.profiles, ...other.profiles] };
}

/** What a service of this file extends, in the same file or another one. */
async function readExtended(
  reading: Reading,
  { own, document, file }: { readonly own: Mapping; readonly document: Mapping; readonly file: string },
  place: Place,
): Promise<ServiceSource | undefined> {
  const long = mappingOf(own['extends']);
  const name = textOf(own['extends']) ?? textOf(long['service']);
  const path = textOf(long['file']);
  const other = path === undefined ? file : resolve(place.directory, resolvedText(path, place.env));
  const step = `${other} ${name}`;
  if (name === undefined || place.trail.includes(step)) return undefined;
  const there = {
    ...place,
    trail: [...place.trail, step],
    directory: path === undefined ? place.directory : dirname(other),
  };
  for (const each of path === undefined ? [document] : await documentsOf(reading, other)) {
    const services = mappingOf(each['services']);
    if (!(name in services)) continue;
    const base = { own: mappingOf(services[name]), document: each, file: other };
    return mergeService(await readExtended(reading, base, there), base.own, place.env);
  }
  return undefined;
}

/** What an entry of `include` adds: a project of its own, with its own directory and variables. */
async function readInclude(reading: Reading, entry: unknown, place: Place): Promise<Services> {
  const long = mappingOf(entry);
  const textsOf = (value: unknown): string[] =>
    listOf(value).flatMap((one) => {
      const text = textOf(one);
      return text === undefined ? [] : [resolvedText(text, place.env)];
    });
  const paths = textsOf(textOf(entry) ?? long['path']).map((path) => resolveLocal(place.directory, path));
  const [first] = paths;
  if (first === undefined) return {};
  const directory = resolve(place.directory, textsOf(long['project_directory'])[0] ?? dirname(first));
  const given = await Promise.all(
    textsOf(long['env_file']).map((path) => readVariables(resolve(place.directory, path))),
  );
  const env = { ...Object.assign({}, ...given), ...place.env };
  return await readProject(reading, paths, { ...place, directory, env });
}

/** Repositories and registries are not asked. */
function resolveLocal(directory: string, path: string): string {
  return /^(?:[a-z+]+:\/\/|oci:|git@)/i.test(path) ? path : resolve(directory, path);
}

async function documentsOf(reading: Reading, file: string): Promise<readonly Mapping[]> {
  const documents = reading.files.get(file) ?? readDocuments(reading, file);
  reading.files.set(file, documents);
  return await documents;
}

async function readDocuments({ unknown, malformed, memory }: Reading, file: string): Promise<readonly Mapping[]> {
  try {
    const text = await readFile(file, 'utf8');
    const { documents, problems } = (await memory?.recall(text)) ?? (await parse(text, memory));
    for (const problem of problems) {
      unknown.add(`${file} (${problem})`);
      // Anything else keeps nobody but us from reading it.
      if (problem.startsWith('line ')) malformed.add(`${file}, ${problem}`);
    }
    return documents.map(mappingOf);
  } catch (error) {
    unknown.add(`${file} (${hasCode(error, 'ENOENT') ? 'there is no such file on this machine' : messageOf(error)})`);
    return [];
  }
}

async function parse(text: string, memory: ComposeMemory | undefined): Promise<ComposeYaml> {
  // Loaded where it is used: a YAML parser is large.
  const { parseComposeYaml } = await import('./parse-compose-yaml.ts');
  const { documents, problems } = parseComposeYaml(text);
  const read = { documents: documents.map(whatIsRead), problems };
  await memory?.keep(text, read);
  return read;
}

/** Of a document what is read above, and nothing that may be a secret. */
function whatIsRead(document: unknown): Mapping {
  const { include, services } = mappingOf(document);
  const read = Object.entries(mappingOf(services)).map(([name, service]) => {
    const { extends: base, ports, profiles, scale, deploy } = mappingOf(service);
    return [name, { extends: base, ports, profiles, scale, deploy: { replicas: mappingOf(deploy)['replicas'] } }];
  });
  return { include, services: Object.fromEntries(read) };
}

/** The variables of an `.env`; none where it cannot be read. */
async function readVariables(path: string): Promise<Record<string, string>> {
  return await readFile(path, 'utf8').then(parseEnvFile, () => ({}));
}
