import { Type, type Static } from 'typebox';
import { defineContract, method, shapes as s } from '@orinoco/contract';

export const Condition = s.choice('new', 'used_like_new', 'used_good', 'refurbished');
export type Condition = Static<typeof Condition>;

/** A named thing that a page links to. */
export const Link = s.object({ handle: s.Handle, name: s.text(200) });

/** The product card: what every page, search and recommendation shows of a product. One row of the projection. */
export const Listing = s.object({
  product_id: s.Uuid, handle: s.Handle, title: s.text(300), brand: s.nullable(Link), category: Link, media_key: s.text(200),
  offer_id: s.nullable(s.Uuid), variant_id: s.nullable(s.Uuid), seller: s.nullable(Link), price_minor: s.nullable(s.Minor), list_price_minor: s.nullable(s.Minor), currency: s.Currency,
  offer_count: Type.Integer(), rating_average: s.nullable(Type.Number()), rating_count: Type.Integer(), is_in_stock: Type.Boolean(), stock_hint: s.choice('in_stock', 'low', 'out'),
  handling_days: Type.Integer(), badges: s.list(s.text(40), 10),
});
export type Listing = Static<typeof Listing>;

export const AttributeDefinition = s.object({ code: s.text(60, 1), label: s.text(100, 1), type: s.choice('text', 'number', 'boolean'), unit: Type.Optional(s.nullable(s.text(20))), is_filterable: Type.Boolean() });
export const Category = s.object({ category_id: s.Uuid, parent_category_id: s.nullable(s.Uuid), handle: s.Handle, name: s.text(200), position: Type.Integer(), product_count: Type.Integer(), path: s.list(Link, 10), attributes: s.list(AttributeDefinition, 100) });
export type Category = Static<typeof Category>;
export const Brand = s.object({ brand_id: s.Uuid, handle: s.Handle, name: s.text(200, 1), description: s.text(2000), country: s.nullable(s.Country) });
export type Brand = Static<typeof Brand>;

const AttributeValue = Type.Union([Type.String({ maxLength: 500 }), Type.Number(), Type.Boolean()]);
const OptionValue = s.object({ value: s.text(100, 1), color: Type.Optional(s.nullable(s.text(20))) });
export const Option = s.object({ code: s.text(60, 1), label: s.text(100, 1), values: s.list(OptionValue, 100) });
export const Media = s.object({ media_key: s.text(200, 1), alt: s.text(300) });
export const OptionValues = Type.Record(Type.String({ maxLength: 60 }), Type.String({ maxLength: 100 }));

/** A seller's offer with everything a buyer compares. */
export const OfferView = s.object({
  offer_id: s.Uuid, variant_id: s.Uuid, price_minor: s.Minor, list_price_minor: s.nullable(s.Minor), lowest_price_30d_minor: s.nullable(s.Minor), currency: s.Currency, condition: Condition, handling_days: Type.Integer(),
  seller_id: s.Uuid, seller: s.object({ handle: s.Handle, name: s.text(200), score: Type.Number(), is_own: Type.Boolean(), return_days: Type.Integer() }),
  available_count: Type.Integer(), is_in_stock: Type.Boolean(), stock_hint: s.choice('in_stock', 'low', 'out'), is_featured: Type.Boolean(),
});
export type OfferView = Static<typeof OfferView>;

/** A part of a bundle: a variant of another product, and how many of it. `handle` is null while that product is not shown. */
export const VariantComponent = s.object({ variant_id: s.Uuid, handle: s.nullable(s.Handle), title: s.text(300), variant_title: s.text(300), quantity: Type.Integer(), media_key: s.text(200) });
export type VariantComponent = Static<typeof VariantComponent>;

export const VariantView = s.object({ variant_id: s.Uuid, sku: s.text(80), gtin: s.nullable(s.text(14)), option_values: OptionValues, media_key: s.text(200), weight_g: Type.Integer(), price_minor: s.nullable(s.Minor), is_available: Type.Boolean(), components: s.list(VariantComponent, 20) });
export type VariantView = Static<typeof VariantView>;

