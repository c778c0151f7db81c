import { Type } from 'typebox';
import { shapes as s } from '@orinoco/contract';
import { defineEvent } from '@orinoco/event';

/** The card of a product changed: price, stock, rating, text or whether it is shown at all. Key: product_id. */
export const listingChanged = defineEvent('catalog.listing_changed', 1, s.object({ product_id: s.Uuid, handle: s.Handle, version: Type.Integer(), is_listed: Type.Boolean() }));

/** A seller offers a variant, or changed how. `components` are the seller's offers that one unit of a bundle takes, empty for a plain offer. Key: offer_id. */
export const offerSaved = defineEvent('catalog.offer_saved', 1, s.object({ offer_id: s.Uuid, variant_id: s.Uuid, product_id: s.Uuid, seller_id: s.Uuid, seller_sku: s.text(80), status: s.text(20), handling_days: Type.Integer(), components: s.list(s.object({ offer_id: s.Uuid, quantity: Type.Integer() }), 20) }));
