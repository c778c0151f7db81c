import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { hasCode, type InputOf } from '@orinoco/contract';
import { asCustomer, asServiceOf } from '@orinoco/testing';
import type { catalogContract } from './contract.ts';
import { now, openSampleCatalog, price, rating, sale, sampleProduct, sellerCard, stock } from './sample-testing.ts';

const sample = await openSampleCatalog();
after(() => sample.close());
const { catalog, publish, settle } = sample;
const call = asServiceOf('test');
const north = randomUUID();
const south = randomUUID();
const offerIds = new Map<string, string>();
const lamp = sampleProduct('red-lamp', {
  attributes: { weight: 2.5, bulb_type: 'E27' }, features: ['Bright'], options: [{ code: 'color', label: 'Color', values: [{ value: 'Red', color: '#f00' }, { value: 'Blue' }] }, { code: 'size', label: 'Size', values: [{ value: 'S' }] }],
  variants: [{ variant_id: randomUUID(), sku: 'LAMP-R', gtin: '4006381333931', option_values: { color: 'Red', size: 'S' }, weight_g: 900 }, { variant_id: randomUUID(), sku: 'LAMP-B', option_values: { size: 'S', color: 'Blue' }, weight_g: 900, media_key: 'blue.jpg' }],
});
const plain = ['a-vase', 'b-vase', 'c-vase'].map((handle, index) => sampleProduct(handle, { category_handle: 'home', brand_handle: null, created_at: `2026-02-0${index + 1}T00:00:00.000Z` }));

async function offer(seller_id: string, sku: string, price_minor: number, available_count: number, list_price_minor: number | null = null): Promise<void> {
  const { saved } = await catalog.saveOffers({ offers: [{ seller_id, seller_sku: `own-${sku}`, sku }] }, call);
  const offer_id = saved[0]?.offer_id ?? '';
  offerIds.set(`${seller_id === north ? 'north' : 'south'} ${sku}`, offer_id);
  await publish(price(offer_id, price_minor, list_price_minor), stock(offer_id, available_count));
}

before(async () => {
  await publish(sellerCard(north, 'north'), sellerCard(south, 'south', { score: 0.5 }));
  assert.deepEqual((await catalog.saveProducts({ products: [lamp, ...plain, sampleProduct('unsold'), sampleProduct('sketch', { status: 'draft' })] }, call)).errors, []);
  await offer(north, 'LAMP-R', 5000, 50, 7000);
  await offer(south, 'LAMP-R', 5100, 50);
  await offer(north, 'LAMP-B', 4000, 0);
  await offer(south, 'LAMP-B', 6000, 3);
  await offer(north, 'A-VASE', 300, 9);
  await offer(north, 'B-VASE', 100, 9);
  await offer(south, 'C-VASE', 200, 0);
  await offer(south, 'SKETCH', 200, 9);
  await publish(sale(plain[0]?.product_id ?? '', 3), sale(lamp.product_id ?? '', 2), rating(plain[1]?.product_id ?? '', 4.5, 8));
  await settle();
});

const handles = async (input: InputOf<typeof catalogContract, 'listListings'>) => (await catalog.listListings(input, call)).listings.map((listing) => listing.handle);

test('cards by popularity, under the category and every one above it; what nobody sells is not listed', async () => {
  assert.deepEqual(await handles({ category: 'home' }), ['a-vase', 'red-lamp', ...[plain[1], plain[2]].toSorted((a, b) => ((a?.product_id ?? '') < (b?.product_id ?? '') ? -1 : 1)).map((each) => each?.handle)]);
  assert.deepEqual(await handles({ category: 'lamps' }), ['red-lamp']);
  assert.equal((await handles({})).length, 4);
});

test('other orders, with what has no value last', async () => {
  assert.deepEqual(await handles({ category: 'home', sort: 'price_asc' }), ['b-vase', 'a-vase', 'red-lamp', 'c-vase']);
  assert.deepEqual(await handles({ sort: 'price_desc' }), ['red-lamp', 'a-vase', 'b-vase', 'c-vase']);
  assert.equal((await handles({ sort: 'rating' }))[0], 'b-vase');
  assert.deepEqual(await handles({ sort: 'newest' }), ['c-vase', 'b-vase', 'a-vase', 'red-lamp']);
  assert.deepEqual(await handles({ category: 'home', sort: 'newest' }), ['c-vase', 'b-vase', 'a-vase', 'red-lamp']);
});

