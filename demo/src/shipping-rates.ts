import { createHash } from 'node:crypto';

const europe = ['AT', 'BE', 'CH', 'DE', 'DK', 'ES', 'FI', 'FR', 'GB', 'IE', 'IT', 'NL', 'PL', 'PT', 'SE'];
const world = ['AU', 'BR', 'CA', 'IN', 'JP', 'MX', 'NZ', 'US', ...europe];

/** Ids that stay the same from seed to seed, so that seeding twice changes nothing. */
function idOf(name: string): string {
  const hex = createHash('sha256').update(`shipping rate ${name}`).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

function rate(name: string, origin_country: string | null, countries: readonly string[], price: readonly [amount_minor: number, per_kg_minor: number, free_over_minor: number | null], days: readonly [number, number], delivers_on_weekends = false) {
  const [amount_minor, per_kg_minor, free_over_minor] = price;
  return { shipping_rate_id: idOf(`${origin_country ?? 'any'} ${countries[0] ?? ''} ${name}`), name, seller_id: null, origin_country, countries: [...countries], amount_minor, per_kg_minor, free_over_minor, currency: 'USD', min_days: days[0], max_days: days[1], delivers_on_weekends, carrier: 'local' };
}

/** How the demo's parcels travel: cheap and slow or dear and fast, at home and abroad. */
export function shippingRates() {
  return [
    rate('Standard', 'US', ['US'], [499, 0, 3500], [3, 5]),
    rate('Express', 'US', ['US'], [1299, 150, null], [1, 2], true),
    rate('Standard', 'CA', ['CA', 'US'], [699, 80, 5000], [4, 7]),
    rate('Express', 'CA', ['CA', 'US'], [1899, 250, null], [2, 3]),
    rate('Standard', 'DE', europe, [599, 60, 6000], [2, 5]),
    rate('Express', 'DE', europe, [1599, 200, null], [1, 2]),
    rate('Standard', 'GB', europe, [599, 60, 6000], [2, 5]),
    rate('International', null, world, [1499, 400, null], [6, 12]),
  ];
}
