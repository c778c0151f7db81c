import { sql, type Queryable } from '@orinoco/database';
import { outgoing, type OutgoingEvent } from '@orinoco/event';

export interface LineRow { readonly line_id: string; readonly offer_id: string; readonly quantity: number; readonly seen_price_minor: number | null; readonly is_saved_for_later: boolean; readonly added_at: string }
/** A cart with its lines, as one row. */
export interface CartRow {
  readonly cart_id: string;
  readonly customer_id: string | null;
  readonly guest_id: string | null;
  readonly currency: string;
  readonly coupon_codes: string[];
  readonly status: 'open' | 'ordered' | 'merged';
  readonly updated_at: string;
  readonly lines: LineRow[];
}

export interface Owner { readonly customer_id: string | null; readonly guest_id: string | null }

/** The owner's open cart, made when there is none: however many ask at once, there is one. */
export async function openCart(database: Queryable, owner: Owner, currency: string): Promise<CartRow> {
  const cart = owner.customer_id !== null
    ? await database.one(sql<CartRow>`insert into carts as c (customer_id, guest_id, currency) values (${owner.customer_id}, ${owner.guest_id}, ${currency})
        on conflict (customer_id) where status = 'open' and customer_id is not null do update set customer_id = excluded.customer_id
        returning c.*, (select coalesce(json_agg(l order by l.added_at, l.line_id), '[]') from cart_lines l where l.cart_id = c.cart_id) as lines`)
    : await database.one(sql<CartRow>`insert into carts as c (guest_id, currency) values (${owner.guest_id}, ${currency})
        on conflict (guest_id) where status = 'open' and customer_id is null do update set guest_id = excluded.guest_id
        returning c.*, (select coalesce(json_agg(l order by l.added_at, l.line_id), '[]') from cart_lines l where l.cart_id = c.cart_id) as lines`);
  return cart;
}

export async function findCart(database: Queryable, cart_id: string): Promise<CartRow | undefined> {
  return database.maybe(sql<CartRow>`select c.*, (select coalesce(json_agg(l order by l.added_at, l.line_id), '[]') from cart_lines l where l.cart_id = c.cart_id) as lines from carts c where c.cart_id = ${cart_id}`);
}

export async function findOpenCart(database: Queryable, owner: Owner): Promise<CartRow | undefined> {
  return database.maybe(sql<CartRow>`select c.*, (select coalesce(json_agg(l order by l.added_at, l.line_id), '[]') from cart_lines l where l.cart_id = c.cart_id) as lines from carts c
    where c.status = 'open' and (c.customer_id = ${owner.customer_id} or (c.customer_id is null and c.guest_id = ${owner.guest_id})) order by c.customer_id nulls last limit 1`);
}

export interface NewLine { readonly cart_id: string; readonly offer_id: string; readonly quantity: number; readonly quantity_limit: number; readonly seen_price_minor: number; readonly most_lines: number }

/**
 * Adds to a line or makes it, in one statement with its event, and answers the lines as they were before with the
 * line as it is now. `outcome` tells why nothing changed, if so.
 */
export async function addLine(database: Queryable, line: NewLine, added: OutgoingEvent): Promise<{ outcome: 'added' | 'too_many' | 'full' | 'closed'; line: LineRow | null }> {
  return database.one(sql<{ outcome: 'added' | 'too_many' | 'full' | 'closed'; line: LineRow | null }>`with cart as (
      select cart_id from carts where cart_id = ${line.cart_id} and status = 'open' for update
    ), room as (
      select c.cart_id from cart c where exists (select from cart_lines l where l.cart_id = c.cart_id and l.offer_id = ${line.offer_id}) or (select count(*) from cart_lines l where l.cart_id = c.cart_id) < ${line.most_lines}
    ), changed as (
      insert into cart_lines as l (cart_id, offer_id, quantity, seen_price_minor)
      select cart_id, ${line.offer_id}, ${line.quantity}, ${line.seen_price_minor} from room where ${line.quantity}::integer <= ${line.quantity_limit}::integer
      on conflict (cart_id, offer_id) do update set quantity = case when l.is_saved_for_later then excluded.quantity else l.quantity + excluded.quantity end, seen_price_minor = excluded.seen_price_minor, is_saved_for_later = false
        where case when l.is_saved_for_later then excluded.quantity else l.quantity + excluded.quantity end <= ${line.quantity_limit}::integer
      returning l.*
    ), touched as (
      update carts set updated_at = now() from changed where carts.cart_id = changed.cart_id
    ), told as (
      insert into outbox (type, version, key, payload, traceparent)
      select e.* from jsonb_to_recordset(${outgoing(added)}::jsonb) as e(type text, version smallint, key text, payload jsonb, traceparent text), changed
    )
    select case when exists (select from changed) then 'added' when not exists (select from cart) then 'closed' when not exists (select from room) then 'full' else 'too_many' end as outcome, (select row_to_json(changed) from changed) as line`);
}

