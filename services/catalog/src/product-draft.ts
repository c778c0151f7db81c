import type { ProductDraft, RowError } from './contract.ts';
import { parseGtin } from './gtin.ts';

export type AttributeType = 'text' | 'number' | 'boolean';

export interface KnownProduct {
  readonly product_id: string;
  readonly handle: string;
  readonly status: string;
  readonly created_at: string;
}

export interface KnownVariant {
  readonly variant_id: string;
  readonly product_id: string;
  readonly sku: string;
  readonly gtin: string | null;
  readonly has_offers: boolean;
  /** Whether a bundle is made of it. */
  readonly is_component: boolean;
  /** What it is made of, if it is a bundle. */
  readonly components: readonly Component[];
}

export interface Component {
  readonly variant_id: string;
  readonly quantity: number;
}

/** What drafts are checked against. `new_ids` holds one for every product and variant of the batch. */
export interface ProductReferences {
  readonly categories: ReadonlyMap<string, { readonly category_id: string; readonly types: ReadonlyMap<string, AttributeType> }>;
  readonly brands: ReadonlyMap<string, string>;
  readonly products: readonly KnownProduct[];
  readonly variants: readonly KnownVariant[];
  readonly new_ids: readonly string[];
}

export interface VariantRow {
  readonly variant_id: string;
  readonly product_id: string;
  readonly sku: string;
  readonly gtin: string | null;
  readonly option_values: Readonly<Record<string, string>>;
  readonly weight_g: number;
  readonly media_key: string | null;
  readonly position: number;
  readonly components: readonly Component[];
}

/** A product ready to be written, in the words of the columns. */
export interface ProductRow {
  readonly index: number;
  readonly product_id: string;
  readonly handle: string;
  readonly title: string;
  readonly description: string;
  readonly features: readonly string[];
  readonly brand_id: string | null;
  readonly category_id: string;
  readonly attributes: Readonly<Record<string, string | number | boolean>>;
  readonly options: NonNullable<ProductDraft['options']>;
  readonly status: string;
  readonly created_at: string | null;
  readonly media: readonly { readonly product_id: string; readonly position: number; readonly media_key: string; readonly alt: string }[];
  readonly variants: readonly VariantRow[];
  /** Null: those that are there stay. */
  readonly translations: readonly { readonly product_id: string; readonly locale: string; readonly title: string; readonly description: string }[] | null;
}

export interface CheckedProducts {
  readonly products: readonly ProductRow[];
  readonly errors: readonly RowError[];
}

const limits = { variants: 200, features: 20, options: 5, option_values: 100, media: 30, attributes: 200 } as const;

type Refuse = (field: string, code: string, detail: string) => void;

/**
 * Checks each draft against what is known and against the drafts before it. A product is matched by id, then by
 * handle; its variants by id, then by SKU; given ids that are unknown become those of new rows. A draft with any
 * error is left out and claims nothing.
 */
export function checkProducts(drafts: readonly ProductDraft[], references: ProductReferences): CheckedProducts {
  const desk = openDesk(references);
  const products: ProductRow[] = [];
  const errors: RowError[] = [];
  const isBundle = (draft: ProductDraft) => draft.variants.some((variant) => (variant.components?.length ?? 0) > 0);
  // Bundles last, so that they may stand before what they are made of.
  [...drafts.entries()].toSorted(([, a], [, b]) => Number(isBundle(a)) - Number(isBundle(b))).forEach(([index, draft]) => {
    const found: RowError[] = [];
    const refuse: Refuse = (field, code, detail) => found.push({ index, pointer: `/products/${index}${field}`, code, detail });
    const row = hasBadText(draft) ? (refuse('', 'invalid_text', 'The product has characters that cannot be stored'), undefined) : checkProduct(draft, index, desk, refuse);
    if (row && found.length === 0) {
      desk.claim(row);
      products.push(row);
    }
    errors.push(...found);
  });
  return { products: products.toSorted(byIndex), errors: errors.toSorted(byIndex) };
}

export function byIndex(a: { readonly index: number }, b: { readonly index: number }): number {
  return a.index - b.index;
}

