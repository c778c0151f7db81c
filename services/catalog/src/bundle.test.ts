import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, test } from 'node:test';
import { sql } from '@orinoco/database';
import { asServiceOf } from '@orinoco/testing';
import type { OfferDraft, ProductDraft } from './contract.ts';
import { openSampleCatalog, price, sampleProduct, sellerCard, stock } from './sample-testing.ts';

const sample = await openSampleCatalog();
after(() => sample.close());
const { catalog, publish, settle, database } = sample;
const call = asServiceOf('test');
const idOf = (product: ProductDraft | undefined) => product?.variants[0]?.variant_id ?? '';
const save = (...products: ProductDraft[]) => catalog.saveProducts({ products }, call);
const problems = async (...products: ProductDraft[]) => (await save(...products)).errors.map(({ pointer, code }) => `${pointer} ${code}`);
const saveOffers = (...offers: OfferDraft[]) => catalog.saveOffers({ offers }, call);

/** A bundle of variants, each once or as often as said. */
function bundle(handle: string, components: readonly (readonly [variant_id: string, quantity: number])[]): ProductDraft {
  return sampleProduct(handle, { variants: [{ variant_id: randomUUID(), sku: handle.toUpperCase(), option_values: {}, weight_g: 1, components: components.map(([variant_id, quantity]) => ({ variant_id, quantity })) }] });
}

async function told(offer_id: string): Promise<unknown[]> {
  const rows = await database.many(sql<{ components: unknown }>`select payload->'components' as components from outbox where type = 'catalog.offer_saved' and key = ${offer_id} order by seq`);
  return rows.map((row) => row.components);
}

const [shade, bulb, cable, unlisted] = ['shade', 'bulb', 'cable', 'unlisted'].map((handle) => sampleProduct(handle));
assert.ok(shade && bulb && cable && unlisted);
assert.deepEqual(await problems(shade, bulb, cable, { ...unlisted, status: 'draft' }), []);

test('what a bundle may be made of', async () => {
  const good = bundle('good-set', [[idOf(shade), 1], [idOf(bulb), 2]]);
  assert.deepEqual(await problems(good, bundle('pack', [[idOf(bulb), 4]])), []);
  const variant_id = randomUUID();
  const at = '/products/0/variants/0/components';
  assert.deepEqual(await problems(bundle('x', [[idOf(shade), 1], [variant_id, 1]])), [`${at}/1/variant_id component_not_found`]);
  assert.deepEqual(await problems(bundle('x', [[idOf(shade), 1], [good.product_id ?? '', 1]])), [`${at}/1/variant_id component_not_found`], 'a product is no variant');
  assert.deepEqual(await problems(bundle('x', [[idOf(shade), 1], [idOf(shade), 2]])), [`${at}/1/variant_id duplicate_component`]);
  assert.deepEqual(await problems(bundle('x', [[idOf(shade), 1]])), [`${at} bundle_size`]);
  assert.deepEqual(await problems(bundle('x', [[idOf(good), 1], [idOf(shade), 1]])), [`${at}/0/variant_id bundle_nested`]);
  const self = bundle('x', [[idOf(shade), 1], [idOf(bulb), 1]]);
  assert.deepEqual(await problems({ ...self, variants: self.variants.map((each) => ({ ...each, components: [{ variant_id: idOf(self), quantity: 2 }] })) }), [`${at}/0/variant_id bundle_nested`]);
  assert.deepEqual(await problems({ ...shade, variants: bundle('shade', [[idOf(cable), 2]]).variants.map((each) => ({ ...each, variant_id: idOf(shade) })) }), [`${at} bundle_nested`], 'a component becomes no bundle');
  const many = Array.from({ length: 21 }, (_, index) => sampleProduct(`part-${index}`));
  assert.deepEqual(await problems(...many, bundle('x', many.map((each) => [idOf(each), 1] as const))), ['/products/21/variants/0/components bundle_size']);
  assert.deepEqual(await problems(bundle('x', [[idOf(shade), 0], [idOf(bulb), 100]])), [`${at}/0/quantity component_quantity`, `${at}/1/quantity component_quantity`]);
});

