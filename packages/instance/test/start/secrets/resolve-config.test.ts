import { describe, expect, test } from '@jest/globals';
import { CodedError } from '@ktrdr/errors';
import { resolveConfig } from '../../../src/start/secrets/resolve-config.ts';
import { aConfig } from '../../support/a.ts';

// Compose 2.26.1 and 2.40.3.
const refusal = (name: string) =>
  new CodedError('Compose cannot use x.yml', {
    code: 'COMPOSE_INVALID',
    detail: `error while interpolating services.one.environment.A: required variable ${name} is missing a value: say why`,
  });

/** Resolves files that require these variables. */
const requiring =
  (...names: string[]) =>
  async (given: Readonly<Record<string, string>>) => {
    const missing = names.find((name) => given[name] === undefined);
    if (missing !== undefined) throw refusal(missing);
    return await Promise.resolve({ config: aConfig({}), text: '{}', warnings: [] });
  };

describe('what the files require and only the item may have', () => {
  test('gets placeholders until the item is known', async () => {
    const { reading } = await resolveConfig({ files: [], hasItem: true, resolve: requiring('A', 'B') });
    expect([...reading.refusals]).toEqual([
      ['A', refusal('A')],
      ['B', refusal('B')],
    ]);
    expect([reading.readsOther('A'), reading.readsSecret('B'), reading.readsOther('C')]).toEqual([true, true, false]);
  });

  test('is refused in the words of Compose where there will be no item', async () => {
    await expect(resolveConfig({ files: [], hasItem: false, resolve: requiring('A') })).rejects.toEqual(refusal('A'));
  });

  test('is refused where a placeholder does not help', async () => {
    const resolve = async () => await Promise.reject(refusal('A'));
    await expect(resolveConfig({ files: [], hasItem: true, resolve })).rejects.toEqual(refusal('A'));
  });

  test('nothing is required: nothing is remembered', async () => {
    const { reading } = await resolveConfig({ files: [], hasItem: true, resolve: requiring() });
    expect(reading.refusals.size).toBe(0);
  });
});