/** What is known, in the shape in which it is asked for, and what this batch has taken so far. */
interface Desk {
  readonly references: ProductReferences;
  readonly productById: ReadonlyMap<string, KnownProduct>;
  readonly productByHandle: ReadonlyMap<string, KnownProduct>;
  readonly variantById: ReadonlyMap<string, KnownVariant>;
  readonly variantBySku: ReadonlyMap<string, KnownVariant>;
  readonly variantByGtin: ReadonlyMap<string, KnownVariant>;
  readonly variantsOf: ReadonlyMap<string, readonly KnownVariant[]>;
  isClaimed(kind: 'id' | 'handle' | 'sku' | 'gtin' | 'variant' | 'bundle' | 'component', value: string): boolean;
  claim(row: ProductRow): void;
  newId(): string;
}

function openDesk(references: ProductReferences): Desk {
  const { products, variants, new_ids } = references;
  const claimed = new Set<string>();
  let next = 0;
  return {
    references,
    productById: new Map(products.map((product) => [product.product_id, product])),
    productByHandle: new Map(products.map((product) => [product.handle, product])),
    variantById: new Map(variants.map((variant) => [variant.variant_id, variant])),
    variantBySku: new Map(variants.map((variant) => [variant.sku, variant])),
    variantByGtin: new Map(variants.flatMap((variant) => (variant.gtin === null ? [] : [[variant.gtin, variant]]))),
    variantsOf: Map.groupBy(variants, (variant) => variant.product_id),
    isClaimed: (kind, value) => claimed.has(`${kind} ${value}`),
    claim(row) {
      claimed.add(`id ${row.product_id}`).add(`handle ${row.handle}`);
      for (const { variant_id, sku, gtin, components } of row.variants) {
        claimed.add(`id ${variant_id}`).add(`variant ${variant_id}`).add(`sku ${sku}`).add(`gtin ${gtin}`);
        if (components.length > 0) claimed.add(`bundle ${variant_id}`);
        for (const component of components) claimed.add(`component ${component.variant_id}`);
      }
    },
    newId() {
      const id = new_ids[next++];
      if (id === undefined) throw new Error('There are fewer new ids than rows');
      return id;
    },
  };
}

function checkProduct(draft: ProductDraft, index: number, desk: Desk, refuse: Refuse): ProductRow {
  const { handle, brand_handle, category_handle, features = [], attributes = {}, options = [] } = draft;
  const bearer = draft.product_id === undefined ? undefined : desk.productById.get(draft.product_id);
  const holder = desk.productByHandle.get(handle);
  const known = bearer ?? holder;
  const product_id = known?.product_id ?? draft.product_id ?? desk.newId();
  if (bearer && holder && bearer !== holder) refuse('/handle', 'handle_taken', `Another product has the handle ${handle}`);
  if (desk.isClaimed('handle', handle) || desk.isClaimed('id', product_id)) refuse('/handle', 'duplicate_handle', `The product ${handle} is in the batch twice`);
  const category = desk.references.categories.get(category_handle);
  if (!category) refuse('/category_handle', 'category_not_found', `There is no category ${category_handle}`);
  const brand_id = brand_handle === null ? null : (desk.references.brands.get(brand_handle) ?? null);
  if (brand_handle !== null && brand_id === null) refuse('/brand_handle', 'brand_not_found', `There is no brand ${brand_handle}`);
  const created_at = draft.created_at === undefined ? (known?.created_at ?? null) : isoTime(draft.created_at);
  if (draft.created_at !== undefined && created_at === null) refuse('/created_at', 'invalid_time', 'Not a time by RFC 3339');
  checkCounts(draft, refuse);
  for (const [code, value] of Object.entries(attributes)) {
    const type = category?.types.get(code);
    if (type !== undefined && type !== (typeof value === 'string' ? 'text' : typeof value)) refuse(`/attributes/${code}`, 'attribute_type', `${code} has to be a ${type}`);
  }
  checkOptions(draft, refuse);
  draft.translations?.forEach(({ locale }, place, all) => {
    if (all.findIndex((each) => each.locale === locale) < place) refuse(`/translations/${place}/locale`, 'duplicate_locale', `${locale} is there twice`);
  });
  return {
    index, product_id, handle, title: draft.title, description: draft.description, features, brand_id, category_id: category?.category_id ?? '', attributes, options,
    status: draft.status ?? known?.status ?? 'published', created_at,
    media: draft.media.map(({ media_key, alt }, position) => ({ product_id, position, media_key, alt })),
    variants: resolveVariants(draft, product_id, known !== undefined, desk, refuse),
    translations: draft.translations?.map((translation) => ({ product_id, ...translation })) ?? null,
  };
}

