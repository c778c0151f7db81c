import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, test } from 'node:test';
import { hasCode } from '@orinoco/contract';
import { sql } from '@orinoco/database';
import { asCustomer, asServiceOf } from '@orinoco/testing';
import type { OfferDraft, ProductDraft } from './contract.ts';
import { openSampleCatalog, price, sampleProduct, sellerCard, stock } from './sample-testing.ts';

const sample = await openSampleCatalog();
after(() => sample.close());
const { catalog, publish, settle, database } = sample;
const call = asServiceOf('test');
const option = { code: 'size', label: 'Size', values: [{ value: 'S' }, { value: 'L' }] };
const variant = (sku: string, changes: object = {}) => ({ sku, option_values: {}, weight_g: 1, ...changes });
const save = (...products: ProductDraft[]) => catalog.saveProducts({ products }, call);
const problems = async (...products: ProductDraft[]) => (await save(...products)).errors.map(({ pointer, code }) => `${pointer} ${code}`);

/** How many listing_changed events there are about a product, or about all. */
async function newsCount(product_id: string | null = null): Promise<number> {
  return (await database.one(sql<{ count: number }>`select count(*) as count from outbox where type = 'catalog.listing_changed' and (${product_id}::text is null or key = ${product_id})`)).count;
}

test('good rows are saved beside wrong ones, and every wrong one says where', async () => {
  const batch = [
    sampleProduct('good'), sampleProduct('a', { category_handle: 'nowhere', brand_handle: 'nobody' }), sampleProduct('b', { variants: [variant('B', { gtin: '4006381333932' })] }),
    sampleProduct('good', { variants: [variant('C')] }), sampleProduct('c', { variants: [variant('GOOD')] }), sampleProduct('d', { options: [option], variants: [variant('D', { option_values: { size: 'XL' } })] }),
    sampleProduct('e', { options: [option], variants: [variant('E1', { option_values: { size: 'S' } }), variant('E2', { option_values: { size: 'S' } })] }), sampleProduct('f', { variants: [variant('F1'), variant('F2')] }),
    sampleProduct('g', { attributes: { weight: 'heavy' } }), sampleProduct('h', { title: 'half \ud800' }), sampleProduct('i', { created_at: '2026-13-01T00:00:00Z' }), sampleProduct('k', { features: Array.from({ length: 21 }, () => 'x') }),
  ];
  const { saved, errors } = await catalog.saveProducts({ products: batch }, call);
  assert.deepEqual(saved, [{ index: 0, product_id: batch[0]?.product_id, handle: 'good' }]);
  assert.deepEqual(errors.map(({ index, pointer, code }) => [index, pointer, code]), [
    [1, '/products/1/category_handle', 'category_not_found'], [1, '/products/1/brand_handle', 'brand_not_found'], [2, '/products/2/variants/0/gtin', 'gtin_check_digit'], [3, '/products/3/handle', 'duplicate_handle'], [4, '/products/4/variants/0/sku', 'duplicate_sku'],
    [5, '/products/5/variants/0/option_values', 'option_values_mismatch'], [6, '/products/6/variants/1/option_values', 'duplicate_option_values'], [7, '/products/7/variants/1/option_values', 'duplicate_option_values'], [8, '/products/8/attributes/weight', 'attribute_type'],
    [9, '/products/9', 'invalid_text'], [10, '/products/10/created_at', 'invalid_time'], [11, '/products/11/features', 'too_many_features'],
  ]);
});

test('handles, SKUs, GTINs and ids of others are taken', async () => {
  const first = sampleProduct('first', { variants: [{ variant_id: randomUUID(), ...variant('FIRST', { gtin: '9521234567899' }) }] });
  const second = sampleProduct('second');
  assert.deepEqual(await problems(first, second), []);
  assert.deepEqual(await problems({ ...second, handle: 'first' }), ['/products/0/handle handle_taken']);
  assert.deepEqual(await problems(sampleProduct('third', { variants: [variant('FIRST')] })), ['/products/0/variants/0/sku sku_taken']);
  assert.deepEqual(await problems(sampleProduct('third', { variants: [variant('THIRD', { gtin: '952-1234567899' })] })), ['/products/0/variants/0/gtin gtin_taken']);
  assert.deepEqual(await problems(sampleProduct('third', { variants: [variant('THIRD', { variant_id: first.variants[0]?.variant_id })] })), ['/products/0/variants/0/variant_id variant_id_taken']);
  assert.deepEqual(await problems(sampleProduct('x', { variants: [variant('X', { gtin: '96385074' })] }), sampleProduct('y', { variants: [variant('Y', { gtin: '0000096385074' })] })), ['/products/1/variants/0/gtin duplicate_gtin']);
});

