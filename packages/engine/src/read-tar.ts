const BLOCK = 512;
/** Of a header: where its fields are, in bytes. Source: POSIX, `pax`, "ustar Interchange Format" */
const FIELDS = { name: [0, 100], size: [124, 136], type: 156, link: [157, 257], prefix: [345, 500] } as const;
/** Of the two kinds of regular files, one is what older programs write. */
const REGULAR = new Set([0x30, 0]);
const LINK = 0x32;
/** Names too long for the header of the next entry. Source: POSIX, `pax`, "pax Header Block" */
const EXTENDED = 0x78;

/** What is in a tar archive, in its order. */
export interface TarContents {
  /** The contents of its regular files; without one that the archive's end cuts off. */
  readonly files: readonly Buffer[];
  readonly links: readonly TarLink[];
  /** Whether something is missing at its end. */
  readonly isCut: boolean;
}

/** A symbolic link. */
interface TarLink {
  /** As the archive names it. */
  readonly name: string;
  readonly target: string;
}

/** What is in a tar archive: its regular files, and its symbolic links. */
export function readTar(archive: Buffer): TarContents {
  const files: Buffer[] = [];
  const links: TarLink[] = [];
  let extended: ReadonlyMap<string, string> = new Map();
  for (let at = 0; at + BLOCK <= archive.length;) {
    const header = archive.subarray(at, at + BLOCK);
    // What ends an archive.
    if (header.every((byte) => byte === 0)) return { files, links, isCut: false };
    const size = Number.parseInt(header.toString('latin1', ...FIELDS.size).replaceAll('\0', ' '), 8);
    // A size of 8 GB and more is written in another way.
    if (Number.isNaN(size)) break;
    const content = archive.subarray(at + BLOCK, at + BLOCK + size);
    if (content.length < size) break;
    const type = header[FIELDS.type] ?? -1;
    if (REGULAR.has(type)) files.push(content);
    if (type === LINK) links.push(linkIn(header, extended));
    extended = type === EXTENDED ? recordsIn(content) : new Map();
    at += BLOCK * (1 + Math.ceil(size / BLOCK));
  }
  return { files, links, isCut: true };
}

function linkIn(header: Buffer, extended: ReadonlyMap<string, string>): TarLink {
  const text = (field: readonly [number, number]): string => header.toString('utf8', ...field).replace(/\0.*$/s, '');
  const prefix = text(FIELDS.prefix);
  const name = prefix === '' ? text(FIELDS.name) : `${prefix}/${text(FIELDS.name)}`;
  return { name: extended.get('path') ?? name, target: extended.get('linkpath') ?? text(FIELDS.link) };
}

/** Each is its own length in bytes, a blank, `name=value` and the end of a line. */
function recordsIn(content: Buffer): ReadonlyMap<string, string> {
  const records = new Map<string, string>();
  for (let at = 0; at < content.length;) {
    const length = Number.parseInt(content.toString('latin1', at, at + 20), 10);
    if (!(length > 0)) break;
    const [, name = '', value = ''] = /^\d+ ([^=]*)=(.*)\n$/s.exec(content.toString('utf8', at, at + length)) ?? [];
    records.set(name, value);
    at += length;
  }
  return records;
}