test('a batch may name a bundle before its components, and a nested one is seen within it', async () => {
  const part = sampleProduct('late-part');
  const early = bundle('early-set', [[idOf(part), 1], [idOf(cable), 1]]);
  const nested = bundle('nested-set', [[idOf(early), 1], [idOf(cable), 1]]);
  const { saved, errors } = await save(early, nested, part);
  assert.deepEqual(saved.map(({ index }) => index), [0, 2]);
  assert.deepEqual(errors.map(({ index, code }) => [index, code]), [[1, 'bundle_nested']]);
});

test('the page of a bundle says what is in it, and a product without the field keeps its components', async () => {
  const set = bundle('lamp-set', [[idOf(shade), 1], [idOf(bulb), 3], [idOf(unlisted), 1]]);
  await save(set);
  const shown = async () => (await catalog.getProduct({ handle: 'lamp-set' }, call)).variants[0]?.components;
  const expected = [
    { variant_id: idOf(bulb), handle: 'bulb', title: 'The bulb', variant_title: '', quantity: 3, media_key: 'bulb.jpg' },
    { variant_id: idOf(shade), handle: 'shade', title: 'The shade', variant_title: '', quantity: 1, media_key: 'shade.jpg' },
    { variant_id: idOf(unlisted), handle: null, title: 'The unlisted', variant_title: '', quantity: 1, media_key: 'unlisted.jpg' },
  ];
  assert.deepEqual(await shown(), expected);
  await save({ ...set, title: 'Renamed', variants: set.variants.map(({ components: _components, ...rest }) => rest) });
  assert.deepEqual(await shown(), expected);
  assert.deepEqual((await catalog.getProduct({ handle: 'bulb' }, call)).variants[0]?.components, []);
  await save({ ...set, variants: set.variants.map((each) => ({ ...each, components: [{ variant_id: idOf(shade), quantity: 2 }] })) });
  assert.deepEqual((await shown())?.map(({ handle, quantity }) => [handle, quantity]), [['shade', 2]]);
  const { products } = await catalog.exportProducts({ limit: 500 }, call);
  assert.deepEqual(products.find((product) => product.handle === 'lamp-set')?.variants[0]?.components, [{ variant_id: idOf(shade), quantity: 2 }]);
});

test('an offer of a bundle draws on its seller’s offers of the components: a new one before a used one, then the cheapest', async () => {
  const seller_id = randomUUID();
  const [set] = [bundle('offered-set', [[idOf(shade), 1], [idOf(bulb), 2]])];
  await save(set);
  const offer = (seller_sku: string, sku: string, changes: Partial<OfferDraft> = {}): OfferDraft => ({ seller_id, seller_sku, sku, offer_id: randomUUID(), ...changes });
  const used = offer('bulb-used', 'BULB', { condition: 'used_good' });
  const [dear, cheap] = [offer('bulb-1', 'BULB'), offer('bulb-2', 'BULB')];
  const wanted = offer('set', 'OFFERED-SET');
  assert.deepEqual((await saveOffers(used, dear, cheap, wanted, { ...offer('set', 'OFFERED-SET'), seller_id: randomUUID() })).errors.map(({ index, pointer, code }) => [index, pointer, code]), [[3, '/offers/3/sku', 'component_not_offered'], [4, '/offers/4/sku', 'component_not_offered']]);
  await publish(price(used.offer_id ?? '', 100), price(dear.offer_id ?? '', 900), price(cheap.offer_id ?? '', 800));
  await settle();
  const lamp = offer('shade', 'SHADE');
  // The bundle first: its component comes in the same batch.
  assert.deepEqual((await saveOffers(wanted, lamp)).errors, []);
  const components = [[lamp.offer_id, 1], [cheap.offer_id, 2]].toSorted(([a], [b]) => ((a === lamp.offer_id ? idOf(shade) : idOf(bulb)) < (b === lamp.offer_id ? idOf(shade) : idOf(bulb)) ? -1 : 1)).map(([offer_id, quantity]) => ({ offer_id, quantity }));
  assert.deepEqual(await told(wanted.offer_id ?? ''), [components]);
  assert.deepEqual(await told(lamp.offer_id ?? ''), [[]]);
  await publish(price(dear.offer_id ?? '', 500));
  await settle();
  await saveOffers({ ...wanted, handling_days: 5 });
  assert.deepEqual(await told(wanted.offer_id ?? ''), [components, components], 'it keeps what it draws on');
  assert.deepEqual(await problems({ ...set, variants: set.variants.map((each) => ({ ...each, components: [{ variant_id: idOf(bulb), quantity: 9 }] })) }), ['/products/0/variants/0/components components_fixed']);
});

