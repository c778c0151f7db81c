/** Bounds and times of a cache. All times are milliseconds of `clock`. */
export interface CacheOptions {
  /** Entries kept; the least recently used goes first. */
  readonly max_entries: number;
  /** For how long an entry is answered without asking again. */
  readonly fresh_ms: number;
  /** For how long after that the old value is answered while one refresh runs behind it. 0 when absent. */
  readonly stale_ms?: number;
  /** A load older than this no longer holds up other callers: the next one starts its own. 30 s when absent. */
  readonly load_limit_ms?: number;
  /** Milliseconds; `Date.now` outside tests. */
  readonly clock: () => number;
  /** Told of a refresh that failed behind a stale answer; nobody else would see it. */
  readonly onRefreshError?: (key: string, error: unknown) => void;
}

/** Names under which an entry can be dropped. A function reads them from the value once it is there. */
export type Tags<V> = readonly string[] | ((value: V) => readonly string[]);

export interface CacheStats {
  /** Answers from memory, stale ones included. */
  readonly hits: number;
  readonly stale_hits: number;
  /** Answers that had to wait for a load, their own or one that was running. */
  readonly misses: number;
  readonly loads: number;
  readonly evictions: number;
  readonly entries: number;
}

export interface Cache<V> {
  /**
   * The value of `key`; `load` runs when there is none, at most once at a time for a key. A failed load is not kept:
   * its error goes to everybody who waited, and the next call tries again. While stale, a failed refresh keeps the old value.
   */
  get(key: string, load: () => V | Promise<V>, options?: { readonly tags?: Tags<V> }): Promise<V>;
  /** What is kept and not past its stale time, without loading or counting. */
  peek(key: string): V | undefined;
  set(key: string, value: V, options?: { readonly tags?: Tags<V> }): void;
  delete(key: string): void;
  /** Drops every entry with the tag and answers how many. A load that is under way is not kept when it lands. */
  purgeTag(tag: string): number;
  clear(): void;
  stats(): CacheStats;
}

interface Entry<V> {
  readonly value: V;
  readonly stored_ms: number;
  readonly tags: readonly string[];
}

interface Load<V> {
  readonly promise: Promise<V>;
  readonly started_ms: number;
  readonly tags: Tags<V> | undefined;
}

/** A bounded cache in this process with single flight, stale-while-revalidate and purge by tag. */
export function createCache<V>(options: CacheOptions): Cache<V> {
  const { max_entries, fresh_ms, stale_ms = 0, load_limit_ms = 30_000, clock, onRefreshError } = options;
  if (!Number.isSafeInteger(max_entries) || max_entries < 1) throw new RangeError('max_entries must be a whole number from 1 up');

  // A Map keeps insertion order, so re-inserting on use makes the first key the least recently used.
  const entries = new Map<string, Entry<V>>();
  const keysByTag = new Map<string, Set<string>>();
  const loads = new Map<string, Load<V>>();
  const counts = { hits: 0, stale_hits: 0, misses: 0, loads: 0, evictions: 0 };

  function drop(key: string): void {
    const entry = entries.get(key);
    if (entry === undefined) return;
    entries.delete(key);
    for (const tag of entry.tags) {
      const keys = keysByTag.get(tag);
      keys?.delete(key);
      if (keys?.size === 0) keysByTag.delete(tag);
    }
  }

  function store(key: string, value: V, tags: Tags<V> | undefined): void {
    drop(key);
    const entry = { value, stored_ms: clock(), tags: typeof tags === 'function' ? tags(value) : (tags ?? []) };
    entries.set(key, entry);
    for (const tag of entry.tags) {
      const keys = keysByTag.get(tag);
      if (keys === undefined) keysByTag.set(tag, new Set([key]));
      else keys.add(key);
    }
    for (const oldest of entries.keys()) {
      if (entries.size <= max_entries) break;
      drop(oldest);
      counts.evictions += 1;
    }
  }

  function startLoad(key: string, load: () => V | Promise<V>, tags: Tags<V> | undefined): Promise<V> {
    counts.loads += 1;
    // A load that a purge, a write or a newer load has overtaken may carry the old value: its callers get it, the cache does not.
    const isCurrent = () => loads.get(key)?.promise === promise;
    const promise: Promise<V> = (async () => load())().then(
      (value) => {
        if (isCurrent()) {
          loads.delete(key);
          store(key, value, tags);
        }
        return value;
      },
      (error: unknown) => {
        if (isCurrent()) loads.delete(key);
        throw error;
      },
    );
    loads.set(key, { promise, started_ms: clock(), tags });
    return promise;
  }

  function currentLoad(key: string): Promise<V> | undefined {
    const running = loads.get(key);
    return running !== undefined && clock() - running.started_ms < load_limit_ms ? running.promise : undefined;
  }

  function usableEntry(key: string): Entry<V> | undefined {
    const entry = entries.get(key);
    return entry !== undefined && clock() - entry.stored_ms < fresh_ms + stale_ms ? entry : undefined;
  }

  return {
    async get(key, load, { tags } = {}) {
      const entry = usableEntry(key);
      if (entry === undefined) {
        counts.misses += 1;
        return currentLoad(key) ?? startLoad(key, load, tags);
      }
      counts.hits += 1;
      entries.delete(key);
      entries.set(key, entry);
      if (clock() - entry.stored_ms >= fresh_ms) {
        counts.stale_hits += 1;
        if (currentLoad(key) === undefined) startLoad(key, load, tags).catch((error: unknown) => onRefreshError?.(key, error));
      }
      return entry.value;
    },
    peek: (key) => usableEntry(key)?.value,
    set(key, value, { tags } = {}) {
      loads.delete(key);
      store(key, value, tags);
    },
    delete(key) {
      loads.delete(key);
      drop(key);
    },
    purgeTag(tag) {
      for (const [key, running] of loads) {
        // Tags read from a value are unknown until it lands, so such a load may be the purged one.
        if (typeof running.tags === 'function' || running.tags?.includes(tag)) loads.delete(key);
      }
      const keys = [...(keysByTag.get(tag) ?? [])];
      for (const key of keys) drop(key);
      return keys.length;
    },
    clear() {
      loads.clear();
      entries.clear();
      keysByTag.clear();
    },
    stats: () => ({ ...counts, entries: entries.size }),
  };
}
