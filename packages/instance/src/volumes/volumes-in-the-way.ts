import { CodedError, quoteArgument } from '@ktrdr/errors';
import { LOCAL_PROD_ID } from '../core/kinds.ts';

/** @throws CodedError `INHERITED_VOLUMES`, naming them and the command that removes them */
export function volumesInTheWay(
  volumes: readonly string[],
  { id, verb } = { id: LOCAL_PROD_ID, verb: 'init' },
): CodedError {
  return new CodedError(`Volumes of an earlier ${id} still exist: ${volumes.join(', ')}`, {
    code: 'INHERITED_VOLUMES',
    hint:
      `They may hold a database that somebody needs, or that another ${id} uses: of another registry (KTRDR_HOME) or another user. Nothing was changed. ` +
      `To inspect them: docker volume inspect ${volumes.map(quoteArgument).join(' ')}\n` +
      `To use them, run ${verb} with --keep-volumes. To remove them and their data, if nobody else uses them: docker volume rm ${volumes.map(quoteArgument).join(' ')}`,
  });
}
