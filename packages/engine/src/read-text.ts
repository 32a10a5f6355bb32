import type { Readable } from 'node:stream';

/** All of a stream, as UTF-8. Rejects where it is cut off. */
export async function readText(stream: Readable): Promise<string> {
  const chunks: string[] = [];
  for await (const chunk of stream.setEncoding('utf8')) chunks.push(String(chunk));
  return chunks.join('');
}