test('a bundle of which a component’s offer is withdrawn cannot be bought, until it is back', async () => {
  const seller_id = randomUUID();
  await publish(sellerCard(seller_id, 'withdrawer'));
  const { saved } = await save(bundle('fragile-set', [[idOf(cable), 1], [idOf(bulb), 1]]));
  const offer = (sku: string): OfferDraft & { offer_id: string } => ({ seller_id, seller_sku: `w-${sku}`, sku, offer_id: randomUUID() });
  const [part, other, set] = [offer('CABLE'), offer('BULB'), offer('FRAGILE-SET')];
  assert.deepEqual((await saveOffers(part, other, set)).errors, []);
  await publish(price(set.offer_id, 3000), stock(set.offer_id, 7));
  const look = async () => {
    await settle();
    const [line] = (await catalog.getOffers({ offer_ids: [set.offer_id] }, call)).offers;
    const { offers, variants } = await catalog.getProduct({ handle: 'fragile-set' }, call);
    const [card] = (await catalog.getListings({ product_ids: saved.map(({ product_id }) => product_id) }, call)).listings;
    return [line?.is_buyable, line?.available_count, offers[0]?.available_count, offers[0]?.is_in_stock, variants[0]?.is_available, card?.is_in_stock];
  };
  assert.deepEqual(await look(), [true, 7, 7, true, true, true]);
  await saveOffers({ ...part, status: 'paused' });
  assert.deepEqual(await look(), [false, 0, 0, false, false, false]);
  await saveOffers({ ...set, status: 'paused' }, { ...set, seller_id: randomUUID() });
  assert.deepEqual((await saveOffers({ ...set, status: 'active' })).errors.map(({ code }) => code), ['component_not_offered']);
  await saveOffers({ ...part, status: 'active' }, { ...set, status: 'active' });
  assert.deepEqual(await look(), [true, 7, 7, true, true, true]);
});

test('a component stays although its product drops it, as long as a bundle is made of it', async () => {
  const option = { code: 'size', label: 'Size', values: [{ value: 'S' }, { value: 'L' }] };
  const tube = sampleProduct('tube', { options: [option], variants: ['S', 'L'].map((size) => ({ variant_id: randomUUID(), sku: `TUBE-${size}`, option_values: { size }, weight_g: 1 })) });
  await save(tube);
  const [small, large] = tube.variants;
  assert.ok(small && large);
  const dropped = { ...tube, variants: [large] };
  // At once: the bundle and the product that drops its component.
  assert.deepEqual(await problems(bundle('tube-set', [[small.variant_id ?? '', 2]]), dropped), []);
  assert.deepEqual((await catalog.getProduct({ handle: 'tube' }, call)).variants.map((each) => each.sku).toSorted(), ['TUBE-L', 'TUBE-S']);
  assert.deepEqual(await problems(dropped, sampleProduct('thief', { variants: [{ sku: 'TUBE-S', option_values: {}, weight_g: 1 }] })), ['/products/1/variants/0/sku sku_taken']);
});
