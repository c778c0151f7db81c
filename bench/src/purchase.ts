/** An offer that can be bought, and who sells it. */
export interface BuyableOffer { readonly offer_id: string; readonly seller: string }

/** Runs one step of a purchase: measured there, or simply done. */
export type Around = <T>(step: string, work: () => Promise<T>) => Promise<T>;

const address = { name: 'Ada Buyer', line1: '350 Fifth Avenue', city: 'New York', region: 'NY', postal_code: '10118', country: 'US', phone: '+1 212 555 0100' };
const card = { number: '4242 4242 4242 4242', expiry: '12 / 34', cvc: '123', name: 'Ada Buyer' };

interface CheckoutView { checkout_id: string; parcels: { seller_id: string; options: { shipping_rate_id: string }[] }[] }

/**
 * A whole guest purchase over the API, in the steps of the checkout page: cart, a line for each offer, checkout, address,
 * delivery, the provider's token for a test card, completion. Throws when anything is refused.
 */
export async function buyAsGuest(shop_url: string, offers: readonly BuyableOffer[], around: Around = (_step, work) => work()): Promise<void> {
  const session = { token: '' };
  const send = <T>(method: string, path: string, body: object) => sendJson<T>(`${shop_url}${path}`, method, body, session);
  const { cart_id } = await around('cart', () => send<{ cart_id: string }>('POST', '/v1/carts', {}));
  for (const [index, { offer_id }] of offers.entries()) await around(`line ${index + 1}`, () => send('POST', `/v1/carts/${cart_id}/lines`, { offer_id, quantity: 1 }));
  const { checkout_id } = await around('checkout', () => send<CheckoutView>('POST', '/v1/checkouts', { cart_id }));
  const path = `/v1/checkouts/${checkout_id}`;
  const { parcels } = await around('address', () => send<CheckoutView>('PATCH', path, { email: 'ada@example.com', shipping_address: address }));
  const deliveries = parcels.map((parcel) => ({ seller_id: parcel.seller_id, shipping_rate_id: parcel.options.at(-1)?.shipping_rate_id ?? '' }));
  await around('delivery', () => send('PATCH', path, { deliveries }));
  const { fields_url, origin } = await around('payment session', () => send<{ fields_url: string; origin: string }>('POST', `${path}/payment-session`, { return_url: `${shop_url}/checkout/${checkout_id}/return`, parent_origin: shop_url }));
  const session_id = new URL(fields_url, shop_url).searchParams.get('session');
  const { payment_token } = await sendJson<{ payment_token: string }>(`${origin}/v1/tokens`, 'POST', { session: session_id, ...card }, { token: '' });
  const { status, reject_reason } = await around('completion', () => send<{ status: string; reject_reason: { detail: string } | null }>('POST', `${path}/complete`, { payment_token }));
  if (status !== 'placed') throw new Error(`The purchase ended ${status}: ${reject_reason?.detail ?? ''}`);
}

async function sendJson<T>(url: string, method: string, body: object, session: { token: string }): Promise<T> {
  const headers = { 'content-type': 'application/json', ...(session.token === '' ? {} : { 'x-guest-token': session.token }) };
  const response = await fetch(url, { method, headers, body: JSON.stringify(body) });
  session.token = response.headers.get('x-guest-token') ?? session.token;
  if (!response.ok) throw new Error(`${method} ${url} answered ${response.status}: ${(await response.text()).slice(0, 500)}`);
  return (await response.json()) as T;
}

/** Up to `most` offers that are well in stock, taken from the most popular cards. */
export async function findOffers(shop_url: string, most: number): Promise<BuyableOffer[]> {
  const offers: BuyableOffer[] = [];
  for (let page = 1; page <= 50 && offers.length < most; page++) {
    const { listings } = (await (await fetch(`${shop_url}/v1/listings?page_size=100&page=${page}`)).json()) as { listings: { offer_id: string | null; stock_hint: string; seller: { handle: string } | null }[] };
    if (listings.length === 0) break;
    for (const { offer_id, stock_hint, seller } of listings) if (offer_id !== null && stock_hint === 'in_stock' && seller !== null) offers.push({ offer_id, seller: seller.handle });
  }
  return offers.slice(0, most);
}
