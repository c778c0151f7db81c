import type { ShopperType } from './kinds/kind.ts';
import type { Shopper } from './marketplace.ts';
import { firstNames, lastNames } from './people.ts';
import { streets, usPlaces } from './places.ts';
import { deterministicUuid, type Random } from './random.ts';
import { slug } from './wording.ts';

export const SHOPPER_COUNT = 2000;
const DAY_MS = 86_400_000;
const MAIL_DOMAINS = ['example.com', 'example.com', 'example.org'] as const;

const TYPE_WEIGHTS: Readonly<Record<ShopperType, number>> = {
  parent: 10, cook: 10, office: 8, fashion: 9, beauty: 8, pet_owner: 8, handyman: 7, gamer: 6, runner: 6, outdoor: 6, student: 6,
  gardener: 6, host: 6, traveller: 5, reader: 6, audiophile: 4, photographer: 4, musician: 4,
};
const TYPES = Object.keys(TYPE_WEIGHTS).filter((type): type is ShopperType => Object.hasOwn(TYPE_WEIGHTS, type));

function typesOf(random: Random): ShopperType[] {
  const count = random.weighted([1, 2, 3], [35, 50, 15]);
  const types = new Set<ShopperType>();
  while (types.size < count) types.add(random.weighted(TYPES, TYPES.map((type) => TYPE_WEIGHTS[type])));
  return [...types];
}

/** `types[0]` is the strongest interest. Addresses are in the United States; e-mail addresses cannot be delivered. */
export function generateShoppers(seed: number, now: Date, random: Random, count: number = SHOPPER_COUNT): Shopper[] {
  return Array.from({ length: count }, (_, n) => {
    const source = random.fork(`shopper/${n}`);
    const first = source.pick(firstNames);
    const last = source.pick(lastNames);
    const place = source.weighted(usPlaces, usPlaces.map((candidate) => candidate.weight));
    const unit = source.chance(0.25) ? `, Apt ${source.int(1, 28)}` : '';
    return {
      customer_id: deterministicUuid(`${seed}/customer`, n),
      email: `${slug(first)}.${slug(last)}${n + 1}@${source.pick(MAIL_DOMAINS)}`,
      name: `${first} ${last}`,
      country: 'US',
      address: {
        line1: `${source.int(10, 4990)} ${source.pick(streets)}${unit}`, city: place.city, region: place.region,
        postal_code: source.pick(place.postal_codes), country: 'US',
      },
      time_zone: place.time_zone,
      types: typesOf(source),
      price_taste: Math.round(source.logNormal(1, 0.3) * 1000) / 1000,
      activity: Math.round(source.logNormal(1, 0.7) * 1000) / 1000,
      created_at: new Date(now.getTime() - Math.round(source.between(95, 1400) * DAY_MS)).toISOString(),
    };
  });
}