export async function changeLine(database: Queryable, cart_id: string, line_id: string, change: { quantity: number | null; is_saved_for_later: boolean | null; seen_price_minor: number | null }): Promise<boolean> {
  return (await database.run(sql`with changed as (
      update cart_lines l set quantity = coalesce(${change.quantity}::integer, l.quantity), is_saved_for_later = coalesce(${change.is_saved_for_later}::boolean, l.is_saved_for_later), seen_price_minor = coalesce(${change.seen_price_minor}::bigint, l.seen_price_minor)
      from carts c where c.cart_id = l.cart_id and c.status = 'open' and l.cart_id = ${cart_id} and l.line_id = ${line_id} returning l.cart_id
    ) update carts set updated_at = now() from changed where carts.cart_id = changed.cart_id`)) > 0;
}

export async function removeLine(database: Queryable, cart_id: string, line_id: string): Promise<void> {
  await database.run(sql`with removed as (delete from cart_lines l using carts c where c.cart_id = l.cart_id and c.status = 'open' and l.cart_id = ${cart_id} and l.line_id = ${line_id} returning l.cart_id)
    update carts set updated_at = now() from removed where carts.cart_id = removed.cart_id`);
}

export async function setCoupons(database: Queryable, cart_id: string, coupon_codes: readonly string[]): Promise<void> {
  await database.run(sql`update carts set coupon_codes = ${coupon_codes}, updated_at = now() where cart_id = ${cart_id} and status = 'open'`);
}

/**
 * A guest turned out to be a customer. With no cart of its own the customer takes the guest's over; otherwise the
 * lines move, quantities of the same offer become the larger of both, and the guest's cart is closed.
 */
export async function mergeGuestCart(tx: Queryable, guest_id: string, customer_id: string): Promise<string | null> {
  const merged = await tx.maybe(sql<{ cart_id: string }>`with guest as (
      select cart_id, coupon_codes from carts where guest_id = ${guest_id} and customer_id is null and status = 'open' for update
    ), own as (
      select cart_id from carts where customer_id = ${customer_id} and status = 'open' for update
    ), taken as (
      update carts c set customer_id = ${customer_id}, updated_at = now() from guest where c.cart_id = guest.cart_id and not exists (select from own) returning c.cart_id
    ), moved as (
      insert into cart_lines as l (cart_id, offer_id, quantity, seen_price_minor, is_saved_for_later)
      select own.cart_id, g.offer_id, g.quantity, g.seen_price_minor, g.is_saved_for_later from own, guest join cart_lines g on g.cart_id = guest.cart_id
      on conflict (cart_id, offer_id) do update set quantity = greatest(l.quantity, excluded.quantity), is_saved_for_later = l.is_saved_for_later and excluded.is_saved_for_later
    ), closed as (
      update carts c set status = 'merged', updated_at = now() from guest, own where c.cart_id = guest.cart_id
    ), coupons as (
      update carts c set coupon_codes = (select array(select distinct unnest(c.coupon_codes || guest.coupon_codes) limit 10)) from guest, own where c.cart_id = own.cart_id
    ) select cart_id from own union all select cart_id from taken limit 1`);
  return merged?.cart_id ?? null;
}

/** The cart became an order; what was saved for later stays with the shopper, in a new cart. */
export async function closeCart(tx: Queryable, cart_id: string, ordered: readonly string[]): Promise<void> {
  await tx.run(sql`with closed as (
      update carts set status = 'ordered', updated_at = now() where cart_id = ${cart_id} and status = 'open' returning cart_id, customer_id, guest_id, currency
    ), rest as (
      select l.* from cart_lines l join closed using (cart_id) where not l.offer_id = any(${ordered}::uuid[]) or l.is_saved_for_later
    ), fresh as (
      insert into carts (customer_id, guest_id, currency) select customer_id, guest_id, currency from closed where exists (select from rest) returning cart_id
    ) insert into cart_lines (cart_id, offer_id, quantity, seen_price_minor, is_saved_for_later, added_at) select fresh.cart_id, rest.offer_id, rest.quantity, rest.seen_price_minor, rest.is_saved_for_later, rest.added_at from fresh, rest`);
}
