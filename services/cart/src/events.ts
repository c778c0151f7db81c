import { Type } from 'typebox';
import { shapes as s } from '@orinoco/contract';
import { defineEvent } from '@orinoco/event';

/** An offer went into a cart. Key: cart_id. */
export const lineAdded = defineEvent('cart.line_added', 1, s.object({ cart_id: s.Uuid, offer_id: s.Uuid, product_id: s.Uuid, quantity: Type.Integer(), customer_id: s.nullable(s.Uuid), guest_id: s.nullable(s.Uuid) }));