/** Everything the catalogue knows for a product page: the product, its variants, and all offers for all variants. */
export const ProductView = s.object({
  product_id: s.Uuid, handle: s.Handle, title: s.text(300), description: s.text(20_000), features: s.list(s.text(1000), 50), brand: s.nullable(Link), category_path: s.list(Link, 10), category_id: s.Uuid,
  attributes: s.list(s.object({ code: s.text(60), label: s.text(100), value: AttributeValue, unit: s.nullable(s.text(20)) }), 200),
  options: s.list(Option, 5), media: s.list(Media, 30), variants: s.list(VariantView, 500), offers: s.list(OfferView, 1000), rating_average: s.nullable(Type.Number()), rating_count: Type.Integer(), created_at: s.Timestamp,
});
export type ProductView = Static<typeof ProductView>;

/** What cart and checkout need of an offer; one row, never a join across services. */
export const OfferLine = s.object({
  offer_id: s.Uuid, variant_id: s.Uuid, product_id: s.Uuid, handle: s.Handle, title: s.text(300), variant_title: s.text(300), media_key: s.text(200), sku: s.text(80),
  seller_id: s.Uuid, seller: Link, category_id: s.Uuid, category_ids: s.list(s.Uuid, 10), tax_category: s.text(40), price_minor: s.nullable(s.Minor), list_price_minor: s.nullable(s.Minor), currency: s.Currency,
  condition: Condition, handling_days: Type.Integer(), weight_g: Type.Integer(), available_count: Type.Integer(), is_buyable: Type.Boolean(), quantity_limit: Type.Integer(),
});
export type OfferLine = Static<typeof OfferLine>;

/** What search indexes of a product. */
export const SearchableProduct = s.object({
  product_id: s.Uuid, version: Type.Integer(), is_listed: Type.Boolean(), handle: s.Handle, title: s.text(300), description: s.text(20_000), brand: s.text(200), brand_handle: s.text(120), seller_handles: s.list(s.text(120), 200), seller_ids: s.list(s.Uuid, 200), featured_seller_id: s.nullable(s.Uuid), handling_days: Type.Integer(),
  category_path: s.list(Link, 10), identifiers: s.list(s.text(80), 2000), attributes: Type.Record(Type.String(), AttributeValue), options: Type.Record(Type.String(), s.list(s.text(100), 200)), price_minor: s.nullable(s.Minor), currency: s.Currency, is_in_stock: Type.Boolean(),
  rating_average: s.nullable(Type.Number()), rating_count: Type.Integer(), popularity: Type.Number(), condition: Condition, created_at: s.Timestamp,
});
export type SearchableProduct = Static<typeof SearchableProduct>;

/** A product as a seller, an operator or an import writes it. Categories and brands are named by handle and must exist. A variant with components is a bundle; without the field its components stay as they are. */
/** The texts of a product in another language. Given, they replace all that there were; left out, those stay. */
export const Translation = s.object({ locale: s.Locale, title: s.text(300, 1), description: s.text(20_000) });
export const ProductDraft = s.object({
  product_id: Type.Optional(s.Uuid), handle: s.Handle, title: s.text(300, 1), description: s.text(20_000), features: Type.Optional(s.list(s.text(1000, 1), 20)), brand_handle: s.nullable(s.Handle), category_handle: s.Handle,
  attributes: Type.Optional(Type.Record(Type.String({ maxLength: 60 }), AttributeValue)), options: Type.Optional(s.list(Option, 5)), media: s.list(Media, 30), status: Type.Optional(s.choice('draft', 'published', 'archived')), created_at: Type.Optional(s.Timestamp),
  translations: Type.Optional(s.list(Translation, 50)),
  variants: Type.Array(s.object({ variant_id: Type.Optional(s.Uuid), sku: s.text(80, 1), gtin: Type.Optional(s.nullable(s.text(14))), option_values: OptionValues, weight_g: Type.Integer({ minimum: 0, maximum: 1_000_000 }), media_key: Type.Optional(s.nullable(s.text(200))), components: Type.Optional(s.list(s.object({ variant_id: s.Uuid, quantity: Type.Integer({ minimum: 1, maximum: 99 }) }), 100)) }), { minItems: 1, maxItems: 200 }),
});
export type ProductDraft = Static<typeof ProductDraft>;

