import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { generateMarketplace, generateProducts, streamMarketplace } from './generate.ts';
import { brands, kinds } from './kinds.ts';
import type { Marketplace } from './marketplace.ts';
import { decodePicture } from './picture-key.ts';
import { gtinCheckDigit } from './variants.ts';

const now = new Date('2026-03-01T12:00:00Z');
const market = generateMarketplace({ seed: 42, product_count: 1500, now });

function fingerprint(marketplace: Marketplace): string {
  return createHash('sha256').update(JSON.stringify(marketplace)).digest('hex');
}

function assertUnique(values: readonly string[], what: string): void {
  assert.equal(new Set(values).size, values.length, `${what} repeats`);
}

test('kinds name known brands, known complements and placeholders that have a value', () => {
  const brandIds = new Set(brands.map((brand) => brand.id));
  const kindIds = new Set(kinds.map((kind) => kind.id));
  assertUnique(kinds.map((kind) => kind.id), 'kind id');
  assertUnique(brands.map((brand) => brand.id), 'brand id');
  assertUnique(brands.map((brand) => brand.name), 'brand name');
  for (const kind of kinds) {
    for (const brand of kind.brands) assert.ok(brandIds.has(brand), `${kind.id}: brand ${brand}`);
    for (const { kind: other, probability } of kind.complements) {
      assert.ok(kindIds.has(other) && probability > 0 && probability <= 1, `${kind.id}: complement ${other}`);
    }
    const known = new Set(['brand', 'line', 'noun', ...kind.attributes.map((spec) => spec.code)]);
    for (const template of [...kind.titles, ...kind.features]) {
      for (const [, code = ''] of template.matchAll(/\{([^}]*)\}/gu)) assert.ok(known.has(code), `${kind.id}: {${code}}`);
    }
  }
});

test('the same arguments give the same marketplace, another seed another one', () => {
  const small = (seed: number) => fingerprint(generateMarketplace({ seed, product_count: 200, now }));
  assert.equal(small(7), small(7));
  assert.notEqual(small(7), small(8));
});

test('batches hold the products of the whole', () => {
  const ids = [...generateProducts({ seed: 42, product_count: 1500, now })].flatMap((batch) => batch.products.map((product) => product.product_id));
  assert.deepEqual(ids, market.products.map((product) => product.product_id));
});

test('ids, handles, titles, SKUs and GTINs are unique', () => {
  const variants = market.products.flatMap((product) => product.variants);
  assertUnique(market.products.map((product) => product.product_id), 'product_id');
  assertUnique(market.products.map((product) => product.handle), 'product handle');
  assertUnique(market.products.map((product) => product.title), 'title');
  assertUnique(variants.map((variant) => variant.variant_id), 'variant_id');
  assertUnique(variants.map((variant) => variant.sku), 'sku');
  assertUnique(variants.map((variant) => variant.gtin), 'gtin');
  assertUnique(market.offers.map((offer) => offer.offer_id), 'offer_id');
  assertUnique(market.offers.map((offer) => `${offer.seller_id}/${offer.seller_sku}`), 'seller_sku');
  assertUnique(market.categories.map((category) => category.handle), 'category handle');
  assertUnique(market.brands.map((brand) => brand.handle), 'brand handle');
  assertUnique(market.sellers.map((seller) => seller.handle), 'seller handle');
  assertUnique(market.shoppers.map((shopper) => shopper.email), 'email');
  assertUnique(market.orders.map((order) => order.order_id), 'order_id');
  assertUnique(market.reviews.map((review) => `${review.customer_id}/${review.product_id}`), 'review of a product by a customer');
});

test('catalogue references resolve', () => {
  const categoryIds = new Set(market.categories.map((category) => category.category_id));
  const brandIds = new Set(market.brands.map((brand) => brand.brand_id));
  for (const { parent_category_id } of market.categories) assert.ok(parent_category_id === null || categoryIds.has(parent_category_id));
  for (const product of market.products) {
    assert.ok(categoryIds.has(product.category_id) && brandIds.has(product.brand_id));
    const media = new Set(product.media.map((medium) => medium.media_key));
    assert.ok(product.media.length >= 3);
    for (const medium of product.media) assert.notEqual(decodePicture(medium.media_key), null, medium.media_key);
    for (const variant of product.variants) {
      assert.ok(media.has(variant.media_key));
      for (const option of product.options) assert.ok(option.values.includes(variant.option_values[option.code] ?? ''));
    }
  }
});

test('every product is offered, at its default variant too, and offers and orders resolve', () => {
  const variantIds = new Set(market.products.flatMap((product) => product.variants.map((variant) => variant.variant_id)));
  const locations = new Map(market.stock_locations.map((location) => [location.stock_location_id, location.seller_id]));
  const offers = new Map(market.offers.map((offer) => [offer.offer_id, offer]));
  const offered = new Set(market.offers.map((offer) => offer.variant_id));
  for (const product of market.products) assert.ok(offered.has(product.variants[0]?.variant_id ?? ''));
  for (const offer of market.offers) {
    assert.ok(variantIds.has(offer.variant_id) && Number.isInteger(offer.price_minor) && offer.price_minor > 0);
    assert.ok(offer.list_price_minor === null || offer.list_price_minor > offer.price_minor);
    for (const level of offer.stock) assert.ok(locations.get(level.stock_location_id) === offer.seller_id && level.on_hand >= 0);
  }
  const customers = new Set(market.shoppers.map((shopper) => shopper.customer_id));
  for (const order of market.orders) {
    assert.ok(customers.has(order.customer_id) && order.lines.length > 0 && Date.parse(order.placed_at) < now.getTime());
    for (const line of order.lines) {
      const offer = offers.get(line.offer_id);
      assert.ok(offer !== undefined && offer.variant_id === line.variant_id && offer.seller_id === order.seller_id && line.seller_id === order.seller_id);
      assert.ok(line.quantity >= 1 && line.unit_price_minor === offer.price_minor);
    }
  }
});

