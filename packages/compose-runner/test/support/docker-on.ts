import { createDocker } from '../../src/index.ts';
import { fakeConnection } from './fake-connection.ts';
import { type Answer, fakeRun } from './fake-run.ts';

export const env = { PATH: '/usr/bin', NOTHING: undefined };

/** A Docker whose commands answer so, and whose Engine knows nothing. */
export function dockerThat(answers: Readonly<Record<string, Answer>>, address = {}) {
  const { run, calls } = fakeRun(answers);
  return { docker: createDocker({ env, run, connection: fakeConnection({}).connection, ...address }), calls };
}

/** A Docker whose Engine answers so, and whose commands are not to be run. */
export function dockerOn(answers: Readonly<Record<string, unknown>>) {
  const { connection, asked, done } = fakeConnection(answers);
  return { docker: createDocker({ env, run: fakeRun({}).run, connection }), asked, done };
}

/** A container in a list of the Engine's. */
export const listed = (id: string, different: object = {}) => ({
  Id: id,
  Names: [`/${id}`],
  Image: 'a',
  ImageID: 'sha256:1',
  State: 'running',
  Status: 'Up 2 minutes',
  Created: 1,
  ...different,
});
/** An Engine that cannot be reached. */
export const failing = {
  exitCode: 1,
  stderr: 'Cannot connect to the Docker daemon at unix:///x. Is the docker daemon running?',
};
