import { expect, test } from '@jest/globals';
import { writeImageMemory } from '../../src/images/image-memory.ts';
import { contextThat, destroy, made, sandbox, yes } from '../support/destroy-scene.ts';

test('an image that somebody has put under its name since stays', async () => {
  const { context, lines } = contextThat({ docker: [[/^image inspect/, () => ({ stdout: 'sha256:2\n' })]] });
  await writeImageMemory(context, sandbox.id, made('sha256:1'));
  expect(await destroy({}, context)).toMatchObject({ images: [] });
  expect(lines.filter((line) => line.startsWith('image rm'))).toEqual([]);
});

test('an image that somebody puts under its name while it asks stays, and it is said', async () => {
  let id = 'sha256:1';
  const { context, lines, warnings } = contextThat({ docker: [[/^image inspect/, () => ({ stdout: `${id}\n` })]] });
  await writeImageMemory(context, sandbox.id, made('sha256:1'));
  const confirm = async (): Promise<boolean> => {
    id = 'sha256:2';
    return await yes();
  };
  expect(await destroy({ confirm }, context)).toMatchObject({ images: [] });
  expect(lines.filter((line) => line.startsWith('image rm'))).toEqual([]);
  expect(warnings).toEqual([expect.stringMatching(/^Image ktrdr-backend:ktrdr--feat-x stays: another image/)]);
});

test('an image that stays is said to stay', async () => {
  const { context, warnings } = contextThat({
    docker: [
      [/^image rm/, () => ({ exitCode: 1, stderr: 'conflict: it is being used by running container 0a' })],
      [/^image inspect/, () => ({ stdout: 'sha256:1\n' })],
    ],
  });
  await writeImageMemory(context, sandbox.id, made('sha256:1'));
  expect(await destroy({}, context)).toMatchObject({ images: [] });
  expect(warnings).toEqual([expect.stringMatching(/^Image ktrdr-backend:ktrdr--feat-x stays/)]);
});