test('verified reviews within the order window have a delivered line of that customer and product', () => {
  const delivered = new Map(market.orders.filter((order) => order.delivered_at !== null)
    .flatMap((order) => order.lines.map((line) => [line.order_line_id, { ...line, customer_id: order.customer_id }])));
  const horizon_ms = now.getTime() - 90 * 86_400_000;
  for (const review of market.reviews) {
    assert.ok(Date.parse(review.created_at) < now.getTime());
    if (review.order_line_id === null) {
      assert.ok(!review.is_verified_purchase || Date.parse(review.created_at) < horizon_ms);
      continue;
    }
    const line = delivered.get(review.order_line_id);
    assert.ok(line !== undefined && line.product_id === review.product_id && line.customer_id === review.customer_id && review.is_verified_purchase);
  }
});

test('GTINs have a right check digit and the demonstration prefix', () => {
  assert.equal(gtinCheckDigit('400638133393'), '1');
  for (const variant of market.products.flatMap((product) => product.variants)) {
    assert.match(variant.gtin, /^952\d{10}$/u);
    assert.equal(gtinCheckDigit(variant.gtin.slice(0, 12)), variant.gtin.slice(12));
  }
});

test('no text has a placeholder, an undefined or an empty part', () => {
  const texts = [
    ...market.products.flatMap((product) => [product.title, product.description, ...product.features]),
    ...market.reviews.flatMap((review) => [review.title, review.body, review.customer_name]),
    ...market.sellers.flatMap((seller) => [seller.description, seller.legal.legal_name]),
  ];
  for (const text of texts) {
    assert.ok(text.length > 1, `too short: "${text}"`);
    assert.doesNotMatch(text, /[{}]|undefined|null\b|NaN|\[object| ,|,,|\.\.(?!\.)| {2}/u);
  }
  for (const product of market.products) assert.ok(product.features.length >= 3 && product.features.length <= 5, product.title);
});

test('complements are bought together far above chance', () => {
  const kindOf = new Map(market.products.map((product) => [product.product_id, product.kind]));
  const groups = [...Map.groupBy(market.orders, (order) => order.order_group_id).values()]
    .map((orders) => new Set(orders.flatMap((order) => order.lines.map((line) => kindOf.get(line.product_id) ?? ''))));
  const groupsWith = new Map<string, number>();
  for (const bought of groups) for (const kind of bought) groupsWith.set(kind, (groupsWith.get(kind) ?? 0) + 1);
  let together = 0;
  let by_chance = 0;
  for (const kind of kinds) {
    for (const { kind: other } of kind.complements) {
      together += groups.filter((bought) => bought.has(kind.id) && bought.has(other)).length;
      by_chance += ((groupsWith.get(kind.id) ?? 0) * (groupsWith.get(other) ?? 0)) / groups.length;
    }
  }
  assert.ok(together > 100 && together > by_chance * 5, `${together} together, ${by_chance} by chance`);
});

test('default variants are contested and stars are J-shaped', () => {
  const sellersOf = Map.groupBy(market.offers, (offer) => offer.variant_id);
  const contested = market.products.filter((product) => (sellersOf.get(product.variants[0]?.variant_id ?? '')?.length ?? 0) > 1).length;
  assert.ok(contested > market.products.length * 0.35, `${contested} contested`);
  const count = (rating: number) => market.reviews.filter((review) => review.rating === rating).length;
  assert.ok(count(5) > count(4) && count(4) > count(3) && count(3) > count(2) && count(1) > count(2));
});

test('sets are made of what their seller offers, cost less than their parts, and are the same each time', () => {
  const made = () => {
    const stream = streamMarketplace({ seed: 42, product_count: 1500, now });
    const offers = [...stream.products].flatMap((batch) => batch.offers);
    return { bundles: stream.bundles(), offers };
  };
  const { bundles, offers } = made();
  assert.ok(bundles.length >= 6 && bundles.length <= 10, `${bundles.length} sets`);
  assert.deepEqual(made().bundles, bundles);
  assertUnique(bundles.map((bundle) => bundle.handle), 'bundle handle');
  for (const { title, components, offer, media } of bundles) {
    const parts = components.map(({ variant_id, quantity }) => ({ quantity, offer: offers.find((each) => each.variant_id === variant_id && each.seller_id === offer.seller_id && each.condition === 'new') }));
    assert.ok(parts.every((part) => part.offer !== undefined), `${title} is of what its seller has`);
    assert.ok(components.length >= 2 || (components[0]?.quantity ?? 0) >= 2, title);
    assert.ok(offer.price_minor < parts.reduce((sum, part) => sum + (part.offer?.price_minor ?? 0) * part.quantity, 0), `${title} is cheaper`);
    for (const { media_key } of media) assert.notEqual(decodePicture(media_key), null, media_key);
  }
});
