import { Type } from 'typebox';
import { shapes as s } from '@orinoco/contract';
import { defineEvent } from '@orinoco/event';

/** An offer has a new price. `lowest_price_30d_minor` is the lowest in force in the 30 days before (Directive 98/6/EC, art. 6a). Key: offer_id. */
export const priceChanged = defineEvent('pricing.price_changed', 1, s.object({ offer_id: s.Uuid, currency: s.Currency, price_minor: Type.Integer(), list_price_minor: s.nullable(Type.Integer()), lowest_price_30d_minor: s.nullable(Type.Integer()) }));
