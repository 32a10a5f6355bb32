const BLOCK = 512;
/** Of a header: where its fields are, in bytes. Source: POSIX, `pax`, "ustar Interchange Format" */
const FIELDS = { size: [124, 136], type: 156 } as const;
/** Of the two kinds of regular files, one is what older programs write. */
const REGULAR = new Set([0x30, 0]);

/** The contents of the regular files in a tar archive, in its order; without one that the archive's end cuts off. */
export function filesInTar(archive: Buffer): Buffer[] {
  const files: Buffer[] = [];
  for (let at = 0; at + BLOCK <= archive.length;) {
    const header = archive.subarray(at, at + BLOCK);
    // What ends an archive.
    if (header.every((byte) => byte === 0)) break;
    const size = Number.parseInt(header.toString('latin1', ...FIELDS.size).replaceAll('\0', ' '), 8);
    // A size of 8 GB and more is written in another way.
    if (Number.isNaN(size)) break;
    const content = archive.subarray(at + BLOCK, at + BLOCK + size);
    if (REGULAR.has(header[FIELDS.type] ?? -1) && content.length === size) files.push(content);
    at += BLOCK * (1 + Math.ceil(size / BLOCK));
  }
  return files;
}