function checkCounts({ variants, features = [], options = [], media, attributes = {} }: ProductDraft, refuse: Refuse): void {
  const counts = { variants: variants.length, features: features.length, options: options.length, media: media.length, attributes: Object.keys(attributes).length };
  for (const [field, count] of Object.entries(counts) as [keyof typeof counts, number][]) {
    if (count > limits[field]) refuse(`/${field}`, `too_many_${field}`, `${count} ${field}; at most ${limits[field]} are possible`);
  }
  options.forEach(({ values }, place) => {
    if (values.length > limits.option_values) refuse(`/options/${place}/values`, 'too_many_option_values', `At most ${limits.option_values} values are possible`);
  });
  if (variants.length === 0) refuse('/variants', 'no_variants', 'A product has at least one variant');
}

/** Every variant names a value of every option and nothing else, and no two name the same. */
function checkOptions({ options = [], variants }: ProductDraft, refuse: Refuse): void {
  const valuesOf = new Map(options.map(({ code, values }) => [code, new Set(values.map(({ value }) => value))]));
  if (valuesOf.size < options.length) refuse('/options', 'duplicate_option', 'Two options have the same code');
  const seen = new Set<string>();
  variants.forEach(({ option_values }, place) => {
    const is_match = Object.keys(option_values).length === valuesOf.size && [...valuesOf].every(([code, values]) => values.has(option_values[code] ?? ''));
    const chosen = JSON.stringify([...valuesOf.keys()].map((code) => option_values[code]));
    if (!is_match) refuse(`/variants/${place}/option_values`, 'option_values_mismatch', 'A variant names one value of each option of the product');
    else if (seen.has(chosen)) refuse(`/variants/${place}/option_values`, 'duplicate_option_values', 'Another variant has the same values');
    seen.add(chosen);
  });
}

function resolveVariants(draft: ProductDraft, product_id: string, is_known: boolean, desk: Desk, refuse: Refuse): VariantRow[] {
  const own = is_known ? (desk.variantsOf.get(product_id) ?? []) : [];
  const resolved = draft.variants.map((variant, place) => {
    const bearer = own.find((each) => each.variant_id === variant.variant_id);
    const known = bearer ?? own.find((each) => each.sku === variant.sku);
    const variant_id = known?.variant_id ?? variant.variant_id ?? desk.newId();
    if (!known && (desk.variantById.has(variant_id) || desk.isClaimed('id', variant_id))) refuse(`/variants/${place}/variant_id`, 'variant_id_taken', 'A variant of another product has this id');
    return variant_id;
  });
  const kept = new Set(resolved);
  // A variant that is gone from the draft but has offers or is part of a bundle stays, and so do its SKU and GTIN.
  const isTaken = (owner: KnownVariant | undefined) => owner !== undefined && (owner.product_id !== product_id || (!kept.has(owner.variant_id) && (owner.has_offers || owner.is_component)));
  const ownBundles = new Map(draft.variants.map((variant, place) => [resolved[place] ?? '', (variant.components ?? desk.variantById.get(resolved[place] ?? '')?.components ?? []).length > 0]));
  const ids = new Set<string>();
  const skus = new Set<string>();
  const gtins = new Set<string>();
  return draft.variants.map(({ sku, gtin: typed, option_values, weight_g, media_key = null, components: parts }, place) => {
    const at = `/variants/${place}`;
    const variant_id = resolved[place] ?? '';
    const gtin = gtinOf(typed ?? null, `${at}/gtin`, refuse);
    if (isTaken(desk.variantBySku.get(sku))) refuse(`${at}/sku`, 'sku_taken', `Another variant has the SKU ${sku}`);
    if (skus.has(sku) || ids.has(variant_id) || desk.isClaimed('sku', sku)) refuse(`${at}/sku`, 'duplicate_sku', `The SKU ${sku} is in the batch twice`);
    if (gtin !== null && isTaken(desk.variantByGtin.get(gtin))) refuse(`${at}/gtin`, 'gtin_taken', `Another variant has the GTIN ${gtin}`);
    if (gtin !== null && (gtins.has(gtin) || desk.isClaimed('gtin', gtin))) refuse(`${at}/gtin`, 'duplicate_gtin', `The GTIN ${gtin} is in the batch twice`);
    ids.add(variant_id);
    skus.add(sku);
    if (gtin !== null) gtins.add(gtin);
    const components = resolveComponents(variant_id, parts, ownBundles, desk, (field, code, detail) => refuse(`${at}${field}`, code, detail));
    return { variant_id, product_id, sku, gtin, option_values, weight_g, media_key, position: place, components };
  });
}

