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
  if (!Number.isSafeInteger(options.max_entries) || options.max_entries < 1) throw new RangeError('max_entries must be a whole number from 1 up');
  return new MemoryCache<V>(options);
}

class MemoryCache<V> implements Cache<V> {
  readonly #options: CacheOptions;
  // A Map keeps insertion order, so re-inserting on use makes the first key the least recently used.
  readonly #entries = new Map<string, Entry<V>>();
  readonly #keysByTag = new Map<string, Set<string>>();
  readonly #loads = new Map<string, Load<V>>();
  readonly #counts = { hits: 0, stale_hits: 0, misses: 0, loads: 0, evictions: 0 };

  constructor(options: CacheOptions) {
    this.#options = options;
  }

  async get(key: string, load: () => V | Promise<V>, { tags }: { readonly tags?: Tags<V> } = {}): Promise<V> {
    const { clock, fresh_ms, onRefreshError } = this.#options;
    const entry = this.#usable(key);
    if (entry === undefined) {
      this.#counts.misses += 1;
      return this.#running(key) ?? this.#start(key, load, tags);
    }
    this.#counts.hits += 1;
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    if (clock() - entry.stored_ms >= fresh_ms) {
      this.#counts.stale_hits += 1;
      if (this.#running(key) === undefined) this.#start(key, load, tags).catch((error: unknown) => onRefreshError?.(key, error));
    }
    return entry.value;
  }

  peek(key: string): V | undefined {
    return this.#usable(key)?.value;
  }

  set(key: string, value: V, { tags }: { readonly tags?: Tags<V> } = {}): void {
    this.#loads.delete(key);
    this.#store(key, value, tags);
  }

  delete(key: string): void {
    this.#loads.delete(key);
    this.#drop(key);
  }

  purgeTag(tag: string): number {
    for (const [key, { tags }] of this.#loads) {
      // Tags read from a value are unknown until it lands, so such a load may be the purged one.
      if (typeof tags === 'function' || tags?.includes(tag)) this.#loads.delete(key);
    }
    const keys = [...(this.#keysByTag.get(tag) ?? [])];
    for (const key of keys) this.#drop(key);
    return keys.length;
  }

  clear(): void {
    this.#loads.clear();
    this.#entries.clear();
    this.#keysByTag.clear();
  }

  stats(): CacheStats {
    return { ...this.#counts, entries: this.#entries.size };
  }

  #start(key: string, load: () => V | Promise<V>, tags: Tags<V> | undefined): Promise<V> {
    this.#counts.loads += 1;
    const promise = this.#run(key, load, tags, () => this.#loads.get(key)?.promise === promise);
    this.#loads.set(key, { promise, started_ms: this.#options.clock(), tags });
    return promise;
  }

  /** A load that a purge, a write or a newer load has overtaken may carry the old value: its callers get it, the cache does not. */
  async #run(key: string, load: () => V | Promise<V>, tags: Tags<V> | undefined, isCurrent: () => boolean): Promise<V> {
    try {
      // One turn later `#start` has put the load into its map, also when `load` answers or throws at once.
      await undefined;
      const value = await load();
      if (isCurrent()) this.#store(key, value, tags);
      return value;
    } finally {
      if (isCurrent()) this.#loads.delete(key);
    }
  }

  #running(key: string): Promise<V> | undefined {
    const { clock, load_limit_ms = 30_000 } = this.#options;
    const running = this.#loads.get(key);
    return running !== undefined && clock() - running.started_ms < load_limit_ms ? running.promise : undefined;
  }

  #usable(key: string): Entry<V> | undefined {
    const { clock, fresh_ms, stale_ms = 0 } = this.#options;
    const entry = this.#entries.get(key);
    return entry !== undefined && clock() - entry.stored_ms < fresh_ms + stale_ms ? entry : undefined;
  }

  #store(key: string, value: V, tags: Tags<V> | undefined): void {
    this.#drop(key);
    const entry = { value, stored_ms: this.#options.clock(), tags: typeof tags === 'function' ? tags(value) : (tags ?? []) };
    this.#entries.set(key, entry);
    for (const tag of entry.tags) {
      const keys = this.#keysByTag.get(tag);
      if (keys === undefined) this.#keysByTag.set(tag, new Set([key]));
      else keys.add(key);
    }
    for (const oldest of this.#entries.keys()) {
      if (this.#entries.size <= this.#options.max_entries) break;
      this.#drop(oldest);
      this.#counts.evictions += 1;
    }
  }

  #drop(key: string): void {
    const entry = this.#entries.get(key);
    if (entry === undefined) return;
    this.#entries.delete(key);
    for (const tag of entry.tags) {
      const keys = this.#keysByTag.get(tag);
      keys?.delete(key);
      if (keys?.size === 0) this.#keysByTag.delete(tag);
    }
  }
}