test('by brand and seller, alone and within a category', async () => {
  assert.deepEqual(await handles({ brand: 'acme' }), ['red-lamp']);
  assert.deepEqual(await handles({ brand: 'acme', seller: 'south' }), []);
  assert.deepEqual(await handles({ brand: 'acme', category: 'lamps', sort: 'price_asc' }), ['red-lamp']);
  assert.deepEqual(await handles({ seller: 'north', sort: 'price_asc' }), ['b-vase', 'a-vase', 'red-lamp']);
  assert.deepEqual(await handles({ seller: 'north' }), ['a-vase', 'red-lamp', 'b-vase']);
  assert.deepEqual(await handles({ seller: 'north', category: 'lamps' }), ['red-lamp']);
  for (const filter of [{}, { brand: 'acme' }, { seller: 'north' }, { sort: 'rating' as const }]) await assert.rejects(handles({ category: 'nowhere', ...filter }), (error) => hasCode(error, 'category_not_found'));
});

test('pages know whether there is another, and end before they are too deep', async () => {
  const first = await catalog.listListings({ page_size: 3 }, call);
  const second = await catalog.listListings({ page_size: 3, page: 2 }, call);
  assert.deepEqual([first.listings.length, first.has_more, second.listings.length, second.has_more, second.page], [3, true, 1, false, 2]);
  assert.equal(new Set([...first.listings, ...second.listings].map((listing) => listing.handle)).size, 4);
  assert.deepEqual(await catalog.listListings({ page_size: 100, page: 101 }, call), { listings: [], page: 101, has_more: false });
});

test('a card shows the offer that won and why it is remarkable', async () => {
  const { listings } = await catalog.listListings({ category: 'lamps' }, call);
  assert.deepEqual(listings[0], {
    product_id: lamp.product_id, handle: 'red-lamp', title: 'The red-lamp', brand: { handle: 'acme', name: 'Acme' }, category: { handle: 'lamps', name: 'Lamps' }, media_key: 'red-lamp.jpg', offer_id: offerIds.get('north LAMP-R'), variant_id: lamp.variants[0]?.variant_id,
    seller: { handle: 'north', name: 'Seller north' }, price_minor: 5000, list_price_minor: 7000, currency: 'USD', offer_count: 4, rating_average: null, rating_count: 0, is_in_stock: true, stock_hint: 'in_stock', handling_days: 1, badges: ['best-seller', 'deal'],
  });
});

test('cards by id keep the order asked for', async () => {
  const ids = [plain[2]?.product_id ?? '', randomUUID(), lamp.product_id ?? ''];
  assert.deepEqual((await catalog.getListings({ product_ids: ids }, call)).listings.map((listing) => listing.handle), ['c-vase', 'red-lamp']);
});

test('a product page has variants, offers and attributes with their words', async () => {
  const product = await catalog.getProduct({ handle: 'red-lamp' }, call);
  assert.deepEqual(product.category_path, [{ handle: 'home', name: 'Home' }, { handle: 'lamps', name: 'Lamps' }]);
  assert.deepEqual(product.attributes, [{ code: 'weight', label: 'Weight', value: 2.5, unit: 'kg' }, { code: 'bulb_type', label: 'Bulb Type', value: 'E27', unit: null }]);
  assert.deepEqual(product.variants.map(({ sku, gtin, price_minor, is_available, media_key }) => [sku, gtin, price_minor, is_available, media_key]), [['LAMP-R', '04006381333931', 5000, true, 'red-lamp.jpg'], ['LAMP-B', null, 6000, true, 'blue.jpg']]);
  assert.deepEqual(product.offers.map((each) => [each.seller.handle, each.price_minor, each.is_featured, each.stock_hint]), [['north', 5000, true, 'in_stock'], ['south', 6000, true, 'low'], ['north', 4000, false, 'out'], ['south', 5100, false, 'in_stock']]);
  assert.deepEqual([product.options, product.features], [lamp.options, ['Bright']]);
  for (const handle of ['nothing', 'sketch']) await assert.rejects(catalog.getProduct({ handle }, call), (error) => hasCode(error, 'product_not_found'));
});

