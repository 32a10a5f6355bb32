import { hostVariables } from '@ktrdr/instance';
import type { Handler } from '../../command/handler.ts';
import { tellAside } from '../../command/tell-aside.ts';
import { theInstance } from '../../command/the-instance.ts';
import type { EnvOptions } from './flags.ts';
import { dotenvLines, fishLines, shellLines } from './format-variables.ts';

const FORMATS = { shell: shellLines, fish: fishLines, dotenv: dotenvLines };

/** `env`: the variables with which programs on this machine reach an instance. */
export const env: Handler<EnvOptions> = async (session, { format, secrets }, [name]) => {
  const { context, process } = session;
  const instance = await theInstance(session, { which: 'any', verb: 'env', name });
  const { variables, unknown } = await hostVariables(context, instance, { secrets: secrets === true });
  tellAside(
    session,
    unknown.map((text) => `Unknown: ${text}`),
  );
  session.end();
  const lines =
    session.json || format === 'json'
      ? [JSON.stringify({ schemaVersion: 1, id: instance.id, variables }, undefined, 2)]
      : FORMATS[format](variables);
  process.stdout.write(`${lines.join('\n')}\n`);
};