const components_most = 20;
const component_quantity_most = 99;

/** What a variant is made of. A bundle holds no bundles, is no part of one, and keeps what it is made of once it is offered: it would not be what carts hold. */
function resolveComponents(variant_id: string, given: readonly Component[] | undefined, ownBundles: ReadonlyMap<string, boolean>, desk: Desk, refuse: Refuse): readonly Component[] {
  const known = desk.variantById.get(variant_id);
  const components = given ?? known?.components ?? [];
  const isVariant = (id: string) => desk.variantById.has(id) || ownBundles.has(id) || desk.isClaimed('variant', id);
  const isBundle = (id: string) => id === variant_id || (ownBundles.get(id) ?? (desk.isClaimed('variant', id) ? desk.isClaimed('bundle', id) : (desk.variantById.get(id)?.components.length ?? 0) > 0));
  components.forEach((component, index) => {
    const at = `/components/${index}/variant_id`;
    if (!isVariant(component.variant_id)) refuse(at, 'component_not_found', `There is no variant ${component.variant_id}`);
    else if (isBundle(component.variant_id)) refuse(at, 'bundle_nested', 'A bundle cannot be part of a bundle');
    if (!(component.quantity >= 1 && component.quantity <= component_quantity_most)) refuse(`/components/${index}/quantity`, 'component_quantity', `A bundle takes 1 to ${component_quantity_most} of a component`);
    if (components.findIndex((each) => each.variant_id === component.variant_id) < index) refuse(at, 'duplicate_component', 'This variant is in the bundle twice; raise its quantity instead');
  });
  if (components.length > components_most || (components.length === 1 && (components[0]?.quantity ?? 0) < 2)) refuse('/components', 'bundle_size', `A bundle has 2 to ${components_most} components, or one of which it takes 2 or more`);
  if (components.length > 0 && (known?.is_component || desk.isClaimed('component', variant_id))) refuse('/components', 'bundle_nested', 'This variant is part of a bundle and cannot be one');
  if (known?.has_offers && fingerprint(components) !== fingerprint(known.components)) refuse('/components', 'components_fixed', 'A variant with offers keeps its components; make another variant');
  return components;
}

function fingerprint(components: readonly Component[]): string {
  return components.map((each) => `${each.variant_id} ${each.quantity}`).toSorted().join();
}

/** Demonstration numbers pass: the demo shop has them, and they clash with none that is real. */
function gtinOf(typed: string | null, field: string, refuse: Refuse): string | null {
  if (typed === null) return null;
  const result = parseGtin(typed, { is_demonstration_allowed: true });
  if (result.is_valid) return result.gtin;
  refuse(field, result.code, result.detail);
  return null;
}

/** The time in UTC with milliseconds, as every product has it, or null. */
function isoTime(text: string): string | null {
  const time = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isFinite(time) ? new Date(time).toISOString() : null;
}

/** PostgreSQL stores neither NUL nor half a surrogate pair; in JSON both can only stand escaped. */
export function hasBadText(draft: object): boolean {
  return /(?<!\\)(?:\\\\)*\\u(?:0000|d[89a-f])/.test(JSON.stringify(draft));
}
