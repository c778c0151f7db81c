import type { OfferDraft, RowError } from './contract.ts';
import { byIndex, hasBadText, type Component } from './product-draft.ts';

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
  /** The seller's offers that a bundle draws on; empty for a plain offer. */
  readonly components: readonly OfferComponent[];
  /** What it costs, if that is known. */
  readonly price_minor: number | null;
}

export interface OfferComponent {
  readonly offer_id: string;
  readonly quantity: number;
}

export interface CheckedOffers {
  /** Rows to write; `is_changed` is false for those that say what is known already. */
  readonly offers: readonly (KnownOffer & { readonly index: number; readonly is_changed: boolean })[];
  readonly errors: readonly RowError[];
}

/** What drafts are checked against; of bundles also all that the sellers of the batch offer of their components. */
export interface OfferReferences {
  readonly variants: readonly { sku: string; variant_id: string; product_id: string; components: readonly Component[] }[];
  readonly offers: readonly KnownOffer[];
  readonly new_ids: readonly string[];
}

/**
 * Checks each draft against what is known and the drafts before it. An offer is matched by id, then by its seller's
 * SKU; a given id that is unknown becomes the id of the new offer. What a draft leaves out stays as it is. An offer
 * never changes its variant: carts and orders point to it. An active offer of a bundle draws on its seller's active
 * offers of the components.
 */
export function checkOffers(drafts: readonly OfferDraft[], { variants, offers, new_ids }: OfferReferences): CheckedOffers {
  const variantOf = new Map(variants.map((variant) => [variant.sku, variant]));
  const byId = new Map(offers.map((offer) => [offer.offer_id, offer]));
  const bySellerSku = new Map(offers.map((offer) => [keyOf(offer), offer]));
  const claimed = new Set<string>();
  const shelf = Map.groupBy(offers, shelfOf);
  const good: CheckedOffers['offers'][number][] = [];
  const errors: RowError[] = [];
  const isBundle = (draft: OfferDraft) => (variantOf.get(draft.sku)?.components.length ?? 0) > 0;
  // Bundles last, so that they may stand before the offers that they draw on.
  [...drafts.entries()].toSorted(([, a], [, b]) => Number(isBundle(a)) - Number(isBundle(b))).forEach(([index, draft]) => {
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
    const status = draft.status ?? known?.status ?? 'active';
    const chosen = variant.components.map((component) => chooseComponent(component, shelf.get(shelfOf({ seller_id: draft.seller_id, variant_id: component.variant_id })) ?? [], known?.components ?? []));
    const missing = chosen.indexOf(undefined);
    if (status === 'active' && missing >= 0) return refuse('sku', 'component_not_offered', `The seller has no active offer of the component ${variant.components[missing]?.variant_id}`);
    const offer: KnownOffer = {
      offer_id, variant_id: variant.variant_id, product_id: variant.product_id, seller_id: draft.seller_id, seller_sku: draft.seller_sku, condition: draft.condition ?? known?.condition ?? 'new',
      handling_days: draft.handling_days ?? known?.handling_days ?? 1, quantity_limit: draft.quantity_limit ?? known?.quantity_limit ?? 30, status,
      components: missing >= 0 ? (known?.components ?? []) : chosen.filter((each) => each !== undefined), price_minor: known?.price_minor ?? null,
    };
    shelf.set(shelfOf(offer), [...(shelf.get(shelfOf(offer)) ?? []).filter((each) => each.offer_id !== offer_id), offer]);
    good.push({ ...offer, index, is_changed: !known || differs(known, offer) });
    return undefined;
  });
  return { offers: good.toSorted(byIndex), errors: errors.toSorted(byIndex) };
}

function keyOf({ seller_id, seller_sku }: { seller_id: string; seller_sku: string }): string {
  return `${seller_id} ${seller_sku}`;
}

/** Where a seller's offers of a variant stand. */
function shelfOf({ seller_id, variant_id }: { readonly seller_id: string; readonly variant_id: string }): string {
  return `${seller_id} ${variant_id}`;
}

/** The seller's offer that a bundle takes a component from: the one it has, else a new one before a used one, then the cheapest. */
function chooseComponent({ quantity }: Component, own: readonly KnownOffer[], had: readonly OfferComponent[]): OfferComponent | undefined {
  const rank = (offer: KnownOffer) => [had.some((each) => each.offer_id === offer.offer_id) ? 0 : 1, offer.condition === 'new' ? 0 : 1, offer.price_minor ?? Number.MAX_SAFE_INTEGER];
  const [best] = own.filter((offer) => offer.status === 'active').toSorted((a, b) => compare([...rank(a), a.offer_id], [...rank(b), b.offer_id]));
  return best && { offer_id: best.offer_id, quantity };
}

function compare(a: readonly (number | string)[], b: readonly (number | string)[]): number {
  const at = a.findIndex((each, index) => each !== b[index]);
  return at < 0 ? 0 : (a[at] ?? 0) < (b[at] ?? 0) ? -1 : 1;
}

function differs(known: KnownOffer, offer: KnownOffer): boolean {
  return known.seller_sku !== offer.seller_sku || known.condition !== offer.condition || known.handling_days !== offer.handling_days || known.quantity_limit !== offer.quantity_limit || known.status !== offer.status || JSON.stringify(known.components) !== JSON.stringify(offer.components);
}
