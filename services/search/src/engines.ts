import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Cursor } from '@orinoco/event/relay';
import type { Logger } from '@orinoco/telemetry';
import { createEmbeddedEngine, restoreEmbeddedEngine, type EmbeddedSearchEngine } from './engine/engine.ts';
import { SnapshotRefused } from './engine/snapshot.ts';
import { createHybridEngine } from './meaning/hybrid-engine.ts';
import type { EmbeddingProvider } from './meaning/port.ts';
import type { EmbeddingStore } from './meaning/vectors.ts';
import { createOpenSearchEngine } from './opensearch/engine.ts';
import type { Language, SearchEngine } from './port.ts';
import { createShardedEngine } from './sharding/sharded-engine.ts';
import { startShard } from './sharding/threads.ts';

/** Where the index of a process lives, and how it is made. */
export interface Engines {
  /** An engine to fill: the one to begin with, or an empty one that takes its place when it is full. */
  create(purpose: 'start' | 'rebuild', onLost: (error: unknown) => void): Promise<SearchEngine>;
  /** The engine as it was kept, and how far it had followed the log, if it was made with `state`. Absent where nothing is kept, undefined where there is nothing fit. */
  restore?(state: string): Promise<{ readonly engine: SearchEngine; readonly cursor: Cursor } | undefined>;
  keep?(engine: SearchEngine, cursor: Cursor, state: string): Promise<void>;
}

export interface EngineOptions {
  readonly language?: Language;
  readonly log: Logger;
  /** The index in so many threads of its own; in this one when 0 or absent. */
  readonly thread_count?: number;
  /** The index in an OpenSearch instead. */
  readonly opensearch?: { readonly url: string; readonly index: string };
  /** Orders by meaning as well. */
  readonly meaning?: { readonly provider: EmbeddingProvider; readonly store: EmbeddingStore };
  /** A folder of this process for the index in this thread; without it every start reads the whole catalogue. */
  readonly snapshot_folder?: string;
  /** Tells one catalogue's snapshots from another's. */
  readonly catalogue_name?: string;
}

/** An index older than this is made anew: the log that it would have to follow may be gone. */
const oldest_snapshot_ms = 24 * 3_600_000;

export function chooseEngines(options: EngineOptions): Engines {
  const { language = 'en', log, thread_count = 0, opensearch, meaning } = options;
  const lexical = async (purpose: 'start' | 'rebuild', onLost: (error: unknown) => void): Promise<SearchEngine> => {
    if (opensearch) return createOpenSearchEngine({ ...opensearch, language, log, is_fresh: purpose === 'rebuild' });
    return thread_count > 0 ? createShardedEngine(Array.from({ length: thread_count }, () => startShard({ language }, onLost))) : createEmbeddedEngine({ language });
  };
  const create: Engines['create'] = async (purpose, onLost) => {
    const engine = await lexical(purpose, onLost);
    return meaning ? createHybridEngine({ lexical: engine, log, ...meaning }) : engine;
  };
  const is_kept = options.snapshot_folder !== undefined && !opensearch && thread_count === 0 && !meaning;
  return is_kept ? { create, ...snapshots(options, language, options.snapshot_folder ?? '') } : { create };
}

/** The index as a file: a start reads it instead of the catalogue, and then only what has changed since. */
function snapshots({ log, catalogue_name = '' }: EngineOptions, language: Language, folder: string): Required<Pick<Engines, 'restore' | 'keep'>> {
  const path = join(folder, `${language}-${createHash('sha256').update(catalogue_name).digest('hex').slice(0, 16)}.index`);
  return {
    async restore(state) {
      try {
        const { mtimeMs } = await stat(path);
        if (Date.now() - mtimeMs > oldest_snapshot_ms) return undefined;
        const [bytes, place] = await Promise.all([readFile(path), readFile(`${path}.cursor`, 'utf8')]);
        const { cursor, checksum, state: made_with } = JSON.parse(place) as { cursor: Cursor; checksum: string; state: string };
        // The two files are written one after the other: a crash between them leaves a pair that does not belong together.
        if (checksum !== sumOf(bytes) || made_with !== state) return undefined;
        return { engine: restoreEmbeddedEngine(bytes, { language }), cursor };
      } catch (error) {
        if (error instanceof SnapshotRefused) log.info({ fault: error.fault }, 'the kept product index is made anew');
        else if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) log.warn({ error: String(error) }, 'the kept product index cannot be read');
        return undefined;
      }
    },
    async keep(engine, cursor, state) {
      const bytes = (engine as EmbeddedSearchEngine).snapshot();
      await mkdir(dirname(path), { recursive: true });
      await replace(`${path}.cursor`, JSON.stringify({ cursor, checksum: sumOf(bytes), state }));
      await replace(path, bytes);
    },
  };
}

const sumOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

async function replace(path: string, content: string | Uint8Array): Promise<void> {
  await writeFile(`${path}.new`, content, { mode: 0o600 });
  await rename(`${path}.new`, path);
}
