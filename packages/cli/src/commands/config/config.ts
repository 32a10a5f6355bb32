import { CodedError } from '@ktrdr/errors';
import { readUserSettings } from '@ktrdr/instance';
import {
  changeUserSettings,
  type ListedSetting,
  listUserSettings,
  SETTING_KEYS,
  unknownKey,
} from '@ktrdr/instance/internal';
import { formatTable, type Session } from '@ktrdr/terminal';
import type { Handler } from '../../command/handler.ts';
import { ACTIONS } from './actions.ts';
import { edit } from './edit.ts';

/** `config`: shows the user's settings, or one, or where they are, or changes one. */
export const config: Handler<object> = async (session, _, [action = 'list', key, ...words]) => {
  const { context } = session;
  const file = context.home.settings;
  if (action === 'path' && key === undefined) return session.result({ file }, [file]);
  if (action === 'edit' && key === undefined) return await edit(session);
  if (action === 'list' && key === undefined) return await list(session, file);
  if (key === undefined || (action !== 'set' && words.length > 0) || (action === 'set' && words.length === 0))
    throw misused();
  if (!SETTING_KEYS.some((one) => one.key === key)) throw unknownKey(key);
  if (action === 'set') await changeUserSettings(context, key, words);
  else if (action === 'unset') await changeUserSettings(context, key, undefined);
  else if (action !== 'get') throw misused();
  const found = (await settingsOf(session)).filter((one) => one.key === key);
  session.result(
    { file, settings: found },
    found.flatMap(({ value, text }) => (Array.isArray(value) ? value : [text])),
  );
};

async function list(session: Session, file: string): Promise<void> {
  const settings = await settingsOf(session);
  const rows = settings.map(({ key, text, origin }) => [key, text, origin]);
  session.result({ file, settings }, [file, '', ...formatTable([['SETTING', 'VALUE', 'FROM'], ...rows])]);
}

async function settingsOf({ context }: Session): Promise<ListedSetting[]> {
  return listUserSettings(await readUserSettings(context.home), context.env);
}

function misused(): CodedError {
  return new CodedError('ktrdr config shows all settings, or reads or changes one setting', {
    code: 'USAGE',
    hint: `ktrdr config; ktrdr config edit; ktrdr config get|unset <key>; ktrdr config set <key> <value>. Actions: ${ACTIONS.join(', ')}`,
  });
}
