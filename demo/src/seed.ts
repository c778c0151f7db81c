import { randomUUID } from 'node:crypto';
import { serviceCall, type Call, type Client } from '@orinoco/contract';
import type { catalogContract, ProductDraft } from '@orinoco/catalog/contract';
import type { fulfillmentContract } from '@orinoco/fulfillment/contract';
import type { identityContract } from '@orinoco/identity/contract';
import type { inventoryContract } from '@orinoco/inventory/contract';
import type { orderContract } from '@orinoco/order/contract';
import type { pricingContract } from '@orinoco/pricing/contract';
import type { recommendationContract } from '@orinoco/recommendation/contract';
import type { reviewContract } from '@orinoco/review/contract';
import type { sellerContract } from '@orinoco/seller/contract';
import type { Bundle } from './bundles.ts';
import { streamMarketplace, type Activity } from './generate.ts';
import type { Foundation, Offer, Product } from './marketplace.ts';
import { pastOrders, popularityOf, type SoldVariant } from './past-orders.ts';
import { shippingRates } from './shipping-rates.ts';

export interface SeedClients {
  readonly catalog: Client<typeof catalogContract>;
  readonly fulfillment: Client<typeof fulfillmentContract>;
  readonly identity: Client<typeof identityContract>;
  readonly inventory: Client<typeof inventoryContract>;
  readonly order: Client<typeof orderContract>;
  readonly pricing: Client<typeof pricingContract>;
  readonly recommendation: Client<typeof recommendationContract>;
  readonly review: Client<typeof reviewContract>;
  readonly seller: Client<typeof sellerContract>;
}

export interface SeedOptions {
  readonly seed: number;
  readonly product_count: number;
  readonly now: Date;
  readonly tell: (line: string) => void;
  /** Waits until every event so far had its effect. */
  readonly drain: () => Promise<void>;
}

/** The people that the start prints. The password is no secret: these accounts exist in a demo only. */
export const demoAccounts = {
  password: 'orinoco-demo-2026',
  people: [
    { role: 'shopper', email: 'shopper@example.com', name: 'Maya Fischer' },
    { role: 'seller', email: 'seller@example.com', name: 'Jonas Weber' },
    { role: 'operator', email: 'operator@example.com', name: 'Ines Duarte' },
  ],
} as const;

/**
 * Fills an empty shop with the demo marketplace, through the same methods that an import uses. It is safe to interrupt:
 * every step can be repeated, and the shoppers' accounts, written last, mark the end.
 * @returns whether anything had to be done
 */
export async function seedMarketplace(clients: SeedClients, options: SeedOptions): Promise<boolean> {
  if (await isSeeded(clients)) return false;
  const started_at = performance.now();
  const { tell } = options;
  const stream = streamMarketplace(options);
  tell(`Filling the demo marketplace with ${options.product_count.toLocaleString('en-US')} products`);
  await seedFoundation(clients, stream.foundation);
  const sold = new Map<string, SoldVariant>();
  let product_count = 0;
  for (const { products, offers } of stream.products) {
    await seedProducts(clients, stream.foundation, products, offers);
    for (const product of products) remember(sold, product);
    product_count += products.length;
    tell(`  ${product_count.toLocaleString('en-US')} products with their offers, prices and stock`);
  }
  await seedBundles(clients, stream.foundation, stream.bundles());
  const activity = stream.activity();
  await seedActivity(clients, stream.foundation, activity, sold, options);
  const busiest = busiestShopper(activity);
  await options.drain();
  const { listing_count } = await clients.catalog.rebuildListings({}, call());
  tell(`  ${listing_count.toLocaleString('en-US')} listings`);
  await seedAccounts(clients, stream.foundation, busiest);
  tell(`  done in ${((performance.now() - started_at) / 1000).toFixed(1)} s`);
  return true;
}

const call = (): Call => serviceCall('demo', randomUUID(), Date.now() + 600_000);

async function isSeeded(clients: SeedClients): Promise<boolean> {
  const { orders } = await clients.order.listOrders({ page_size: 1 }, call());
  const { categories } = await clients.catalog.listCategories({}, call());
  return orders.length > 0 && categories.some((category) => category.product_count > 0);
}

/** Runs `write` for each slice, one after the other: batches keep memory and statements bounded. */
async function inBatches<Row>(rows: readonly Row[], size: number, write: (batch: Row[]) => Promise<unknown>): Promise<void> {
  for (let start = 0; start < rows.length; start += size) await write(rows.slice(start, start + size));
}

