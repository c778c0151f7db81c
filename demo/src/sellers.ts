import type { Seller, StockLocation } from './marketplace.ts';
import { foreignPlaces, foreignStreets, streets, usPlaces, type Place } from './places.ts';
import { firstNames, lastNames } from './people.ts';
import { deterministicUuid, type Random } from './random.ts';
import { ownSellerName, sellerNames, sellerStories } from './seller-names.ts';
import { inSentence, listed, slug } from './wording.ts';

export const SELLER_COUNT = 60;
/** Six in sixty ship from abroad. */
const FOREIGN_EVERY = 10;
const PHONE_PREFIX: Readonly<Record<string, string>> = { US: '+1', CA: '+1', DE: '+49', GB: '+44' };
const LEGAL_FORM: Readonly<Record<string, readonly string[]>> = {
  US: ['LLC', 'Inc.', 'LLC', 'Co.'], CA: ['Ltd.', 'Inc.'], DE: ['GmbH'], GB: ['Ltd'],
};

function phone(place: Place, random: Random): string {
  const prefix = PHONE_PREFIX[place.country] ?? '+1';
  // Ranges that the regulators keep free for fiction, so that nobody's telephone rings.
  if (prefix === '+1') return `${prefix} ${place.area_code} 555 01${String(random.int(0, 99)).padStart(2, '0')}`;
  if (prefix === '+44') return `${prefix} 1632 960${String(random.int(0, 999)).padStart(3, '0')}`;
  return `${prefix} 30 23125 ${String(random.int(0, 999)).padStart(3, '0')}`;
}

function addressLine(place: Place, random: Random): string {
  const number = random.int(1, 240);
  const foreign = foreignStreets[place.country];
  if (foreign === undefined) return `${number * 10 + random.int(0, 9)} ${random.pick(streets)}`;
  return place.country === 'DE' ? `${random.pick(foreign)} ${number}` : `${number} ${random.pick(foreign)}`;
}

function usPlace(random: Random): Place {
  return random.weighted(usPlaces, usPlaces.map((place) => place.weight));
}

function placeOf(n: number, random: Random): Place {
  if (n % FOREIGN_EVERY !== 7) return usPlace(random);
  return foreignPlaces[(Math.floor(n / FOREIGN_EVERY) * 3) % foreignPlaces.length] ?? usPlace(random);
}

/** Every department gets about as many sellers as every other; a few sellers keep to one. */
function departmentsOf(n: number, departments: readonly string[], random: Random): string[] {
  const main = departments[n % departments.length] ?? '';
  const others = random.sample(departments.filter((name) => name !== main), random.weighted([0, 1, 2, 3, 4], [3, 4, 3, 2, 1]));
  return [main, ...others];
}

function describe(name: string, place: Place, founded_year: number, departments: readonly string[], random: Random): string {
  const shelf = listed(departments.slice(0, 3).map((department) => inSentence(department)));
  return random.pick(sellerStories)
    .replaceAll('{name}', name).replaceAll('{city}', place.city).replaceAll('{year}', String(founded_year)).replaceAll('{shelf}', shelf)
    .replaceAll('{founder}', `${random.pick(firstNames)} ${random.pick(lastNames)}`);
}

function createSeller(seed: number, n: number, name: string, departments: readonly string[], now: Date, random: Random): { seller: Seller; place: Place } {
  const place = placeOf(n, random);
  const quality = Math.min(0.99, Math.max(0.3, random.normal(0.8, 0.13)));
  const founded_year = now.getUTCFullYear() - random.int(2, 34);
  const sold = departmentsOf(n, departments, random);
  const legal_name = `${name.replace(/ (?:Co\.?|Company)$/u, '')} ${random.pick(LEGAL_FORM[place.country] ?? ['LLC'])}`;
  const seller: Seller = {
    seller_id: deterministicUuid(`${seed}/seller`, n),
    handle: slug(name),
    name,
    description: describe(name, place, founded_year, sold, random),
    country: place.country,
    city: place.city,
    founded_year,
    quality: Math.round(quality * 1000) / 1000,
    price_factor: Math.round(Math.min(1.13, Math.max(0.88, random.normal(0.99 + (quality - 0.8) * 0.12, 0.045))) * 1000) / 1000,
    handling_days: random.weighted([0, 1, 2, 3], quality > 0.8 ? [3, 5, 2, 0.5] : [0.5, 3, 4, 3]),
    ships_from: [],
    departments: sold,
    return_days: random.pick([14, 30, 30, 30, 60]),
    free_shipping_over_minor: random.weighted([null, 2500, 3500, 4900, 7500], [2, 2, 4, 3, 1]),
    is_marketplace_own: false,
    legal: {
      legal_name, address_line1: addressLine(place, random), city: place.city, region: place.region,
      postal_code: random.pick(place.postal_codes), country: place.country, email: `service@${slug(name)}.example`, phone: phone(place, random),
    },
  };
  return { seller, place };
}

