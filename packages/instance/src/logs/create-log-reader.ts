import { stripVTControlCharacters } from 'node:util';
import type { Container, LogLine } from '@ktrdr/compose-runner';
import { createRedactor, type RedactingStream } from '@ktrdr/secrets';
import type { Context } from '../core/context.ts';
import type { Instance } from '../core/instance.ts';
import { describeUnknownSecrets } from '../redaction/describe-unknown-secrets.ts';
import { instanceSecrets } from '../redaction/instance-secrets.ts';
import { createLeveller } from './create-leveller.ts';
import { isAtLeast, type Level } from './level-of.ts';
import type { LogOwner, LogRecord } from './log-record.ts';

/** Which lines are shown. */
export interface Selection {
  /** Those that match it, as they are shown, without colours. */
  readonly grep?: RegExp | undefined;
  /** Those of records that are at least as bad. */
  readonly level?: Level | undefined;
}

/** Makes of what containers write what may be shown. */
export interface LogReader {
  /** Asks for the secrets of these containers, which no line shows from then on, whoever writes it. */
  learn(instance: Instance, containers: readonly Container[]): Promise<void>;
  /** The lines of a container that are shown. A line that comes in parts is shown in parts. */
  read(
    container: Pick<Container, 'project' | 'service' | 'name'>,
    lines: AsyncIterable<LogLine>,
  ): AsyncGenerator<LogRecord>;
}

/** Whose the lines of a container are. */
export function logOwner({ project, service, name }: Pick<Container, 'project' | 'service' | 'name'>): LogOwner {
  const container = name.startsWith(`${project}-`) ? name.slice(project.length + 1) : name;
  return { instance: project, service, container };
}

export function createLogReader(context: Context, { grep, level }: Selection): LogReader {
  const secrets = new Set<string>();
  let redactor = createRedactor([]);

  /** What is shown of the lines of one stream, one after the other. */
  const createLineReader = (): ((line: LogLine) => string | undefined) => {
    const leveller = level === undefined ? undefined : createLeveller();
    /** The redaction of a line of which a part has come. */
    let going: RedactingStream | undefined;
    let isLevel = true;
    return ({ text, time = '', goesOn = false }) => {
      const isMore = going !== undefined;
      if (goesOn) going ??= redactor.stream();
      const shown = going === undefined ? redactor.redact(text) : going.push(text) + (goesOn ? '' : going.end());
      if (!goesOn) going = undefined;
      const plain = stripVTControlCharacters(shown);
      if (leveller !== undefined && level !== undefined && !isMore)
        isLevel = isAtLeast(leveller({ time, text: plain }), level);
      return isLevel && (grep === undefined || grep.test(plain)) ? shown : undefined;
    };
  };

  return {
    async learn(instance, containers) {
      const { values, unknown } = await instanceSecrets(context, instance, containers);
      if (unknown.length > 0) {
        const text = describeUnknownSecrets(unknown, 'in a log');
        context.report({ type: 'warning', text });
      }
      if (values.every((value) => secrets.has(value))) return;
      for (const value of values) secrets.add(value);
      redactor = createRedactor([...secrets]);
    },

    async *read(container, lines) {
      const readers = { stdout: createLineReader(), stderr: createLineReader() };
      const owner = logOwner(container);
      for await (const line of lines) {
        const message = readers[line.stream](line);
        if (message !== undefined) yield { ...owner, time: line.time ?? '', message };
      }
    },
  };
}