async function seedFoundation(clients: SeedClients, { categories, brands, sellers, stock_locations, coupons }: Foundation): Promise<void> {
  const handleOf = new Map(categories.map((category) => [category.category_id, category.handle]));
  await clients.seller.saveSellers({ sellers: sellers.map(({ seller_id, handle, name, description, country, city, return_days, is_marketplace_own, legal, quality, founded_year }) => {
    const { region: _region, ...kept } = legal;
    return { seller_id, handle, name, description, country, city, return_days, is_own: is_marketplace_own, status: 'active', score: Math.round(quality * 100) / 100, legal: kept, joined_at: `${Math.max(founded_year, 2015)}-03-01T09:00:00Z` };
  }) }, call());
  await clients.seller.saveCommissionRules({ rules: commissionRules(categories) }, call());
  await clients.catalog.saveCategories({ categories: categories.map(({ category_id, parent_category_id, handle, name, position, attributes }) => ({ category_id, parent_handle: parent_category_id === null ? null : (handleOf.get(parent_category_id) ?? null), handle, name, position, attributes: [...attributes] })) }, call());
  await clients.catalog.saveBrands({ brands: [...brands] }, call());
  await clients.fulfillment.saveStockLocations({ locations: stock_locations.map(({ weekdays_open, ...location }) => ({ ...location, open_weekdays: [...weekdays_open] })) }, call());
  await clients.fulfillment.saveShippingRates({ rates: shippingRates() }, call());
  for (const { code, percent_off_bp, amount_off_minor, currency, minimum_subtotal_minor, is_first_order_only, usage_limit, starts_at, ends_at } of coupons) {
    const kind = percent_off_bp === null ? 'amount' : 'percent';
    const coupon = { code, kind, percent_ppm: percent_off_bp === null ? null : percent_off_bp * 100, amount_minor: amount_off_minor, currency, min_subtotal_minor: minimum_subtotal_minor, is_first_order_only, usage_limit, starts_at, ends_at } as const;
    await clients.pricing.createCoupon(coupon, call()).catch(ignoreExisting);
  }
}

/** 15 % by default, less where margins are thin; the marketplace's own shop pays itself nothing. */
function commissionRules(categories: Foundation['categories']) {
  const thin = new Map([['electronics', 80_000], ['grocery', 80_000], ['books', 120_000]]);
  const special = categories.filter((category) => thin.has(category.handle)).map((category) => ({ seller_id: null, category_id: category.category_id, rate_ppm: thin.get(category.handle) ?? 150_000, fixed_minor: 0, min_minor: 30, currency: 'USD' }));
  return [{ seller_id: null, category_id: null, rate_ppm: 150_000, fixed_minor: 0, min_minor: 30, currency: 'USD' }, ...special];
}

function ignoreExisting(error: unknown): void {
  if (!(error instanceof Error) || !error.message.includes('coupon_exists')) throw error;
}

async function seedProducts(clients: SeedClients, foundation: Foundation, products: readonly Product[], offers: readonly Offer[]): Promise<void> {
  const brandOf = new Map(foundation.brands.map((brand) => [brand.brand_id, brand.handle]));
  const categoryOf = new Map(foundation.categories.map((category) => [category.category_id, category.handle]));
  const skuOf = new Map(products.flatMap((product) => product.variants.map((variant) => [variant.variant_id, variant.sku] as const)));
  await inBatches(products.map((product) => draftOf(product, brandOf.get(product.brand_id) ?? null, categoryOf.get(product.category_id) ?? '')), 500, async (batch) => {
    const { errors } = await clients.catalog.saveProducts({ products: batch }, call());
    if (errors[0]) throw new Error(`The demo has a wrong product: ${JSON.stringify(errors[0])} ${JSON.stringify(batch[errors[0].index])}`);
  });
  await inBatches(offers, 1000, async (batch) => {
    const { errors } = await clients.catalog.saveOffers({ offers: batch.map(({ offer_id, seller_id, seller_sku, variant_id, condition, handling_days }) => ({ offer_id, seller_id, seller_sku, sku: skuOf.get(variant_id) ?? '', condition, handling_days })) }, call());
    if (errors[0]) throw new Error(`The demo has a wrong offer: ${JSON.stringify(errors[0])}`);
  });
  await inBatches(offers, 1000, (batch) => clients.pricing.setPrices({ prices: batch.map(({ offer_id, currency, price_minor, list_price_minor }) => ({ offer_id, currency, price_minor, list_price_minor: list_price_minor !== null && list_price_minor > price_minor ? list_price_minor : null })) }, call()));
  await inBatches(offers.flatMap((offer) => offer.stock.map((level) => ({ offer_id: offer.offer_id, ...level }))), 1000, (batch) => clients.inventory.setStock({ levels: batch, reason: 'receive' }, call()));
}