test('a dry run says the same and saves nothing', async () => {
  const answer = await catalog.saveProducts({ products: [sampleProduct('dry'), sampleProduct('dry-2', { brand_handle: 'nobody' })], is_dry_run: true }, call);
  assert.deepEqual([answer.saved.length, answer.errors.length], [1, 1]);
  assert.equal((await database.one(sql<{ count: number }>`select count(*) as count from products where handle like 'dry%'`)).count, 0);
});

test('a product is renamed by id; its variants swap SKUs and GTINs; those gone are removed unless they are offered', async () => {
  const gtins = ['4006381333931', '5901234123457'];
  const shirt = sampleProduct('shirt', { options: [option, { ...option, code: 'fit' }], variants: [0, 1].map((place) => ({ variant_id: randomUUID(), ...variant(`SHIRT-${place}`, { gtin: gtins[place], option_values: { size: place === 0 ? 'S' : 'L', fit: 'S' } }) })) });
  assert.deepEqual(await problems(shirt), []);
  const [small, large] = shirt.variants;
  assert.ok(small && large);
  assert.deepEqual(await problems({ ...shirt, handle: 'shirt-2', variants: [{ ...small, sku: 'SHIRT-1', gtin: gtins[1] ?? null }, { ...large, sku: 'SHIRT-0', gtin: gtins[0] ?? null }] }), []);
  const seller_id = randomUUID();
  assert.equal((await catalog.saveOffers({ offers: [{ seller_id, seller_sku: 's', sku: 'SHIRT-0' }] }, call)).saved.length, 1);
  const third = { variant_id: randomUUID(), ...variant('SHIRT-3', { option_values: { size: 'L', fit: 'L' } }) };
  assert.deepEqual(await problems({ ...shirt, handle: 'shirt-2', variants: [third] }), []);
  const product = await catalog.getProduct({ handle: 'shirt-2' }, call);
  assert.deepEqual(product.variants.map((each) => each.sku).toSorted(), ['SHIRT-0', 'SHIRT-3']);
  assert.deepEqual(await problems({ ...shirt, handle: 'shirt-2', variants: [{ ...third, sku: 'SHIRT-0' }] }), ['/products/0/variants/0/sku sku_taken'], 'of a variant that stays');
});

test('what is exported can be imported: the same here, and the same anew', async () => {
  const { products } = await catalog.exportProducts({ limit: 500 }, call);
  assert.ok(products.length > 3);
  await settle();
  const stamp = () => database.one(sql<{ stamp: string }>`select md5(string_agg(p::text, ',' order by p.product_id)) as stamp from products p`);
  const before = await stamp();
  assert.deepEqual((await catalog.saveProducts({ products }, call)).errors, []);
  assert.deepEqual(await stamp(), before, 'nothing was touched');
  assert.equal((await database.one(sql<{ count: number }>`select count(*) as count from stale_listings`)).count, 0);
  await database.run(sql`delete from products`);
  await catalog.saveProducts({ products }, call);
  assert.deepEqual(await catalog.exportProducts({ limit: 500 }, call), { products });
  const paged: ProductDraft[] = [];
  for (let after_handle: string | undefined; ; ) {
    const page = await catalog.exportProducts({ limit: 2, ...(after_handle === undefined ? {} : { after_handle }) }, call);
    if (page.products.length === 0) break;
    paged.push(...page.products);
    after_handle = page.products.at(-1)?.handle;
  }
  assert.deepEqual(paged, products);
});

test('the same products at once are saved once', async () => {
  const answers = await Promise.all([1, 2, 3, 4].map(() => save({ ...sampleProduct('at-once'), product_id: randomUUID() })));
  assert.deepEqual(answers.flatMap((answer) => answer.errors), []);
  assert.equal(new Set(answers.map((answer) => answer.saved[0]?.product_id)).size, 1);
});

