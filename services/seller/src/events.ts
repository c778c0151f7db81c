import { Type } from 'typebox';
import { shapes as s } from '@orinoco/contract';
import { defineEvent } from '@orinoco/event';

/** A seller joined, changed, or changed its status. Key: seller_id. */
export const sellerChanged = defineEvent('seller.changed', 1, s.object({ seller_id: s.Uuid, handle: s.Handle, name: s.text(200), status: s.choice('pending', 'active', 'suspended', 'closed'), score: Type.Number(), is_own: Type.Boolean(), return_days: Type.Integer() }));
