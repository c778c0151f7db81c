import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseJsonLines } from './icecat.ts';
import { tidyProduct } from './imported.ts';
import { parseGoogleTsv, parseShopifyCsv } from './tables.ts';
import { normaliseText, plainText, slugOf } from './text.ts';

test('JSON lines: good rows come in, and each bad one is named with its line and field', () => {
  const { products, problems } = parseJsonLines(['{"id":"7","title":"Null Modem","brand":"StarTech.com","category":"db adapter","price":5.95,"attributes":{"gender":"male","rohs":true,"parts":["x"]},"released":"2007-08-09"}', 'not json', '{"id":"8"}', '', '{"id":"9","title":"Free","price":0}', '[]'].join('\n'));
  assert.deepEqual(products.map(({ handle, brand, category_path, attributes, created_at, variants }) => ({ handle, brand, category_path, attributes, created_at, price_minor: variants[0]?.price_minor })), [{ handle: 'null-modem-7', brand: 'StarTech.com', category_path: ['Imported', 'Db Adapter'], attributes: { gender: 'male', rohs: true }, created_at: '2007-08-09T00:00:00Z', price_minor: 595 }]);
  assert.deepEqual(problems.map(({ row, field }) => `${row} ${field}`), ['2 ', '3 title', '5 price', '6 ']);
});

const shopify = `Handle,Title,Body (HTML),Vendor,Product Category,Option1 Name,Option1 Value,Variant SKU,Variant Grams,Variant Inventory Qty,Variant Price,Variant Compare At Price,Variant Barcode,Image Src
kayak,"Kayak, blue","<p>Fine &amp; <b>fast</b></p><script>alert(1)</script>",Riverco,Sports > Boats,Length,3 m,K3,22000,4,499.00,599.00,'4006381333931,a.jpg
kayak,,,,,,4 m,K4,25000,2,549.00,,,
kayak,,,,,,,,,,,,,b.jpg
oar,,,Riverco,,Title,Default Title,O1,900,7,39.90,,,`;

test('Shopify: lines of a handle are its variants, pictures are no variants, HTML becomes text', () => {
  const { products, problems } = parseShopifyCsv(shopify, 'USD');
  const [kayak] = products;
  assert.deepEqual([kayak?.title, kayak?.description.replace(/\s+/g, ' ').trim(), kayak?.category_path], ['Kayak, blue', 'Fine & fast', ['Imported', 'Sports', 'Boats']]);
  assert.deepEqual(kayak?.variants.map(({ sku, option_values, price_minor, list_price_minor, on_hand, gtin }) => ({ sku, option_values, price_minor, list_price_minor, on_hand, gtin })), [
    { sku: 'K3', option_values: { length: '3 m' }, price_minor: 49_900, list_price_minor: 59_900, on_hand: 4, gtin: '4006381333931' },
    { sku: 'K4', option_values: { length: '4 m' }, price_minor: 54_900, list_price_minor: null, on_hand: 2, gtin: null },
  ]);
  assert.deepEqual(problems.map(({ row, field }) => `${row} ${field}`), ['5 Title']);
});

test('Google: rows of a group are variants, a sale price is the price, a price without a currency is refused', () => {
  const { products, problems } = parseGoogleTsv(['id\ttitle\tdescription\tavailability\tprice\tsale_price\tbrand\tcondition\titem_group_id\tcolor', 'T1\tTent\tFor two\tin_stock\t189.00 USD\t149.00 USD\tCampo\tnew\tTENT\tGreen', 'T2\tTent\tFor two\tout_of_stock\t189.00 USD\t\tCampo\trefurbished\tTENT\tRed', 'T3\tLamp\t\tin_stock\t12\t\tCampo\tnew\t\t'].join('\n'));
  assert.deepEqual(products.map((product) => product.variants.map(({ sku, option_values, price_minor, list_price_minor, on_hand, condition }) => [sku, option_values, price_minor, list_price_minor, on_hand, condition])), [[['T1', { color: 'Green' }, 14_900, 18_900, 10, 'new'], ['T2', { color: 'Red' }, 18_900, null, 0, 'refurbished']]]);
  assert.deepEqual(problems.map(({ row, field }) => `${row} ${field}`), ['4 price']);
});

test('any text at all is read or refused, never a crash', () => {
  fc.assert(fc.property(fc.string({ maxLength: 400 }), (text) => {
    parseJsonLines(text);
    const html = plainText(text);
    assert.ok(normaliseText(html, 50).length <= 50);
    assert.match(slugOf(text, 40), /^([a-z0-9]+(-[a-z0-9]+)*)?$/);
  }));
});

test('texts are cut to what the catalogue takes, at whole characters', () => {
  const product = parseJsonLines(JSON.stringify({ id: 1, title: `${'😀'.repeat(400)}\u0000`, price: 1 })).products[0];
  assert.ok(product);
  const { title } = tidyProduct(product);
  assert.ok(title.length <= 300 && title.isWellFormed());
});