/** Sets come after all that they are made of. They have prices, and no stock of their own. */
async function seedBundles(clients: SeedClients, { categories }: Foundation, bundles: readonly Bundle[]): Promise<void> {
  const categoryOf = new Map(categories.map((category) => [category.category_id, category.handle]));
  const products = bundles.map(({ product_id, handle, title, description, features, category_id, media, variant_id, sku, weight_g, created_at, components }): ProductDraft => ({
    product_id, handle, title, description, features: [...features], brand_handle: null, category_handle: categoryOf.get(category_id) ?? '', media: [...media], status: 'published', created_at,
    variants: [{ variant_id, sku, option_values: {}, weight_g, components: [...components] }],
  }));
  const saved = await clients.catalog.saveProducts({ products }, call());
  const offered = await clients.catalog.saveOffers({ offers: bundles.map(({ sku, offer: { offer_id, seller_id, seller_sku, handling_days } }) => ({ offer_id, seller_id, seller_sku, sku, handling_days })) }, call());
  const [error] = [...saved.errors, ...offered.errors];
  if (error) throw new Error(`The demo has a wrong bundle: ${JSON.stringify(error)}`);
  await clients.pricing.setPrices({ prices: bundles.map(({ offer: { offer_id, price_minor, list_price_minor } }) => ({ offer_id, currency: 'USD', price_minor, list_price_minor: list_price_minor !== null && list_price_minor > price_minor ? list_price_minor : null })) }, call());
}

function draftOf({ product_id, handle, title, description, features, attributes, options, variants, media, created_at }: Product, brand_handle: string | null, category_handle: string): ProductDraft {
  return {
    product_id, handle, title, description, features: [...features], brand_handle, category_handle, attributes: { ...attributes }, created_at, status: 'published',
    options: options.map(({ code, label, values, swatches = {} }) => ({ code, label, values: values.map((value) => ({ value, color: swatches[value] ?? null })) })),
    media: media.map(({ media_key, angle }, index) => ({ media_key, alt: index === 0 ? title : `${title}, ${angle} view` })),
    variants: variants.map(({ variant_id, sku, gtin, option_values, weight_g, media_key }) => ({ variant_id, sku, gtin, option_values: { ...option_values }, weight_g, media_key })),
  };
}

function remember(sold: Map<string, SoldVariant>, product: Product): void {
  for (const variant of product.variants) sold.set(variant.variant_id, { handle: product.handle, sku: variant.sku, media_key: variant.media_key, variant_title: variant.title_suffix });
}

async function seedActivity(clients: SeedClients, foundation: Foundation, { orders, views, reviews }: Activity, sold: ReadonlyMap<string, SoldVariant>, { tell, now }: SeedOptions): Promise<void> {
  await inBatches(pastOrders(orders, foundation, sold), 500, (batch) => clients.order.importOrders({ orders: batch }, call()));
  await inBatches(popularityOf(orders, now), 5000, (batch) => clients.catalog.savePopularity({ products: batch }, call()));
  tell(`  ${orders.length.toLocaleString('en-US')} orders of the last 90 days`);
  await inBatches(reviews, 1000, (batch) => clients.review.importReviews({ reviews: batch.map(({ order_line_id: _line, ...review }) => review) }, call()));
  tell(`  ${reviews.length.toLocaleString('en-US')} reviews`);
  const viewed = views.map(({ product_id, customer_id, session_id, viewed_at }) => ({ subject_id: customer_id ?? session_id, product_id, kind: 'view' as const, occurred_at: viewed_at }));
  const purchased = orders.filter((order) => order.status !== 'cancelled').flatMap((order) => order.lines.map((line) => ({ subject_id: order.customer_id, product_id: line.product_id, kind: 'purchase' as const, basket_id: order.order_group_id, occurred_at: order.placed_at })));
  await inBatches([...viewed, ...purchased], 5000, (batch) => clients.recommendation.importHistory({ events: batch }, call()));
  tell(`  ${viewed.length.toLocaleString('en-US')} visits to product pages`);
}

/** Who ordered most: the account that visitors try has a history to look at. */
function busiestShopper({ orders }: Activity): string | undefined {
  const counts = new Map<string, number>();
  for (const { customer_id } of orders) counts.set(customer_id, (counts.get(customer_id) ?? 0) + 1);
  return [...counts].reduce<readonly [string | undefined, number]>((most, each) => (each[1] > most[1] ? each : most), [undefined, 0])[0];
}

async function seedAccounts(clients: SeedClients, { shoppers, sellers }: Foundation, busiest: string | undefined): Promise<void> {
  const first = shoppers.find((shopper) => shopper.customer_id === busiest) ?? shoppers[0];
  const others = shoppers.filter((shopper) => shopper !== first);
  const own = sellers.find((seller) => seller.is_marketplace_own) ?? sellers[0];
  if (!first || !own) return;
  const [shopper, seller, operator] = demoAccounts.people;
  const { password } = demoAccounts;
  const addressOf = (name: string, address: (typeof first)['address']) => ({ name, ...address });
  await clients.identity.saveAccounts({ accounts: [
    { customer_id: first.customer_id, email: shopper.email, name: shopper.name, password, address: addressOf(shopper.name, first.address) },
    { customer_id: randomUUID(), email: seller.email, name: seller.name, password, seller_ids: [own.seller_id] },
    { customer_id: randomUUID(), email: operator.email, name: operator.name, password, is_operator: true },
  ] }, call());
  await inBatches(others, 1000, (batch) => clients.identity.saveAccounts({ accounts: batch.map(({ customer_id, email, name, address }) => ({ customer_id, email: email.toLowerCase(), name, address: addressOf(name, address) })) }, call()));
}
