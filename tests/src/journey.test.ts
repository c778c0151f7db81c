import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { Page } from 'playwright-core';
import { catalogContract, type ProductView } from '@orinoco/catalog/contract';
import { fulfillmentContract } from '@orinoco/fulfillment/contract';
import { checkPage, openBrowser, openWindow } from './browser.ts';
import { address, advance, cards } from './buying.ts';
import { keysOf, startShop } from './shop.ts';
import { someEmail, waitFor } from './visitor.ts';

/** A buyer's way through the pages, as a browser goes it. */
const shop = await startShop();
after(shop.stop);
const browser = await openBrowser();
after(() => browser.close());
const operator = await shop.signedIn('operator');

/** A product whose first variant three sellers have in stock. */
async function contested(): Promise<ProductView> {
  const { listings } = await operator.call(catalogContract, 'listListings', { page_size: 100 });
  for (const { handle } of listings.filter((listing) => listing.offer_count >= 3 && listing.stock_hint === 'in_stock')) {
    const product = await operator.call(catalogContract, 'getProduct', { handle });
    const featured = product.offers.find((offer) => offer.is_featured);
    if (product.offers.filter((offer) => offer.variant_id === featured?.variant_id && offer.is_in_stock).length >= 3) return product;
  }
  return assert.fail('no product has three sellers');
}
const product = await contested();

/** The title with two letters of its longest word swapped. */
function misspelled(title: string): string {
  const [longest = ''] = title.split(/[^A-Za-z]+/).toSorted((a, b) => b.length - a.length);
  const middle = Math.floor(longest.length / 2);
  return title.replace(longest, `${longest.slice(0, middle - 1)}${longest[middle] ?? ''}${longest[middle - 1] ?? ''}${longest.slice(middle + 1)}`);
}

async function fillAddress(page: Page): Promise<void> {
  await page.locator('#shipping-country').selectOption('US');
  await page.locator('#shipping-name').fill(address.name);
  await page.locator('#shipping-line1').fill(address.line1);
  await page.locator('#shipping-city').fill(address.city);
  await page.locator('#shipping-region').selectOption(address.region);
  await page.locator('#shipping-postal_code').fill(address.postal_code);
}

async function fillCard(fields: { locator(selector: string): { fill(text: string): Promise<void> } }): Promise<void> {
  await fields.locator('#number').fill(cards.good);
  await fields.locator('#expiry').fill('12 / 40');
  await fields.locator('#cvc').fill('123');
  await fields.locator('#name').fill(address.name);
}

const press = (page: Page, name: string | RegExp) => page.getByRole('button', { name }).first().click();
const order_urls: string[] = [];
let state: Awaited<ReturnType<Awaited<ReturnType<typeof openWindow>>['context']['storageState']>> | undefined;

