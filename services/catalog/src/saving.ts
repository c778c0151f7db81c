import { checkSeller, failField, type Call, type InputOf, type OutputOf } from '@orinoco/contract';
import { violatedConstraint, type Database } from '@orinoco/database';
import { emit, event } from '@orinoco/event';
import { planCategories } from './category-tree.ts';
import { loadCategories, markCategoriesStale, writeBrands, writeCategories } from './category-store.ts';
import type { catalogContract, OfferDraft, ProductDraft } from './contract.ts';
import { offerSaved } from './events.ts';
import { parseGtin } from './gtin.ts';
import { checkOffers } from './offer-draft.ts';
import { checkProducts, hasBadText } from './product-draft.ts';
import { loadOfferReferences, loadProductReferences } from './reference-store.ts';
import { markIncomplete, writeOffers, writeProducts } from './save-store.ts';
import { takeTurn } from './turn-store.ts';

type Catalog = typeof catalogContract;
const max_errors = 5000;

export async function saveCategories(database: Database, { categories }: InputOf<Catalog, 'saveCategories'>): Promise<OutputOf<Catalog, 'saveCategories'>> {
  if (hasBadText(categories)) throw failField('/categories', 'invalid_text', 'A category has characters that cannot be stored');
  return database.transaction(async (tx) => {
    await takeTurn(tx);
    const known = await loadCategories(tx, categories.length);
    const plan = planCategories(known.categories, categories.map((draft) => ({ ...draft, ...lowered('category_id', draft.category_id) })), known.new_ids);
    if (plan.rows.length > 0) await writeCategories(tx, plan.rows);
    if (plan.moved_ids.length > 0) {
      await markCategoriesStale(tx, plan.moved_ids);
      tx.poke();
    }
    return { category_count: categories.length };
  });
}

/** Throws `invalid_request` for a handle that is there twice or an id that another brand has. */
export async function saveBrands(database: Database, { brands }: InputOf<Catalog, 'saveBrands'>): Promise<OutputOf<Catalog, 'saveBrands'>> {
  if (hasBadText(brands)) throw failField('/brands', 'invalid_text', 'A brand has characters that cannot be stored');
  const seen = new Set<string>();
  brands.forEach(({ handle }, index) => {
    if (seen.has(handle)) throw failField(`/brands/${index}/handle`, 'duplicate_handle', `The brand ${handle} is there twice`);
    seen.add(handle);
  });
  try {
    await database.transaction(async (tx) => {
      await takeTurn(tx);
      await writeBrands(tx, brands.map((brand) => ({ ...brand, has_country: brand.country !== undefined })));
      tx.poke();
    });
  } catch (error) {
    throw violatedConstraint(error) === 'brands_pkey' ? failField('/brands', 'brand_id_taken', 'Another brand has one of these ids') : error;
  }
  return { brand_count: brands.length };
}

export async function saveProducts(database: Database, { products: given, is_dry_run = false }: InputOf<Catalog, 'saveProducts'>): Promise<OutputOf<Catalog, 'saveProducts'>> {
  const drafts = given.map(withLowerIds);
  return database.transaction(async (tx) => {
    await takeTurn(tx);
    const { products, errors } = checkProducts(drafts, await loadProductReferences(tx, wantedBy(drafts)));
    if (!is_dry_run && products.length > 0) {
      await writeProducts(tx, products);
      tx.poke();
    }
    return { saved: products.map(({ index, product_id, handle }) => ({ index, product_id, handle })), errors: errors.slice(0, max_errors) };
  });
}

function wantedBy(drafts: readonly ProductDraft[]): Parameters<typeof loadProductReferences>[1] {
  const variants = drafts.flatMap((draft) => draft.variants);
  return {
    handles: drafts.map((draft) => draft.handle),
    product_ids: drafts.flatMap((draft) => draft.product_id ?? []),
    category_handles: [...new Set(drafts.map((draft) => draft.category_handle))],
    brand_handles: [...new Set(drafts.flatMap((draft) => draft.brand_handle ?? []))],
    skus: variants.map((variant) => storable(variant.sku)),
    gtins: variants.flatMap((variant) => (variant.gtin == null ? [] : (knownGtin(variant.gtin) ?? []))),
    variant_ids: variants.flatMap((variant) => [...(variant.variant_id === undefined ? [] : [variant.variant_id]), ...(variant.components ?? []).map((component) => component.variant_id)]),
    id_count: drafts.length + variants.length,
  };
}

function knownGtin(text: string): string | null {
  const result = parseGtin(text, { is_demonstration_allowed: true });
  return result.is_valid ? result.gtin : null;
}

/** Saves the offers of sellers that the caller works for; throws 403 when one of them is another's. */
export async function saveOffers(database: Database, { offers: given, is_dry_run = false }: InputOf<Catalog, 'saveOffers'>, call: Call): Promise<OutputOf<Catalog, 'saveOffers'>> {
  const drafts: OfferDraft[] = given.map((draft) => ({ ...draft, seller_id: draft.seller_id.toLowerCase(), ...lowered('offer_id', draft.offer_id) }));
  for (const seller_id of new Set(drafts.map((draft) => draft.seller_id))) checkSeller(call, seller_id);
  return database.transaction(async (tx) => {
    await takeTurn(tx);
    const references = await loadOfferReferences(tx, {
      skus: [...new Set(drafts.map((draft) => storable(draft.sku)))],
      seller_ids: drafts.map((draft) => draft.seller_id),
      seller_skus: drafts.map((draft) => storable(draft.seller_sku)),
      offer_ids: drafts.flatMap((draft) => draft.offer_id ?? []),
      id_count: drafts.length,
    });
    const { offers, errors } = checkOffers(drafts, references);
    const changed = offers.filter((offer) => offer.is_changed);
    if (!is_dry_run && changed.length > 0) {
      await writeOffers(tx, changed);
      await markIncomplete(tx, changed);
      await emit(tx, ...changed.map(({ offer_id, variant_id, product_id, seller_id, seller_sku, status, handling_days, components }) => event(offerSaved, offer_id, { offer_id, variant_id, product_id, seller_id, seller_sku, status, handling_days, components: [...components] })));
    }
    return { saved: offers.map(({ index, offer_id, seller_sku }) => ({ index, offer_id, seller_sku })), errors: errors.slice(0, max_errors) };
  });
}

/** Text for a look-up: what PostgreSQL cannot take finds nothing and is refused row by row. */
function storable(text: string): string {
  return text.replaceAll('\0', '').toWellFormed();
}

function withLowerIds(draft: ProductDraft): ProductDraft {
  return { ...draft, ...lowered('product_id', draft.product_id), variants: draft.variants.map(({ components, ...variant }) => ({ ...variant, ...lowered('variant_id', variant.variant_id), ...(components && { components: components.map((each) => ({ ...each, variant_id: each.variant_id.toLowerCase() })) }) })) };
}

/** Ids are compared as PostgreSQL writes them. */
function lowered<Name extends string>(name: Name, id: string | undefined): { [K in Name]?: string } {
  return (id === undefined ? {} : { [name]: id.toLowerCase() }) as { [K in Name]?: string };
}
