import type { OfferDraft, RowError } from './contract.ts';
import { hasBadText } from './product-draft.ts';

export interface KnownOffer {
  readonly offer_id: string;
  readonly variant_id: string;
  readonly product_id: string;
  readonly seller_id: string;
  readonly seller_sku: string;
  readonly condition: string;
  readonly handling_days: number;
  readonly quantity_limit: number;
  readonly status: string;
}

export interface CheckedOffers {
  /** Rows to write; `is_changed` is false for those that say what is known already. */
  readonly offers: readonly (KnownOffer & { readonly index: number; readonly is_changed: boolean })[];
  readonly errors: readonly RowError[];
}

interface References {
  readonly variants: readonly { sku: string; variant_id: string; product_id: string }[];
  readonly offers: readonly KnownOffer[];
  readonly new_ids: readonly string[];
}

/**
 * Checks each draft against what is known and the drafts before it. An offer is matched by id, then by its seller's
 * SKU; a given id that is unknown becomes the id of the new offer. What a draft leaves out stays as it is. An offer
 * never changes its variant: carts and orders point to it.
 */
export function checkOffers(drafts: readonly OfferDraft[], { variants, offers, new_ids }: References): CheckedOffers {
  const variantOf = new Map(variants.map((variant) => [variant.sku, variant]));
  const byId = new Map(offers.map((offer) => [offer.offer_id, offer]));
  const bySellerSku = new Map(offers.map((offer) => [keyOf(offer), offer]));
  const claimed = new Set<string>();
  const good: CheckedOffers['offers'][number][] = [];
  const errors: RowError[] = [];
  drafts.forEach((draft, index) => {
    const refuse = (field: string, code: string, detail: string) => errors.push({ index, pointer: `/offers/${index}/${field}`, code, detail });
    if (hasBadText(draft)) return refuse('', 'invalid_text', 'The offer has characters that cannot be stored');
    const variant = variantOf.get(draft.sku);
    const bearer = draft.offer_id === undefined ? undefined : byId.get(draft.offer_id);
    const holder = bySellerSku.get(keyOf(draft));
    const known = bearer ?? holder;
    const offer_id = known?.offer_id ?? draft.offer_id ?? new_ids[index] ?? '';
    if (!variant) return refuse('sku', 'variant_not_found', `No variant has the SKU ${draft.sku}`);
    if (bearer && bearer.seller_id !== draft.seller_id) return refuse('offer_id', 'offer_id_taken', 'Another offer has this id');
    if (bearer && holder && holder !== bearer) return refuse('seller_sku', 'sku_taken', `Another offer of this seller has the SKU ${draft.seller_sku}`);
    if (known && known.variant_id !== variant.variant_id) return refuse('sku', 'variant_fixed', 'An offer keeps its variant; close it and make a new one');
    if (claimed.has(offer_id) || claimed.has(keyOf(draft))) return refuse('seller_sku', 'duplicate_sku', 'This offer is in the batch twice');
    claimed.add(offer_id).add(keyOf(draft));
    const offer = {
      offer_id, variant_id: variant.variant_id, product_id: variant.product_id, seller_id: draft.seller_id, seller_sku: draft.seller_sku, condition: draft.condition ?? known?.condition ?? 'new',
      handling_days: draft.handling_days ?? known?.handling_days ?? 1, quantity_limit: draft.quantity_limit ?? known?.quantity_limit ?? 30, status: draft.status ?? known?.status ?? 'active',
    };
    good.push({ ...offer, index, is_changed: !known || differs(known, offer) });
    return undefined;
  });
  return { offers: good, errors };
}

function keyOf({ seller_id, seller_sku }: { seller_id: string; seller_sku: string }): string {
  return `${seller_id} ${seller_sku}`;
}

function differs(known: KnownOffer, offer: KnownOffer): boolean {
  return known.seller_sku !== offer.seller_sku || known.condition !== offer.condition || known.handling_days !== offer.handling_days || known.quantity_limit !== offer.quantity_limit || known.status !== offer.status;
}