test('from the front page to the parcel at the door', async (t) => {
  const { page, context, complaints } = await openWindow(browser, shop.url, { viewport: { width: 1440, height: 900 } });

  await t.test('home, a department, a search with a typo, a filter, a product', async () => {
    await page.goto('/');
    await checkPage(page);
    await page.getByRole('navigation', { name: 'Departments' }).getByRole('link').first().click();
    await page.waitForURL('**/c/**');
    await checkPage(page);
    await page.locator('#search-text').fill(misspelled(product.title));
    await page.locator('#search-text').press('Enter');
    await page.waitForURL('**/search?**');
    await checkPage(page);
    await page.locator('#filters a').first().click();
    await page.getByRole('list', { name: 'Applied filters' }).waitFor();
    await checkPage(page);
    await page.goBack();
    await page.locator(`main a[href*="/p/${product.handle}"]`).first().click();
    await page.waitForURL(`**/p/${product.handle}**`);
    await checkPage(page);
  });

  await t.test('three sellers’ offers go into the cart', async () => {
    await page.locator('#add-to-cart').getByRole('button', { name: 'Add to cart' }).click();
    await waitFor('the first in the cart', async () => (await page.locator('[data-cart-count]').textContent()) === '1');
    for (const [index, count] of [[0, '2'], [1, '3']] as const) {
      await page.locator('#offers button').nth(index).click();
      await waitFor(`${count} in the cart`, async () => (await page.locator('[data-cart-count]').textContent()) === count);
    }
    await page.goto('/cart');
    assert.equal(await page.getByRole('button', { name: /^Remove/ }).count(), 3);
    await checkPage(page);
  });

  await t.test('signing up on the way keeps the cart', async () => {
    await page.getByRole('link', { name: 'Go to checkout' }).click();
    await page.waitForURL('**/checkout**');
    await checkPage(page);
    await page.getByRole('link', { name: 'Create an account' }).click();
    await page.locator('#name').fill(address.name);
    await page.locator('#email').fill(someEmail());
    await page.locator('#password').fill('a good long password');
    await checkPage(page);
    await press(page, 'Create account');
    await page.waitForURL('**/checkout**');
    await page.goto('/cart');
    assert.equal(await page.getByRole('button', { name: /^Remove/ }).count(), 3);
    await page.getByRole('link', { name: 'Go to checkout' }).click();
  });

  await t.test('address, delivery, card and order', async () => {
    await fillAddress(page);
    await press(page, 'Deliver here');
    await page.waitForURL('**step=delivery**');
    await checkPage(page);
    await press(page, 'Continue to payment');
    await page.waitForURL('**step=payment**');
    await fillCard(page.frameLocator('iframe[title="Card details"]'));
    await checkPage(page);
    await press(page, 'Review the order');
    await page.waitForURL('**step=review**');
    await checkPage(page);
    await press(page, /^Place order/);
    await page.waitForURL('**/orders/confirmation/**');
    await page.getByRole('heading', { name: /thank you/i }).waitFor();
    await checkPage(page);
    assert.equal(await page.getByRole('article').count(), 3);
    await page.goto('/orders');
    await checkPage(page);
    order_urls.push(...(await page.getByRole('link', { name: /^View order/ }).evaluateAll((links) => links.map((link) => link.getAttribute('href') ?? ''))));
    assert.equal(order_urls.length, 3);
    await page.goto('/cart');
    await page.getByText('Your cart is empty').waitFor();
    await checkPage(page);
  });

  await t.test('one order is cancelled', async () => {
    await page.goto(order_urls[1] ?? '');
    await page.getByText('Cancel the order').click();
    await checkPage(page);
    await press(page, 'Yes, cancel it');
    await waitFor('the page to say so', async () => {
      await page.goto(order_urls[1] ?? '');
      return (await page.getByText('This order is cancelled').count()) > 0;
    });
    await checkPage(page);
  });

  await t.test('the other is followed until it is delivered', async () => {
    const order_id = (order_urls[0] ?? '').split('/').at(-1) ?? '';
    const { shipments } = await operator.call(fulfillmentContract, 'listWork', { status: 'pending', page_size: 100 });
    const { shipment_id } = shipments.find((shipment) => shipment.order_id === order_id) ?? assert.fail('the order has a parcel');
    await operator.call(fulfillmentContract, 'pickShipment', { shipment_id });
    await operator.call(fulfillmentContract, 'packShipment', { shipment_id });
    const { tracking_url, tracking_number } = await operator.call(fulfillmentContract, 'shipShipment', { shipment_id });
    const shows = (words: RegExp) => waitFor(`the page to show ${words}`, async () => {
      await page.goto(order_urls[0] ?? '');
      return words.test(await page.locator('main').innerText());
    });
    await shows(new RegExp(tracking_number ?? 'none'));
    await checkPage(page);
    for (let status = ''; status !== 'delivered'; ) status = await advance(tracking_url ?? '', tracking_number ?? '', keysOf(shop.folder).carrier_api_key);
    await shows(/Write a review/);
    await checkPage(page);
  });

  state = await context.storageState();
  await context.close();
  assert.deepEqual(complaints, []);
});

test('the main pages fit a phone', async () => {
  const { page, context, complaints } = await openWindow(browser, shop.url, { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true, ...(state ? { storageState: state } : {}) });
  const [category, seller] = [product.category_path.at(-1)?.handle, product.offers[0]?.seller.handle];
  const paths = ['/', '/departments', `/c/${category}`, `/search?text=${encodeURIComponent(misspelled(product.title))}`, '/search?text=qqqqzzzz', `/p/${product.handle}`, `/s/${seller}`, '/orders', order_urls[0] ?? '', '/account', '/sign-in', '/sign-up', '/reset-password', '/help/returns', '/demo/emails'];
  for (const path of paths) {
    const response = await page.goto(path);
    assert.equal(response?.status(), 200, path);
    await checkPage(page);
  }
  await page.goto('/');
  await press(page, 'Menu');
  await checkPage(page);
  await page.goto(`/p/${product.handle}`);
  await page.locator('#add-to-cart').getByRole('button', { name: 'Add to cart' }).click();
  await waitFor('it to be in the cart', async () => (await page.locator('[data-cart-count]').textContent()) === '1');
  for (const path of ['/cart', '/checkout']) {
    await page.goto(path);
    await checkPage(page);
  }
  assert.deepEqual(complaints, []);
  assert.equal((await page.goto('/p/there-is-no-such-product'))?.status(), 404);
  await checkPage(page);
  await context.close();
});

test('everything can be bought without JavaScript', async () => {
  const { page, context } = await openWindow(browser, shop.url, { viewport: { width: 1440, height: 900 }, javaScriptEnabled: false });
  await page.goto('/');
  await page.locator('#search-text').fill(product.title);
  await page.locator('#search-text').press('Enter');
  await page.locator(`main a[href*="/p/${product.handle}"]`).first().click();
  await page.locator('#add-to-cart').getByRole('button', { name: 'Add to cart' }).click();
  await page.waitForURL('**/cart**');
  await page.getByRole('link', { name: 'Go to checkout' }).click();
  await page.locator('#email').fill(someEmail());
  await fillAddress(page);
  await press(page, 'Deliver here');
  await page.waitForURL('**step=delivery**');
  await press(page, 'Continue to payment');
  await page.waitForURL('**step=payment**');
  await page.getByText('Pay on our payment partner’s page').click();
  await page.waitForURL('**/pay?**');
  await fillCard(page);
  await press(page, 'Continue with this card');
  await page.waitForURL('**step=review**');
  await press(page, /^Place order/);
  await page.waitForURL('**/orders/confirmation/**');
  await page.getByRole('heading', { name: /thank you/i }).waitFor();
  await context.close();
});
