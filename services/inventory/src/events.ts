import { Type } from 'typebox';
import { shapes as s } from '@orinoco/contract';
import { defineEvent } from '@orinoco/event';

/** How many of an offer can be bought now, over all locations; of a bundle, as many as its components suffice for. Key: offer_id. */
export const stockChanged = defineEvent('inventory.stock_changed', 1, s.object({ offer_id: s.Uuid, available_count: Type.Integer() }));