export const OfferDraft = s.object({ offer_id: Type.Optional(s.Uuid), seller_id: s.Uuid, seller_sku: s.text(80, 1), sku: s.text(80, 1), condition: Type.Optional(Condition), handling_days: Type.Optional(Type.Integer({ minimum: 0, maximum: 30 })), quantity_limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 999 })), status: Type.Optional(s.choice('active', 'paused', 'closed')) });
export type OfferDraft = Static<typeof OfferDraft>;

export const RowError = s.object({ index: Type.Integer(), pointer: s.text(200), code: s.text(60), detail: s.text(500) });
export type RowError = Static<typeof RowError>;

const ListingSort = s.choice('popularity', 'price_asc', 'price_desc', 'rating', 'newest');
const browse = { fresh_ms: 5_000, stale_ms: 60_000 };

export const catalogContract = defineContract('catalog', {
  errors: {
    product_not_found: { status: 404, title: 'This product does not exist' },
    category_not_found: { status: 404, title: 'This category does not exist' },
    offer_not_found: { status: 404, title: 'This offer does not exist' },
    brand_not_found: { status: 404, title: 'This brand does not exist' },
    handle_taken: { status: 409, title: 'Another product has this handle' },
    sku_taken: { status: 409, title: 'Another variant or offer has this SKU' },
  },
  methods: {
    listListings: method({
      summary: 'Product cards, by category, brand or seller, 24 a page',
      input: s.object({ category: Type.Optional(s.Handle), brand: Type.Optional(s.Handle), seller: Type.Optional(s.Handle), sort: Type.Optional(ListingSort), ...s.Page }),
      output: s.object({ listings: s.list(Listing, 100), page: Type.Integer(), has_more: Type.Boolean() }),
      errors: ['category_not_found'], access: ['public'], http: 'GET /v1/listings', timeout_ms: 5_000, retries: 3, idempotent: true, cache: browse, route_class: 'browse',
    }),
    getListings: method({
      summary: 'Product cards by id, in the order asked for; unknown ones are left out',
      input: s.object({ product_ids: s.list(s.Uuid, 200) }), output: s.object({ listings: s.list(Listing, 200) }),
      access: ['service'], timeout_ms: 2_000, idempotent: true,
    }),
    getProduct: method({
      summary: 'A product with its variants and every offer', input: s.object({ handle: s.Handle, locale: Type.Optional(s.Locale) }), output: ProductView,
      errors: ['product_not_found'], access: ['public'], http: 'GET /v1/products/:handle', timeout_ms: 5_000, retries: 3, idempotent: true, cache: { ...browse, tags: ['handle'] }, route_class: 'browse',
    }),
    listCategories: method({ summary: 'The whole category tree, parents first', input: s.Empty, output: s.object({ categories: s.list(Category, 5000) }), access: ['public'], http: 'GET /v1/categories', timeout_ms: 5_000, retries: 3, idempotent: true, cache: { fresh_ms: 60_000, stale_ms: 600_000 }, route_class: 'browse' }),
    getBrand: method({ summary: 'A brand', input: s.object({ handle: s.Handle }), output: Brand, errors: ['brand_not_found'], access: ['public'], http: 'GET /v1/brands/:handle', timeout_ms: 5_000, retries: 3, idempotent: true, cache: browse, route_class: 'browse' }),
    getOffers: method({ summary: 'Offers by id, as cart and checkout need them; unknown ones are left out', input: s.object({ offer_ids: s.list(s.Uuid, 200) }), output: s.object({ offers: s.list(OfferLine, 200) }), access: ['service'], timeout_ms: 2_000, idempotent: true }),
    getSearchableProducts: method({ summary: 'What search indexes, by id or page by page', input: s.object({ product_ids: Type.Optional(s.list(s.Uuid, 500)), after_product_id: Type.Optional(s.Uuid), limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 2000 })) }), output: s.object({ products: s.list(SearchableProduct, 2000) }), access: ['service'], timeout_ms: 20_000, idempotent: true }),
    saveCategories: method({ summary: 'Creates or changes categories; parents must come first', input: s.object({ categories: s.list(s.object({ category_id: Type.Optional(s.Uuid), parent_handle: s.nullable(s.Handle), handle: s.Handle, name: s.text(200, 1), position: Type.Optional(Type.Integer()), attributes: Type.Optional(s.list(AttributeDefinition, 100)) }), 2000) }), output: s.object({ category_count: Type.Integer() }), errors: ['category_not_found'], access: ['operator', 'service'], http: 'PUT /v1/categories', timeout_ms: 20_000, idempotent: true, route_class: 'operator' }),
    saveBrands: method({ summary: 'Creates or changes brands', input: s.object({ brands: s.list(s.object({ brand_id: Type.Optional(s.Uuid), handle: s.Handle, name: s.text(200, 1), description: Type.Optional(s.text(2000)), country: Type.Optional(s.nullable(s.Country)) }), 2000) }), output: s.object({ brand_count: Type.Integer() }), access: ['operator', 'service'], http: 'PUT /v1/brands', timeout_ms: 20_000, idempotent: true, route_class: 'operator' }),
    saveProducts: method({
      summary: 'Creates or changes products by handle, 500 at a time; wrong rows are reported and the others are saved. With is_dry_run nothing is.',
      input: s.object({ products: s.list(ProductDraft, 500), is_dry_run: Type.Optional(Type.Boolean()) }),
      output: s.object({ saved: s.list(s.object({ index: Type.Integer(), product_id: s.Uuid, handle: s.Handle }), 500), errors: s.list(RowError, 5000) }),
      access: ['operator', 'service'], http: 'PUT /v1/products', timeout_ms: 30_000, idempotent: true, route_class: 'operator',
    }),
    saveOffers: method({
      summary: "Creates or changes a seller's offers by seller SKU, 1,000 at a time; wrong rows are reported and the others are saved",
      input: s.object({ offers: s.list(OfferDraft, 1000), is_dry_run: Type.Optional(Type.Boolean()) }),
      output: s.object({ saved: s.list(s.object({ index: Type.Integer(), offer_id: s.Uuid, seller_sku: s.text(80) }), 1000), errors: s.list(RowError, 5000) }),
      access: ['seller', 'operator', 'service'], http: 'PUT /v1/offers', timeout_ms: 30_000, idempotent: true, route_class: 'operator',
    }),
    exportProducts: method({ summary: 'Products in the form that saveProducts takes, page by page', input: s.object({ after_handle: Type.Optional(s.Handle), limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500 })) }), output: s.object({ products: s.list(ProductDraft, 500) }), access: ['operator', 'service'], http: 'GET /v1/products', timeout_ms: 20_000, idempotent: true, route_class: 'operator' }),
    explainFeaturedOffer: method({ summary: "Which offer of a variant is featured, and why", input: s.object({ variant_id: s.Uuid }), output: s.object({ variant_id: s.Uuid, offer_id: s.nullable(s.Uuid), reason: Type.Record(Type.String(), Type.Unknown()), decided_at: s.Timestamp }), errors: ['product_not_found'], access: ['public'], http: 'GET /v1/variants/:variant_id/featured-offer', timeout_ms: 5_000, retries: 3, idempotent: true, route_class: 'browse' }),
    savePopularity: method({ summary: 'Sets how many units of products have sold, recent ones counting more: for imports whose orders were placed elsewhere', input: s.object({ products: s.list(s.object({ product_id: s.Uuid, popularity: Type.Number({ minimum: 0, maximum: 1e9, description: 'Units sold, halved for every 30 days since' }) }), 5000) }), output: s.object({ product_count: Type.Integer() }), access: ['service'], timeout_ms: 20_000, idempotent: true }),
    rebuildListings: method({ summary: 'Builds the listings projection anew from products and offers', input: s.Empty, output: s.object({ listing_count: Type.Integer() }), access: ['operator', 'service'], http: 'POST /v1/listings/rebuild', timeout_ms: 600_000, idempotent: true, route_class: 'operator' }),
  },
});
