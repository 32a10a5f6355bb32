import type { KeptRecording } from '@ktrdr/instance';
import { formatRecordings, type ShownRecording } from '@ktrdr/terminal';
import type { Handler } from '../../command/handler.ts';
import { recordedInstance, recordingsWithin } from './recorded-instance.ts';
import { summaryOf } from './summary-of.ts';

/** `records`: of all instances, or of the one that is named. */
export const records: Handler<object> = async (session, _options, [name]) => {
  const { context, process, style } = session;
  const all = await recordingsWithin(context);
  const directory = (): string => process.cwd();
  const id = name === undefined ? undefined : (await recordedInstance(context, { name, directory, all })).id;
  const shown = all.filter((one) => id === undefined || one.id === id);
  session.result(
    { records: shown.map(forPrograms) },
    formatRecordings(shown.map(forPeople), { style, now: context.now(), id }),
  );
};

function forPrograms(recording: KeptRecording) {
  const { id, at, command, occasion, explanation, file, bytes } = recording;
  return {
    id,
    at,
    command,
    occasion: occasion.kind,
    code: occasion.kind === 'start' ? occasion.code : null,
    summary: summaryOf(recording),
    causes: (explanation?.causes ?? []).map(({ code }) => code),
    file,
    bytes,
  };
}

function forPeople(recording: KeptRecording): ShownRecording {
  const { occasion, explanation } = recording;
  return {
    ...forPrograms(recording),
    detail: occasion.kind === 'start' ? occasion.detail : null,
    causes: explanation?.causes ?? [],
  };
}
