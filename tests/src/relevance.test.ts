import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createEmbeddedEngine } from '@orinoco/search/engine';
import type { SearchDocument } from '@orinoco/search/port';
import { streamMarketplace } from '@orinoco/demo/generate';

/**
 * What people type into a shop of everything, and the names of categories (of any level) that the first products must
 * be of. Some ask for what the shop has not got: then the nearest is shown, not what holds a stray word.
 */
const asked: Readonly<Record<string, readonly string[]>> = {
  'dress': ['Dresses'], 'red dress': ['Dresses'], 'black dress size m': ['Dresses'], 'dresses for women': ['Dresses'],
  't shirt': ['T-Shirts', 'Tops'], 'blue t-shirt': ['T-Shirts', 'Tops'], 'mens jeans': ['Jeans'], 'running shoes': ['Running Shoes'], 'runing shoes': ['Running Shoes'], 'running shoes size 10': ['Running Shoes'], 'white sneakers': ['Shoes'],
  'wireless headphones': ['Headphones', 'Headsets'], 'wireles headfones': ['Headphones', 'Headsets'], 'headphones with microphone': ['Headphones', 'Headsets'], 'bluetooth speaker': ['Speakers'],
  'tv': ['TVs'], '4k tv': ['TVs'], 'laptop': ['Laptops', 'Gaming Laptops'], 'gaming laptop': ['Gaming Laptops', 'Laptops'], 'laptop bag': ['Bags', 'Backpacks', 'Travel Backpacks'], 'camera': ['Cameras'], 'smartphone': ['Phones'], 'phone': ['Phones'], 'phone case': ['Phones'],
  'keyboard': ['Keyboards', 'Keyboards & Mice', 'Instruments'], 'wireless mouse': ['Keyboards & Mice'], 'monitor': ['Monitors', 'Monitoring'], 'printer': ['Printers'], 'printer paper': ['Printer Paper', 'Paper'],
  'coffee': ['Coffee & Tea', 'Coffee'], 'coffee maker': ['Coffee & Tea', 'Coffee', 'Small Appliances'], 'coffee mug': ['Mugs & Cups'], 'hair dryer': ['Hair Care'], 'shampoo': ['Shampoo'], 'electric toothbrush': ['Toothbrushes', 'Oral Care'], 'sunscreen': ['Sun Care'], 'lipstick': ['Lips'],
  'office chair': ['Office Furniture', 'Furniture'], 'desk lamp': ['Lighting'], 'frying pan': ['Frying Pans'], 'non stick pan': ['Cookware'], 'chef knife': ['Chef Knives', 'Knives'], 'wine glasses': ['Glassware', 'Wine & Bar'], 'bed sheets': ['Sheets', 'Bedding'], 'led bulb': ['Bulbs', 'Light Bulbs', 'Lighting', 'Smart Home'],
  'dog food': ['Dogs'], 'dog bowl': ['Dogs'], 'cat toy': ['Cats'], 'kids bike': ['Bikes', 'Cycling'], 'mountain bike': ['Bikes', 'Cycling'], 'tent': ['Tents'], '2 person tent': ['Tents'], 'backpack': ['Backpacks', 'Travel Backpacks', 'Packs', 'Bags'], 'suitcase': ['Luggage'], 'carry on luggage': ['Carry-Ons', 'Luggage'], 'umbrella': ['Umbrellas', 'Shade'],
  'board game': ['Board Games', 'Games'], 'puzzle 1000 pieces': ['Jigsaw', 'Puzzles'], 'teddy bear': ['Bears', 'Plush'], 'building blocks': ['Building', 'Bricks', 'Wooden Toys'], 'science fiction book': ['Science Fiction', 'Fiction'], 'cookbook': ['Cooking', 'Nonfiction'],
  'hammer': ['Hammers'], 'screwdriver set': ['Screwdrivers', 'Tool Kits'], 'garden gloves': ['Gloves'], 'ladder': ['Ladders', 'Step & Extension Ladders'], 'acoustic guitar': ['Guitars'], 'violin': ['Strings', 'Instruments'], 'notebook': ['Notebooks', 'Laptops'], 'ballpoint pen': ['Pens'],
  'dark chocolate': ['Chocolate'], 'green tea': ['Tea'], 'honey': ['Honey & Spreads'], 'baby diapers': ['Diapering'], 'watch': ['Watches', 'Smartwatches', 'Men’s Watches', 'Women’s Watches'], 'mens watch': ['Men’s Watches', 'Watches'], 'sunglasses': ['Sunglasses'], 'wallet': ['Wallets'], 'gold necklace': ['Necklaces'], 'engagement ring': ['Rings'],
};

const shown = 5;
/** The share of the first five products that are of such a category: what was reached, rounded down. It only rises. */
const floor = 0.97;

async function openDemo() {
  const { foundation, products: batches } = streamMarketplace({ seed: 42, now: new Date('2026-01-01T00:00:00Z') });
  const products = [...batches].flatMap((batch) => batch.products);
  const [byId, brandOf] = [new Map(foundation.categories.map((category) => [category.category_id, category])), new Map(foundation.brands.map((brand) => [brand.brand_id, brand]))];
  const pathOf = (category_id: string | null): { handle: string; name: string }[] => {
    const category = category_id === null ? undefined : byId.get(category_id);
    return category ? [...pathOf(category.parent_category_id), { handle: category.handle, name: category.name }] : [];
  };
  const documents = products.map((product): SearchDocument => ({
    product_id: product.product_id, version: 1, handle: product.handle, title: product.title, description: product.description, brand: brandOf.get(product.brand_id)?.name ?? '', brand_handle: '', seller_handles: [], category_path: pathOf(product.category_id), identifiers: [],
    attributes: { ...product.attributes }, options: Object.fromEntries(product.options.map(({ code, values }) => [code, [...values]])), price_minor: 1, currency: 'USD', is_in_stock: true, popularity: 0, condition: 'new', created_at: product.created_at,
  }));
  const engine = createEmbeddedEngine();
  await engine.upsert(documents);
  return { engine, documents: new Map(documents.map((document) => [document.product_id, document])) };
}

test('what people type into a shop of everything brings what they mean', async (t) => {
  const { engine, documents } = await openDemo();
  let [found, wanted] = [0, 0];
  for (const [text, categories] of Object.entries(asked)) {
    const { hits, corrected_text, is_relaxed } = await engine.search({ text, page: 1, page_size: shown, sort: 'relevance', filters: [] });
    const first = hits.map((hit) => documents.get(hit.product_id));
    const good = first.filter((document) => document?.category_path.some((step) => categories.includes(step.name)));
    wanted += shown;
    found += good.length;
    const bad = first.find((document) => document && !good.includes(document));
    if (good.length < shown) t.diagnostic(`${text}: ${good.length} of ${first.length}${corrected_text === undefined ? '' : `, as "${corrected_text}"`}${is_relaxed ? ', relaxed' : ''}${bad ? `, but ${bad.title} (${bad.category_path.at(-1)?.name})` : ''}`);
  }
  t.diagnostic(`${found} of ${wanted}`);
  assert.ok(found / wanted >= floor, `${found} of ${wanted} are what was asked for`);
});