test('offers: each error, own ids, told once, kept where the draft is silent', async () => {
  const seller_id = randomUUID();
  const other_id = randomUUID();
  await save(sampleProduct('desk'), sampleProduct('chair'));
  const offer = (seller_sku: string, sku: string, changes: Partial<OfferDraft> = {}): OfferDraft => ({ seller_id, seller_sku, sku, ...changes });
  const offer_id = randomUUID();
  assert.deepEqual((await catalog.saveOffers({ offers: [offer('d', 'DESK', { offer_id, handling_days: 4, condition: 'used_good' }), offer('e', 'CHAIR')] }, call)).saved.map(({ index, seller_sku }) => [index, seller_sku]), [[0, 'd'], [1, 'e']]);
  await catalog.saveOffers({ offers: [offer('d', 'DESK')] }, call);
  const told = await database.many(sql<{ payload: object }>`select payload from outbox where type = 'catalog.offer_saved' and key = ${offer_id}`);
  assert.equal(told.length, 1);
  assert.deepEqual((await database.one(sql<{ handling_days: number; condition: string }>`select handling_days, condition from offers where offer_id = ${offer_id}`)), { handling_days: 4, condition: 'used_good' });
  const { errors } = await catalog.saveOffers({ offers: [offer('x', 'NOTHING'), offer('d', 'CHAIR'), offer('e', 'DESK', { offer_id }), offer('y', 'DESK', { seller_id: other_id, offer_id }), offer('z', 'DESK'), offer('z', 'DESK'), offer('\0', 'DESK')] }, call);
  assert.deepEqual(errors.map(({ index, code }) => [index, code]), [[0, 'variant_not_found'], [1, 'variant_fixed'], [2, 'sku_taken'], [3, 'offer_id_taken'], [5, 'duplicate_sku'], [6, 'invalid_text']]);
  const person = asCustomer(randomUUID(), { seller_ids: [seller_id] });
  assert.equal((await catalog.saveOffers({ offers: [offer('mine', 'DESK')], is_dry_run: true }, person)).saved.length, 1);
  await assert.rejects(catalog.saveOffers({ offers: [offer('mine', 'DESK'), offer('theirs', 'DESK', { seller_id: other_id })] }, person), (error) => hasCode(error, 'forbidden'));
  assert.equal((await database.one(sql<{ count: number }>`select count(*) as count from offers where seller_sku in ('mine', 'theirs')`)).count, 0);
});

test('categories move with all below them and with their products', async () => {
  const seller_id = randomUUID();
  const { saved } = await catalog.saveCategories({ categories: [{ parent_handle: null, handle: 'garden', name: 'Garden' }, { parent_handle: 'garden', handle: 'tools', name: 'Tools' }, { parent_handle: 'tools', handle: 'saws', name: 'Saws' }] }, call).then(() => save(sampleProduct('saw', { category_handle: 'saws' })));
  const { saved: offers } = await catalog.saveOffers({ offers: [{ seller_id, seller_sku: 'saw', sku: 'SAW' }] }, call);
  await publish(sellerCard(seller_id, 'sawyer'), price(offers[0]?.offer_id ?? '', 900), stock(offers[0]?.offer_id ?? '', 9));
  await settle();
  const count = async (category: string) => (await catalog.listListings({ category }, call)).listings.length;
  assert.deepEqual([await count('garden'), await count('home')], [1, 0]);
  await catalog.saveCategories({ categories: [{ parent_handle: 'home', handle: 'tools', name: 'Tools and more' }] }, call);
  await settle();
  assert.deepEqual([await count('garden'), await count('home'), await count('saws')], [0, 1, 1]);
  assert.deepEqual((await catalog.getProduct({ handle: 'saw' }, call)).category_path.map((link) => link.name), ['Home', 'Tools and more', 'Saws']);
  assert.equal(saved.length, 1);
  await assert.rejects(catalog.saveCategories({ categories: [{ parent_handle: 'nowhere', handle: 'x', name: 'X' }] }, call), (error) => hasCode(error, 'category_not_found'));
  await assert.rejects(catalog.saveCategories({ categories: [{ parent_handle: 'saws', handle: 'tools', name: 'Tools' }] }, call), (error) => hasCode(error, 'invalid_request'));
  await assert.rejects(catalog.saveCategories({ categories: [{ parent_handle: null, handle: 'x', name: 'X' }, { parent_handle: null, handle: 'x', name: 'X' }] }, call), (error) => hasCode(error, 'invalid_request'));
});

test('a brand that is renamed renames its cards', async () => {
  const before = await newsCount();
  await assert.rejects(catalog.saveBrands({ brands: [{ handle: 'acme', name: 'A' }, { handle: 'acme', name: 'B' }] }, call), (error) => hasCode(error, 'invalid_request'));
  await catalog.saveBrands({ brands: [{ handle: 'acme', name: 'Acme Corp', country: 'US' }] }, call);
  await catalog.saveBrands({ brands: [{ handle: 'acme', name: 'Acme Corp' }] }, call);
  await settle();
  assert.equal((await catalog.getBrand({ handle: 'acme' }, call)).country, 'US');
  assert.equal((await catalog.listListings({ brand: 'acme' }, call)).listings[0]?.brand?.name, 'Acme Corp');
  assert.equal((await newsCount()) - before, (await catalog.listListings({ brand: 'acme' }, call)).listings.length);
});
