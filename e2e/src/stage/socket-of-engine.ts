import { createEngine } from '@ktrdr/engine';

/** The path of the socket of the Engine that the tests run on. */
export async function socketOfEngine(): Promise<string> {
  const address = await createEngine({ env: process.env }).endpoint();
  if (address.startsWith('unix://')) return address.slice('unix://'.length);
  throw new Error(`the Engine of these tests is at ${address}, which is no socket`);
}
