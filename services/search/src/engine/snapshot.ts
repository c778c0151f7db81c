import { crc32 } from 'node:zlib';
import { GrowableFloat64, GrowableInt32 } from './growable.ts';
import type { SearchSettings } from './settings.ts';

/** Grows when the layout of a section changes. */
const FORMAT = 3;
const MAGIC = 0x5349524f;
const HEAD_BYTES = 16;
const ALIGNMENT = 8;
const PROBES = ['Lamps', 'batteries', 'Größe', 'Schuhe', 'chaussures', 'relojes', 'lampadari', 'kulaklığı', 'наушников', 'سماعات', 'जूते', 'プリンター', '스피커를', '1,5m', '128GB'];

export type SnapshotFault = 'no_snapshot' | 'damaged' | 'other_format' | 'other_settings';

/** Bytes that no engine of these settings may be restored from. Build the index anew instead. */
export class SnapshotRefused extends Error {
  readonly fault: SnapshotFault;

  constructor(fault: SnapshotFault) {
    super(`The snapshot is refused: ${fault}`);
    this.name = 'SnapshotRefused';
    this.fault = fault;
  }
}

interface Section { name: string; offset: number; bytes: number }
interface Header { fingerprint: string; sections: Section[] }

/** Collects named arrays and values. */
export class SnapshotWriter {
  #sections: Section[] = [];
  #parts: Uint8Array[] = [];
  #size = 0;

  ints(name: string, { values, length }: Pick<GrowableInt32, 'values' | 'length'>): void {
    this.#add(name, new Uint8Array(values.buffer, values.byteOffset, length * 4));
  }

  floats(name: string, { values, length }: Pick<GrowableFloat64, 'values' | 'length'>): void {
    this.#add(name, new Uint8Array(values.buffer, values.byteOffset, length * 8));
  }

  json(name: string, value: unknown): void {
    this.#add(name, new TextEncoder().encode(JSON.stringify(value)));
  }

  /** Head (magic, format, bytes of the header, checksum of all that follows), header, sections. */
  bytes(fingerprint: string): Uint8Array {
    const header: Header = { fingerprint, sections: this.#sections };
    const text = new TextEncoder().encode(JSON.stringify(header));
    const start = aligned(HEAD_BYTES + text.length);
    const bytes = new Uint8Array(start + this.#size);
    bytes.set(text, HEAD_BYTES);
    this.#parts.forEach((part, i) => bytes.set(part, start + this.#sections[i]!.offset));
    const head = new DataView(bytes.buffer);
    head.setUint32(0, MAGIC, true);
    head.setUint32(4, FORMAT, true);
    head.setUint32(8, text.length, true);
    head.setUint32(12, crc32(bytes.subarray(HEAD_BYTES)), true);
    return bytes;
  }

  #add(name: string, part: Uint8Array): void {
    this.#sections.push({ name, offset: this.#size, bytes: part.length });
    this.#parts.push(part);
    this.#size = aligned(this.#size + part.length);
  }
}

/** Reads what a writer wrote. Throws `SnapshotRefused` on anything else. Arrays are copies: the bytes may go. */
export class SnapshotReader {
  #bytes: Uint8Array;
  #sections: Map<string, Section>;
  #start: number;

  constructor(bytes: Uint8Array, fingerprint: string) {
    if (bytes.length < HEAD_BYTES) throw new SnapshotRefused('no_snapshot');
    const head = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    if (head.getUint32(0, true) !== MAGIC) throw new SnapshotRefused('no_snapshot');
    if (head.getUint32(4, true) !== FORMAT) throw new SnapshotRefused('other_format');
    const header_bytes = head.getUint32(8, true);
    if (HEAD_BYTES + header_bytes > bytes.length || crc32(bytes.subarray(HEAD_BYTES)) !== head.getUint32(12, true)) throw new SnapshotRefused('damaged');
    const header = JSON.parse(new TextDecoder().decode(bytes.subarray(HEAD_BYTES, HEAD_BYTES + header_bytes))) as Header;
    if (header.fingerprint !== fingerprint) throw new SnapshotRefused('other_settings');
    this.#bytes = bytes;
    this.#start = aligned(HEAD_BYTES + header_bytes);
    this.#sections = new Map(header.sections.map((section) => [section.name, section]));
  }

  ints(name: string): GrowableInt32 {
    return GrowableInt32.of(new Int32Array(this.#copy(name)));
  }

  floats(name: string): GrowableFloat64 {
    return GrowableFloat64.of(new Float64Array(this.#copy(name)));
  }

  /** The checksum vouches that this is what was written under the name. */
  json<T>(name: string): T {
    return JSON.parse(new TextDecoder().decode(this.#part(name))) as T;
  }

  #part(name: string): Uint8Array {
    const section = this.#sections.get(name);
    if (!section) throw new SnapshotRefused('damaged');
    return this.#bytes.subarray(this.#start + section.offset, this.#start + section.offset + section.bytes);
  }

  #copy(name: string): ArrayBuffer {
    const part = this.#part(name);
    const copy = new ArrayBuffer(part.length);
    new Uint8Array(copy).set(part);
    return copy;
  }
}

/** Everything that decides how text is indexed. Two settings of one fingerprint make the same index of the same documents. */
export function indexFingerprint(settings: SearchSettings): string {
  const { locale, head_position, stop_words, purpose_words, feature_words } = settings;
  const words = PROBES.map((word) => settings.stem(settings.fold(word)));
  return JSON.stringify([locale, head_position, stop_words, purpose_words, feature_words, words]);
}

function aligned(bytes: number): number {
  return Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
}