function ownSeller(seed: number, departments: readonly string[]): Seller {
  return {
    seller_id: deterministicUuid(`${seed}/seller`, 0), handle: slug(ownSellerName), name: ownSellerName,
    description: 'Orinoco Direct is the marketplace’s own store. It stocks the things that people order most in three warehouses and sends them on the same day.',
    country: 'US', city: 'Columbus', founded_year: 2016, quality: 0.95, price_factor: 1, handling_days: 0, ships_from: [],
    departments, return_days: 30, free_shipping_over_minor: 3500, is_marketplace_own: true,
    legal: {
      legal_name: 'Orinoco Direct Inc.', address_line1: '400 Prospect Ave', city: 'Columbus', region: 'OH', postal_code: '43215',
      country: 'US', email: 'service@orinoco-direct.example', phone: '+1 614 555 0100',
    },
  };
}

function createLocation(seed: number, seller: Seller, n: number, place: Place, random: Random): StockLocation {
  return {
    stock_location_id: deterministicUuid(`${seed}/stock-location/${seller.handle}`, n),
    seller_id: seller.seller_id,
    name: seller.is_marketplace_own ? `${place.city} fulfillment center` : `${place.city} ${random.pick(['warehouse', 'stockroom', 'workshop', 'depot'])}`,
    country: place.country, region: place.region, city: place.city,
    postal_code: n === 0 ? seller.legal.postal_code : random.pick(place.postal_codes),
    time_zone: place.time_zone,
    cutoff: seller.is_marketplace_own ? '18:00' : random.pick(['12:00', '13:00', '14:00', '15:00', '16:00']),
    handling_days: seller.handling_days,
    weekdays_open: seller.is_marketplace_own ? [1, 2, 3, 4, 5, 6, 7] : random.pick([[1, 2, 3, 4, 5], [1, 2, 3, 4, 5], [1, 2, 3, 4, 5, 6]]),
  };
}

function ownPlaces(): Place[] {
  return ['Columbus', 'Reno', 'Dallas'].flatMap((city) => usPlaces.filter((place) => place.city === city));
}

/** The marketplace's own store and 59 others, with their stock locations. `departments` are names of root categories. */
export function generateSellers(seed: number, departments: readonly string[], now: Date, random: Random): { sellers: Seller[]; stock_locations: StockLocation[] } {
  const sellers: Seller[] = [];
  const stock_locations: StockLocation[] = [];
  const add = (seller: Seller, places: readonly Place[], source: Random) => {
    const locations = places.map((place, at) => createLocation(seed, seller, at, place, source));
    stock_locations.push(...locations);
    sellers.push({ ...seller, ships_from: locations.map((location) => location.stock_location_id) });
  };
  add(ownSeller(seed, departments), ownPlaces(), random.fork('seller/0'));
  sellerNames.slice(0, SELLER_COUNT - 1).forEach((name, at) => {
    const source = random.fork(`seller/${at + 1}`);
    const { seller, place } = createSeller(seed, at + 1, name, departments, now, source);
    const second = seller.country === 'US' && source.chance(0.35) ? [usPlace(source)] : [];
    add(seller, [place, ...second.filter((other) => other.city !== place.city)], source);
  });
  return { sellers, stock_locations };
}
