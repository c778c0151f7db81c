import { asService, fail, ownerOf, type Call, type Client } from '@orinoco/contract';
import type { Database } from '@orinoco/database';
import { event, on, type RunningService } from '@orinoco/event';
import type { catalogContract, OfferLine } from '@orinoco/catalog/contract';
import { guestMerged } from '@orinoco/identity/events';
import { orderPlaced } from '@orinoco/order/events';
import { cartFrom, most_lines } from './cart.ts';
import type { Cart, cartContract } from './contract.ts';
import { lineAdded } from './events.ts';
import * as store from './store.ts';

export interface CartDependencies {
  readonly database: Database;
  readonly catalog: Client<typeof catalogContract>;
}

/** Guests' and customers' carts. What a line costs and whether it can be had is the catalogue's word at each look. */
export function createCartService({ database, catalog }: CartDependencies): RunningService<typeof cartContract> {
  const offersOf = async (offer_ids: readonly string[], call: Call): Promise<readonly OfferLine[]> =>
    offer_ids.length === 0 ? [] : (await catalog.getOffers({ offer_ids: [...offer_ids] }, asService(call, 'cart'))).offers;
  const view = async (row: store.CartRow, call: Call): Promise<Cart> => cartFrom(row, await offersOf(row.lines.map((line) => line.offer_id), call));

  /** The shopper's own cart; a foreign one does not exist for it. */
  const findOwn = async (cart_id: string, call: Call): Promise<store.CartRow> => {
    const row = await store.findCart(database, cart_id);
    if (!row || !isOwn(row, call)) throw fail('cart_not_found');
    return row;
  };
  const findOpen = async (cart_id: string, call: Call): Promise<store.CartRow> => {
    const row = await findOwn(cart_id, call);
    if (row.status !== 'open') throw fail('cart_closed');
    return row;
  };
  const reload = async (cart_id: string, call: Call) => view(await findOwn(cart_id, call), call);

  return {
    methods: {
      async createCart({ currency = 'USD' }, call) {
        const owner = ownerOf(call.actor);
        if (!owner) throw fail('unauthenticated');
        return view(await store.openCart(database, owner, currency), call);
      },
      async getCurrentCart(_input, call) {
        const owner = ownerOf(call.actor);
        const row = owner ? await store.findOpenCart(database, owner) : undefined;
        return row ? view(row, call) : null;
      },
      getCart: async ({ cart_id }, call) => view(await findOwn(cart_id, call), call),
      async getContents({ cart_id }, call) {
        const { currency, coupon_codes, lines } = await findOwn(cart_id, call);
        return { cart_id, currency, coupon_codes, lines: lines.filter((line) => !line.is_saved_for_later).map(({ line_id, offer_id, quantity }) => ({ line_id, offer_id, quantity })) };
      },
      async addLine({ cart_id, offer_id, quantity = 1 }, call) {
        const row = await findOpen(cart_id, call);
        const offers = await offersOf([...new Set([...row.lines.map((line) => line.offer_id), offer_id])], call);
        const offer = offers.find((candidate) => candidate.offer_id === offer_id);
        if (!offer?.is_buyable || offer.price_minor === null) throw fail('offer_unavailable');
        const added = event(lineAdded, cart_id, { cart_id, offer_id, product_id: offer.product_id, quantity, customer_id: row.customer_id, guest_id: row.guest_id });
        const quantity_limit = Math.min(offer.quantity_limit, offer.available_count);
        const { outcome, line } = await store.addLine(database, { cart_id, offer_id, quantity, quantity_limit, seen_price_minor: offer.price_minor, most_lines }, added);
        if (outcome === 'too_many') throw fail('quantity_unavailable', { detail: `No more than ${quantity_limit} can be bought`, extra: { available_count: quantity_limit } });
        if (outcome === 'full') throw fail('cart_full', { detail: `A cart holds ${most_lines} lines` });
        if (outcome === 'closed' || !line) throw fail('cart_closed');
        database.poke();
        const others = row.lines.filter((known) => known.offer_id !== offer_id);
        return cartFrom({ ...row, lines: [...others, line].toSorted((a, b) => (a.added_at < b.added_at ? -1 : 1)) }, offers);
      },
      async updateLine({ cart_id, line_id, quantity, is_saved_for_later }, call) {
        const row = await findOpen(cart_id, call);
        const line = row.lines.find((candidate) => candidate.line_id === line_id);
        if (!line) throw fail('line_not_found');
        const offer = (await offersOf([line.offer_id], call))[0];
        const most = offer ? Math.min(offer.quantity_limit, offer.available_count) : 0;
        if (quantity !== undefined && quantity > line.quantity && quantity > most) throw fail('quantity_unavailable', { detail: `Only ${most} are available`, extra: { available_count: most } });
        const changed = await store.changeLine(database, cart_id, line_id, { quantity: quantity ?? null, is_saved_for_later: is_saved_for_later ?? null, seen_price_minor: offer?.price_minor ?? null });
        if (!changed) throw fail('cart_closed');
        return reload(cart_id, call);
      },
      async removeLine({ cart_id, line_id }, call) {
        await findOpen(cart_id, call);
        await store.removeLine(database, cart_id, line_id);
        return reload(cart_id, call);
      },
      async addCoupon({ cart_id, code }, call) {
        const row = await findOpen(cart_id, call);
        const wanted = code.trim().toUpperCase();
        if (!row.coupon_codes.includes(wanted)) await store.setCoupons(database, cart_id, [...row.coupon_codes, wanted].slice(-10));
        return reload(cart_id, call);
      },
      async removeCoupon({ cart_id, code }, call) {
        const row = await findOpen(cart_id, call);
        await store.setCoupons(database, cart_id, row.coupon_codes.filter((known) => known !== code.trim().toUpperCase()));
        return reload(cart_id, call);
      },
      mergeGuestCart: async ({ guest_id, customer_id }) => ({ cart_id: await store.mergeGuestCart(database, guest_id, customer_id) }),
    },
    subscriptions: [{
      group: 'cart',
      database,
      handlers: [
        on(orderPlaced, ({ data }, tx) => store.closeCart(tx, data.cart_id, data.orders.flatMap((order) => order.lines.map((line) => line.offer_id)))),
        on(guestMerged, async ({ data }, tx) => void (await store.mergeGuestCart(tx, data.guest_id, data.customer_id))),
      ],
    }],
  };
}

function isOwn(row: store.CartRow, call: Call): boolean {
  const owner = ownerOf(call.actor);
  if (owner === null) return call.actor.kind === 'service';
  if (row.customer_id !== null) return owner.customer_id === row.customer_id;
  return row.guest_id === owner.guest_id;
}
