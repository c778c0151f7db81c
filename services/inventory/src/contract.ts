import { Type, type Static } from 'typebox';
import { defineContract, method, shapes as s } from '@orinoco/contract';

/** Stock that a purchase has: `quantity` of `offer_id` at a location, for the line whose offer is `sold_as`. They differ where a bundle was bought: then `offer_id` is one of its components. */
export const Allocation = s.object({ sold_as: s.Uuid, offer_id: s.Uuid, stock_location_id: s.Uuid, quantity: s.Quantity });
export type Allocation = Static<typeof Allocation>;
export const StockLevel = s.object({ offer_id: s.Uuid, stock_location_id: s.Uuid, on_hand: Type.Integer(), reserved: Type.Integer(), available: Type.Integer() });
export type StockLevel = Static<typeof StockLevel>;
export const MovementReason = s.choice('receive', 'adjust', 'damage', 'count', 'reserve', 'release', 'ship', 'return');

export const inventoryContract = defineContract('inventory', {
  errors: {
    out_of_stock: { status: 409, title: 'Something in the cart is no longer available in this quantity' },
    reservation_expired: { status: 409, title: 'The stock was held too long ago and had to be given back' },
    stock_of_bundle: { status: 409, title: 'A bundle has no stock of its own; set that of its components' },
    stock_below_reserved: { status: 409, title: 'Stock cannot fall below what is reserved' },
  },
  methods: {
    reserve: method({
      summary: "Holds stock for a whole purchase or for none of it, for a bundle that of its components; asked again with the same purchase_id (one attempt to buy) it answers the same",
      input: s.object({ purchase_id: s.Uuid, lines: Type.Array(s.object({ offer_id: s.Uuid, quantity: s.Quantity }), { minItems: 1, maxItems: 100 }), hold_ms: Type.Optional(Type.Integer({ minimum: 1_000, maximum: 86_400_000 })) }),
      output: s.object({ purchase_id: s.Uuid, allocations: s.list(Allocation, 5000), expires_at: s.Timestamp }),
      errors: ['out_of_stock', 'reservation_expired'], access: ['service'], timeout_ms: 5_000, idempotent: true,
    }),
    commit: method({ summary: 'Makes a hold permanent: the order stands', input: s.object({ purchase_id: s.Uuid }), output: s.Done, errors: ['reservation_expired'], access: ['service'], timeout_ms: 5_000, idempotent: true }),
    release: method({ summary: 'Gives held or committed stock back: all of a purchase, or of the offers named, a bundle with all of its components', input: s.object({ purchase_id: s.Uuid, offer_ids: Type.Optional(s.list(s.Uuid, 100)) }), output: s.Done, access: ['service'], timeout_ms: 5_000, idempotent: true }),
    ship: method({ summary: 'Takes committed stock off the shelf: the parcel has left', input: s.object({ purchase_id: s.Uuid, offer_ids: s.list(s.Uuid, 100) }), output: s.Done, access: ['service'], timeout_ms: 5_000, idempotent: true }),
    getStock: method({ summary: 'Stock of offers by location; a bundle has no levels, its components have', input: s.object({ offer_ids: s.list(s.Uuid, 200) }), output: s.object({ levels: s.list(StockLevel, 2000) }), access: ['service'], timeout_ms: 2_000, idempotent: true }),
    setStock: method({
      summary: 'Sets what is on the shelf, 1,000 levels at a time, with a reason. Give counted_at: what has left since is then set off, and a count that is older than the last changes nothing, so that it may be sent again at any time',
      input: s.object({ levels: s.list(s.object({ offer_id: s.Uuid, stock_location_id: s.Uuid, on_hand: Type.Integer({ minimum: 0, maximum: 10_000_000 }) }), 1000), reason: Type.Optional(s.choice('receive', 'adjust', 'damage', 'count', 'return')), seller_id: Type.Optional(s.Uuid), counted_at: Type.Optional(Type.String({ format: 'date-time', maxLength: 40 })) }),
      output: s.object({ level_count: Type.Integer(), outdated_count: Type.Integer() }), errors: ['stock_below_reserved', 'stock_of_bundle'], access: ['seller', 'operator', 'service'], http: 'PUT /v1/stock-levels', timeout_ms: 20_000, idempotent: true, route_class: 'operator',
    }),
    listMovements: method({ summary: 'The ledger of one offer, newest first', input: s.object({ offer_id: s.Uuid, ...s.Page }), output: s.object({ movements: s.list(s.object({ movement_id: s.Uuid, offer_id: s.Uuid, stock_location_id: s.Uuid, on_hand_change: Type.Integer(), reserved_change: Type.Integer(), reason: MovementReason, reference: s.nullable(s.text(100)), created_at: s.Timestamp }), 100) }), access: ['operator', 'service'], http: 'GET /v1/stock-movements', timeout_ms: 5_000, idempotent: true, route_class: 'operator' }),
  },
});
