import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Pool } from 'pg';
import { cartContract } from '@orinoco/cart/contract';
import { CodedError } from '@orinoco/contract';
import { inventoryContract } from '@orinoco/inventory/contract';
import { orderContract, type Checkout } from '@orinoco/order/contract';
import { address, cards, payWith, stockOf, type Completion, type Offered, type PaidWith } from '../buying.ts';
import { freePort } from '../free-port.ts';
import { openShopDatabase } from '../shop-database.ts';
import { startShopProcess } from '../shop-process.ts';
import { signIn } from '../shop.ts';
import { createVisitor, someEmail, waitFor, type Visitor } from '../visitor.ts';
import type { Books } from '../chaos/invariants.ts';
import { patient } from '../chaos/patience.ts';

/** A shop in a process of its own, so that buyers and shop do not wait for each other's turn. */
export interface Sale {
  readonly url: string;
  readonly operator: Visitor;
  readonly books: Books;
  close(): Promise<void>;
}

export async function openSale(): Promise<Sale> {
  const folder = mkdtempSync(join(tmpdir(), 'orinoco-races-'));
  const database = await openShopDatabase();
  const pool = new Pool({ connectionString: database.url, max: 2 });
  pool.on('error', () => undefined);
  const shop = await startShopProcess(folder, await freePort(), { DATABASE_URL: database.url });
  const provider = new DatabaseSync(join(folder, 'payment-provider.sqlite'), { readOnly: true });
  return {
    url: shop.url,
    operator: patient(await signIn(shop.url, 'operator')),
    books: { provider, query: async <Row extends object>(text: string, values: readonly unknown[] = []) => (await pool.query<Row>(text, [...values])).rows },
    close: async () => {
      await shop.stop();
      provider.close();
      await pool.end();
      await database.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Somebody who needs only to say yes. */
export interface Ready extends PaidWith { readonly visitor: Visitor; readonly checkout: Checkout }

/** A guest's cart, checkout and card token: five requests, which is the least that the door allows. */
export async function readyFor(url: string, lines: readonly { offer_id: string; quantity: number }[], { code, card = cards.good }: { code?: string; card?: string } = {}): Promise<Ready> {
  const visitor = patient(createVisitor(url));
  const { cart_id } = await visitor.call(cartContract, 'createCart', {});
  for (const line of lines) await visitor.call(cartContract, 'addLine', { cart_id, ...line });
  if (code !== undefined) await visitor.call(cartContract, 'addCoupon', { cart_id, code });
  const checkout = await visitor.call(orderContract, 'createCheckout', { cart_id, email: someEmail(), shipping_address: address });
  return { visitor, checkout, ...(await payWith(visitor, checkout.checkout_id, card)) };
}

export function confirm({ visitor, checkout, payment_token }: Ready, headers: Readonly<Record<string, string>> = {}): Promise<Completion> {
  return visitor.call(orderContract, 'completeCheckout', { checkout_id: checkout.checkout_id, payment_token, total_minor: checkout.quote.totals.total_minor }, headers);
}

/** How it ended: `placed`, the reason of the rejection, or the code of the refusal. Anything else is not caught. */
export async function outcomeOf(work: Promise<Completion>): Promise<string> {
  try {
    const { status, reject_reason } = await work;
    return reject_reason?.code ?? status;
  } catch (error) {
    if (error instanceof CodedError) return error.code;
    throw error;
  }
}

/** Runs the work for each, so many at a time. */
export async function eachOf<In, Out>(given: readonly In[], at_once: number, work: (one: In) => Promise<Out>): Promise<Out[]> {
  const results: Out[] = [];
  let next = 0;
  await Promise.all(Array.from({ length: Math.min(at_once, given.length) }, async () => {
    for (let index = next++; index < given.length; index = next++) results[index] = await work(given[index] as In);
  }));
  return results;
}

/** Leaves so many on each of the offer's shelves, in the order of the places; further shelves are emptied. */
export async function putOnShelves({ operator, books }: Pick<Sale, 'operator' | 'books'>, { offer_id }: Pick<Offered, 'offer_id'>, counts: readonly number[], more_locations: readonly string[] = []): Promise<void> {
  const places = [...new Set([...(await stockOf(operator, offer_id)).stock_location_ids, ...more_locations])];
  await operator.call(inventoryContract, 'setStock', { levels: places.map((stock_location_id, index) => ({ offer_id, stock_location_id, on_hand: counts[index] ?? 0 })), reason: 'count' });
  // What a cart may hold is checked against the listing, which hears of it a moment later.
  const sum = counts.reduce((total, count) => total + count, 0);
  await waitFor('the listing to show it', async () => Number((await books.query<{ available_count: number }>('select available_count from catalog.offers where offer_id = $1', [offer_id]))[0]?.available_count) === sum);
}
