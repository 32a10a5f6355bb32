import { CodedError, quoteArgument } from '@ktrdr/errors';
import type { Network } from './network.ts';

/**
 * Networks of a project that the Engine does not remove, because containers of others are on them.
 *
 * @returns `NETWORK_IN_USE`, naming those containers and the command for each
 */
export function networkInUse(held: readonly Network[]): CodedError {
  const list = held.map(({ name, members }) => {
    const names = members.map((member) => member.name).join(', ');
    return `network ${name} stays: ${members.length === 1 ? 'container' : 'containers'} ${names}, not of this project, ${members.length === 1 ? 'is' : 'are'} on it`;
  });
  const commands = held.flatMap(({ name, members }) =>
    members.map((member) => `docker network disconnect -f ${quoteArgument(name)} ${quoteArgument(member.name)}`),
  );
  return new CodedError(`The project's own containers are gone, but ${list.join('; ')}`, {
    code: 'NETWORK_IN_USE',
    hint: `Disconnect ${commands.length === 1 ? 'it' : 'them'}, then run the command again:\n${commands.join('\n')}`,
  });
}