test('a product page in another language, as far as it is translated', async () => {
  const [german, french] = [{ locale: 'de', title: 'Rote Lampe', description: 'Hell' }, { locale: 'fr', title: 'Lampe rouge', description: '' }];
  const save = async (translations?: readonly { locale: string; title: string; description: string }[]) => (await catalog.saveProducts({ products: [{ ...lamp, ...(translations ? { translations: [...translations] } : {}) }] }, call)).errors.map(({ code }) => code);
  assert.deepEqual(await save([german, german]), ['duplicate_locale']);
  assert.deepEqual(await save([german, french]), []);
  assert.deepEqual(await save(), []);
  assert.deepEqual((await catalog.exportProducts({}, call)).products.find((each) => each.handle === 'red-lamp')?.translations, [german, french]);
  assert.deepEqual(await save([german]), []);
  const title = async (locale: string) => (await catalog.getProduct({ handle: 'red-lamp', locale }, call)).title;
  assert.deepEqual([await title('de'), await title('de-AT'), await title('fr')], ['Rote Lampe', 'Rote Lampe', 'The red-lamp']);
});

test('offers as the cart needs them', async () => {
  const { offers } = await catalog.getOffers({ offer_ids: [randomUUID(), offerIds.get('south LAMP-B') ?? '', offerIds.get('south SKETCH') ?? ''] }, call);
  assert.deepEqual(offers.map(({ sku, variant_title, media_key, price_minor, available_count, is_buyable, seller, category_ids }) => [sku, variant_title, media_key, price_minor, available_count, is_buyable, seller.handle, category_ids.length]), [['LAMP-B', 'Blue / S', 'blue.jpg', 6000, 3, true, 'south', 2], ['SKETCH', '', 'sketch.jpg', 200, 9, false, 'south', 2]]);
});

test('the tree counts what is listed', async () => {
  const { categories } = await catalog.listCategories({}, call);
  assert.deepEqual(categories.map(({ handle, product_count, path }) => [handle, product_count, path.map((link) => link.handle)]), [['home', 4, ['home']], ['lamps', 1, ['home', 'lamps']]]);
  assert.equal((await catalog.getBrand({ handle: 'acme' }, call)).name, 'Acme');
  await assert.rejects(catalog.getBrand({ handle: 'nobody' }, call), (error) => hasCode(error, 'brand_not_found'));
});

test('search gets what it indexes, by id and page by page', async () => {
  const { products } = await catalog.getSearchableProducts({ product_ids: [lamp.product_id ?? ''] }, call);
  const [found] = products;
  assert.deepEqual(found?.identifiers.toSorted(), ['04006381333931', '4006381333931', 'LAMP-B', 'LAMP-R']);
  assert.deepEqual([found?.seller_handles, found?.brand, found?.is_listed, found?.price_minor], [['north', 'south'], 'Acme', true, 5000]);
  assert.ok(Math.abs((found?.popularity ?? 0) - 2) < 1e-9, 'two were sold now');
  const walked: string[] = [];
  for (let after_product_id: string | undefined; ; ) {
    const page = await catalog.getSearchableProducts({ limit: 2, ...(after_product_id === undefined ? {} : { after_product_id }) }, call);
    walked.push(...page.products.map((product) => product.handle));
    after_product_id = page.products.at(-1)?.product_id;
    if (page.products.length === 0) break;
  }
  assert.deepEqual(walked.toSorted(), ['a-vase', 'b-vase', 'c-vase', 'red-lamp', 'sketch', 'unsold']);
});

test('anybody can ask why an offer is featured', async () => {
  const answer = await catalog.explainFeaturedOffer({ variant_id: lamp.variants[0]?.variant_id ?? '' }, asCustomer());
  assert.deepEqual([answer.offer_id, answer.reason['code'], answer.reason['candidate_count']], [offerIds.get('north LAMP-R'), 'best_score', 2]);
  await assert.rejects(catalog.explainFeaturedOffer({ variant_id: randomUUID() }, asCustomer()), (error) => hasCode(error, 'product_not_found'));
});

test('old sales count half for every 30 days', async () => {
  const [early, late] = [sampleProduct('early'), sampleProduct('late')];
  await catalog.saveProducts({ products: [early, late] }, call);
  await publish(sale(early.product_id ?? '', 7, new Date(now.getTime() - 90 * 86_400_000)), sale(late.product_id ?? '', 1));
  await settle();
  const { products } = await catalog.getSearchableProducts({ product_ids: [early.product_id ?? '', late.product_id ?? ''] }, call);
  assert.deepEqual(products.map((product) => [product.handle, Math.round(product.popularity * 1000)]).toSorted(), [['early', 875], ['late', 1000]]);
});
