import { randomInt } from 'node:crypto';
import type { Language } from '../port.ts';
import type { Connection, Json } from './connection.ts';
import { indexTemplate, type QueryForm } from './index-body.ts';

const admin_timeout_ms = 30_000;
/** An index that nobody has published for so long was left behind by a process that ended. */
const orphan_age_ms = 24 * 3_600_000;
const valid_name = /^[a-z0-9][a-z0-9_-]{0,100}$/;

/** Where the documents of one engine are. Readers follow the alias; each version of the index behind it has a name of its own. */
export interface Home {
  /** Where to read and write: the alias, or an index of its own until that is published. */
  name(): string;
  isAlias(): boolean;
  /** Lets the alias point here and deletes what it pointed at, in one step that searches do not notice. */
  publish(): Promise<void>;
  /** An empty index in place of this one. */
  clear(): Promise<void>;
  /** Deletes what was never published. */
  leave(): Promise<void>;
}

export interface HomeOptions { connection: Connection; index: string; language: Language; form: QueryForm; is_fresh: boolean; clock: () => number }

/** Writes the template, and takes the index behind the alias, or a new one when there is none or `is_fresh`. */
export async function openHome({ connection, index, language, form, is_fresh, clock }: HomeOptions): Promise<Home> {
  if (!valid_name.test(index)) throw new TypeError(`${JSON.stringify(index)} is no name for an index`);
  const send = async (method: 'GET' | 'PUT' | 'POST' | 'DELETE', path: string, body?: Json, expected: readonly number[] = []) => connection.send({ method, path, ...(body && { body }), timeout_ms: admin_timeout_ms, expected });
  const aliased = async () => {
    const { status, body } = await send('GET', `/_alias/${index}`, undefined, [404]);
    return status === 404 ? [] : Object.keys(body as Json);
  };
  const create = async () => {
    const name = `${index}-v${clock()}${String(randomInt(1e4)).padStart(4, '0')}`;
    await send('PUT', `/${name}`);
    return name;
  };
  /** The swap deletes the old indices in the same step, so that no process writes into one that nobody reads. */
  const swap = async (to: string) => {
    const old = (await aliased()).filter((name) => name !== to);
    await send('POST', '/_aliases', { actions: [{ add: { index: to, alias: index, is_write_index: true } }, ...old.map((name) => ({ remove_index: { index: name } }))] });
  };
  const sweep = async () => {
    const { body } = await send('GET', `/${index}-v*`, undefined, [404]);
    const kept = new Set(await aliased());
    const age = (name: string) => clock() - Number(new RegExp(`^${index}-v(\\d{13})\\d{4}$`).exec(name)?.[1] ?? clock());
    for (const name of Object.keys(body as Json).filter((name) => !kept.has(name) && age(name) > orphan_age_ms)) await send('DELETE', `/${name}`, undefined, [404]);
  };

  await send('PUT', `/_index_template/orinoco-${index}`, { ...indexTemplate(`${index}-v*`, language, form), priority: 200 });
  let own = is_fresh ? await create() : undefined;
  // Of several processes that start at once, one creates it: the others are told that it is there.
  if (own === undefined && (await aliased()).length === 0) await send('PUT', `/${index}-v0`, { aliases: { [index]: { is_write_index: true } } }, [400]);
  return {
    name: () => own ?? index,
    isAlias: () => own === undefined,
    async publish() {
      if (own === undefined) return;
      await swap(own);
      own = undefined;
      await sweep();
    },
    async clear() {
      const empty = await create();
      if (own === undefined) return swap(empty);
      await send('DELETE', `/${own}`, undefined, [404]);
      own = empty;
    },
    async leave() {
      if (own !== undefined) await send('DELETE', `/${own}`, undefined, [404]);
      own = undefined;
    },
  };
}
