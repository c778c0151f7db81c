import { setTimeout as sleep } from 'node:timers/promises';
import { fail } from '@orinoco/contract';
import type { ChangeResult, ProductVersion, SearchDocument } from '../port.ts';
import type { Connection, EngineLog, Json } from './connection.ts';
import { removeVersion, sourceOf, upsertVersion } from './source.ts';

const bulk_timeout_ms = 30_000;
const at_once = 500;
const rounds = 4;
const first_pause_ms = 100;

/** One line of a bulk request, with the document's own line when there is one. */
type Change = readonly Json[];

interface BulkAnswer { items: Record<string, { status: number; result?: string; error?: { type: string; reason?: string } } | undefined>[] }

export function upsertsOf(documents: readonly SearchDocument[]): Change[] {
  return documents.map((document) => [{ index: versioned(document.product_id, upsertVersion(document.version)) }, sourceOf(document)]);
}

export function removalsOf(products: readonly ProductVersion[]): Change[] {
  return products.map(({ product_id, version }) => [{ delete: versioned(product_id, removeVersion(version)) }]);
}

function versioned(product_id: string, version: number): Json {
  return { _id: product_id, version, version_type: 'external_gte' };
}

interface Target { readonly connection: Connection; readonly name: string; readonly is_alias: boolean; readonly refresh: boolean; readonly log?: EngineLog | undefined }

/** Applies changes in order, those that a busy node turns away once more. What it can never take is logged and left out. */
export async function applyChanges(changes: readonly Change[], target: Target): Promise<ChangeResult> {
  const result: ChangeResult = { applied_count: 0, stale_count: 0 };
  for (let first = 0; first < changes.length; first += at_once) {
    let waiting = changes.slice(first, first + at_once);
    for (let round = 1; waiting.length > 0; round++) {
      if (round > rounds) throw fail('unavailable', { detail: 'Product search takes no changes now' });
      if (round > 1) await sleep(first_pause_ms * 2 ** (round - 2) * (.5 + Math.random()));
      waiting = await sendBulk(waiting, target, result);
    }
  }
  return result;
}

/** Answers with the changes to send again. */
async function sendBulk(changes: readonly Change[], { connection, name, is_alias, refresh, log }: Target, result: ChangeResult): Promise<Change[]> {
  // Without this, a write to an index that was deleted meanwhile would create one that nobody reads.
  const query = { require_alias: is_alias, ...(refresh && { refresh: true }) };
  const { body } = await connection.send({ method: 'POST', path: `/${name}/_bulk`, query, lines: changes.flat(), timeout_ms: bulk_timeout_ms });
  const again: Change[] = [];
  (body as BulkAnswer).items.forEach((answer, i) => {
    const [outcome] = Object.values(answer);
    const change = changes[i];
    if (!outcome || !change) return;
    if (outcome.status < 300 || outcome.result === 'not_found') result.applied_count++;
    else if (outcome.status === 409) result.stale_count++;
    else if (outcome.status === 429 || outcome.status >= 500) again.push(change);
    else if (outcome.status === 404) throw fail('unavailable', { detail: 'The product index is gone', cause: outcome.error });
    else log?.warn({ error: outcome.error, change: change[0] }, 'a product cannot be indexed');
  });
  return again;
}
