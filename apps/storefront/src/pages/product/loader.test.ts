import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fail } from '@orinoco/contract';
import type { OfferView, ProductView } from '@orinoco/catalog/contract';
import { contextWith, type SomeClients } from '../../fixtures/clients.ts';
import { chooseVariant } from './offer-view.ts';
import { loadProduct } from './loader.ts';

const offer = (offer_id: string, changes: Partial<OfferView> = {}): OfferView => ({
  offer_id, variant_id: 'v1', price_minor: 1_000, list_price_minor: null, lowest_price_30d_minor: null, currency: 'USD', condition: 'new', handling_days: 1, seller_id: `s-${offer_id}`, seller: { handle: offer_id, name: offer_id, score: 0.94, is_own: false, return_days: 30 },
  available_count: 50, is_in_stock: true, stock_hint: 'in_stock', is_featured: false, ...changes,
});
const variant = (variant_id: string, is_available = true) => ({ variant_id, sku: `SKU-${variant_id}`, gtin: null, option_values: {}, media_key: 'm', weight_g: 300, price_minor: is_available ? 1_000 : null, is_available, components: [] });
const product = (offers: OfferView[]): ProductView => ({
  product_id: 'p1', handle: 'lamp', title: 'Lamp', description: 'Gives light.', features: [], brand: null, category_path: [], category_id: 'c', attributes: [{ code: 'dim', label: 'Dimmable', value: true, unit: null }], options: [], media: [],
  variants: [variant('v1'), variant('v2', false)], offers, rating_average: 4.5, rating_count: 9, created_at: '2026-01-01T00:00:00Z',
});
const promise = (offer_id: string, shipping_minor: number) => ({ offer_id, shipping_minor, earliest_on: '2026-12-01', latest_on: '2026-12-03', order_within_ms: 5, shipping_rate_id: 'r', rate_name: 'Standard' });

const load = (clients: SomeClients, query = '') => loadProduct(contextWith(clients, { params: { handle: 'lamp' }, path: '/p/lamp', query: new URLSearchParams(query) }));
const offers = [offer('a', { price_minor: 900 }), offer('b', { is_featured: true }), offer('c', { price_minor: 850 }), offer('d', { price_minor: 100, is_in_stock: false, stock_hint: 'out', available_count: 0 }), offer('e', { variant_id: 'v2' })];
const catalog = { getProduct: async () => product(offers) };

test('the featured offer stands first; the others follow by price with delivery, what is out of stock last', async () => {
  const fulfillment = { promiseOffers: async () => ({ promises: [promise('a', 0), promise('b', 500), promise('c', 400)] }) };
  const view = await load({ catalog, fulfillment });
  assert.equal(view.featured_offer?.offer_id, 'b');
  assert.deepEqual(view.other_offers.map((each) => each.offer_id), ['a', 'c', 'd']);
  assert.equal(view.featured_offer?.shipping_minor, 500);
  assert.equal(view.featured_offer?.quantity_limit, 10);
  assert.equal(view.featured_offer?.seller.fulfillment_score, 4.7);
  assert.deepEqual(view.product.attributes, [{ label: 'Dimmable', value: 'Yes', unit: null }]);
});

test('the page stands without reviews, recommendations and promises, and claims nothing in their place', async () => {
  const view = await load({ catalog });
  assert.deepEqual([view.reviews, view.also_viewed, view.bought_together], [[], [], []]);
  assert.deepEqual([view.featured_offer?.promise, view.featured_offer?.shipping_minor], [null, null]);
  assert.deepEqual([view.product.rating_average, view.product.rating_count], [4.5, 9]);
});

test('the address chooses the variant, by id or SKU; its offers alone are shown', async () => {
  assert.deepEqual((await load({ catalog }, 'variant=v2')).other_offers, []);
  assert.equal((await load({ catalog }, 'variant=v2')).featured_offer?.offer_id, 'e');
  assert.equal((await load({ catalog }, 'variant=SKU-v2')).variant.variant_id, 'v2');
  assert.equal((await load({ catalog }, 'variant=unknown')).variant.variant_id, 'v1');
  assert.equal(chooseVariant({ variants: [], offers: [] }, null), undefined);
});

test('a product that does not exist is not found', async () => {
  await assert.rejects(load({ catalog: { getProduct: async () => { throw fail('product_not_found'); } } }), { code: 'product_not_found' });
});

test('further reviews are this page again', async () => {
  const review = { review_id: 'r', product_id: 'p1', customer_name: 'Ana', rating: 5, title: 'Good', body: 'Yes', is_verified_purchase: true, helpful_count: 1, created_at: '2026-01-01T00:00:00Z' };
  const listReviews = async ({ page = 1 }: { page?: number }) => ({ reviews: [review, review], rating_average: 4.9, rating_count: 22, histogram: [0, 0, 0, 2, 20], page, has_more: page < 3 });
  const view = await load({ catalog, review: { listReviews } }, 'review_page=2&reviews=newest&variant=v1');
  assert.equal(view.more_reviews_url, '/p/lamp?variant=v1&reviews=newest&review_page=3#reviews');
  assert.equal(view.review_sorts?.find((sort) => sort.is_selected)?.label, 'Newest');
  assert.deepEqual([view.product.rating_average, view.product.rating_histogram], [4.9, [0, 0, 0, 2, 20]]);
});

test('a bundle shows what it holds, with links to what is shown', async () => {
  const part = (variant_id: string, handle: string | null) => ({ variant_id, handle, title: 'Bulb', variant_title: 'E27', quantity: 2, media_key: 'b' });
  const view = await load({ catalog: { getProduct: async () => ({ ...product(offers), variants: [{ ...variant('v1'), components: [part('p1', 'bulb'), part('p2', null)] }] }) } });
  assert.deepEqual(view.parts.map(({ variant_id, quantity, url }) => [variant_id, quantity, url]), [['p1', 2, '/p/bulb?variant=p1'], ['p2', 2, null]]);
});
