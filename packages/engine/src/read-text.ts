import type { Readable } from 'node:stream';

export interface ReadTextOptions {
  readonly encoding?: 'utf8' | 'latin1';
  readonly maxBytes?: number;
}

/** All of a stream, or its first bytes. Rejects where it is cut off; one that is not read to its end is ended. */
export async function readText(
  stream: Readable,
  { encoding = 'utf8', maxBytes = Infinity }: ReadTextOptions = {},
): Promise<string> {
  const chunks: string[] = [];
  let bytes = 0;
  for await (const chunk of stream.setEncoding(encoding)) {
    const text = String(chunk);
    chunks.push(text);
    bytes += Buffer.byteLength(text, encoding);
    if (bytes >= maxBytes) break;
  }
  return chunks.join('');
}
