/** A place that parcels come through. Degrees north and east. */
interface Hub { readonly country: string; readonly city: string; readonly latitude: number; readonly longitude: number }

export interface RouteEnd { readonly city: string; readonly country: string; readonly postal_code?: string | null }

export type ParcelStatus = 'label_created' | 'picked_up' | 'in_transit' | 'out_for_delivery' | 'delivered' | 'cancelled';
export interface Step { readonly status: ParcelStatus; readonly city: string; readonly description: string }

const hub = (country: string, city: string, latitude: number, longitude: number): Hub => ({ country, city, latitude, longitude });

const hubs: readonly Hub[] = [
  hub('US', 'Newark', 40.7, -74.2), hub('US', 'Harrisburg', 40.3, -76.9), hub('US', 'Charlotte', 35.2, -80.8), hub('US', 'Louisville', 38.2, -85.7),
  hub('US', 'Indianapolis', 39.8, -86.2), hub('US', 'Memphis', 35.1, -90.0), hub('US', 'Kansas City', 39.1, -94.6), hub('US', 'Fort Worth', 32.8, -97.3),
  hub('US', 'Denver', 39.7, -105.0), hub('US', 'Salt Lake City', 40.8, -111.9), hub('US', 'Reno', 39.5, -119.8), hub('US', 'Ontario', 34.1, -117.6),
  hub('CA', 'Montreal', 45.5, -73.6), hub('CA', 'Mississauga', 43.6, -79.6), hub('CA', 'Winnipeg', 49.9, -97.1), hub('CA', 'Calgary', 51.0, -114.1),
  hub('GB', 'East Midlands', 52.8, -1.3), hub('GB', 'Croydon', 51.4, -0.1), hub('IE', 'Athlone', 53.4, -7.9), hub('FR', 'Paris', 48.9, 2.5), hub('FR', 'Lyon', 45.7, 4.9),
  hub('BE', 'Liège', 50.6, 5.4), hub('NL', 'Utrecht', 52.1, 5.1), hub('DE', 'Leipzig', 51.4, 12.2), hub('DE', 'Dortmund', 51.5, 7.5), hub('DE', 'Nuremberg', 49.5, 11.1),
  hub('AT', 'Wels', 48.2, 14.0), hub('CH', 'Zurich', 47.4, 8.5), hub('IT', 'Bologna', 44.5, 11.3), hub('IT', 'Piacenza', 45.1, 9.7), hub('ES', 'Zaragoza', 41.6, -0.9), hub('ES', 'Madrid', 40.4, -3.7),
  hub('PT', 'Porto', 41.2, -8.6), hub('PL', 'Łódź', 51.8, 19.5), hub('SE', 'Jönköping', 57.8, 14.2), hub('JP', 'Osaka', 34.7, 135.5), hub('JP', 'Kawasaki', 35.5, 139.7), hub('AU', 'Sydney', -33.9, 151.2),
];

// The first digit of a ZIP code is a region, counted from the north-east to the west coast.
const zipRegions: readonly (readonly [number, number])[] = [
  [42.0, -72.0], [41.0, -75.5], [38.0, -78.5], [31.5, -83.5], [39.5, -84.0], [44.0, -93.5], [40.0, -92.0], [31.0, -96.0], [38.5, -109.0], [37.0, -120.5],
];

function pointOf(end: RouteEnd): readonly [number, number] {
  const zip = end.country === 'US' ? zipRegions[Number((end.postal_code ?? '').charAt(0) || 'x')] : undefined;
  const known = hubs.find((each) => each.city === end.city && each.country === end.country) ?? hubs.find((each) => each.country === end.country);
  return zip ?? (known === undefined ? [50, 8] : [known.latitude, known.longitude]);
}

/** Flat distance, good enough to order hubs: a degree of longitude shrinks with the latitude. */
function distance([latitude, longitude]: readonly [number, number], other: readonly [number, number]): number {
  const shrink = Math.cos((((latitude + other[0]) / 2) * Math.PI) / 180);
  return Math.hypot(latitude - other[0], (longitude - other[1]) * shrink);
}

/**
 * Hubs that a parcel passes, in order: those of both countries that lengthen the way least. Two within a country, three
 * across a border (or fewer where there are not so many). Neither end is among them.
 */
export function hubsBetween(from: RouteEnd, to: RouteEnd): string[] {
  const [start, end] = [pointOf(from), pointOf(to)];
  const at = (each: Hub): readonly [number, number] => [each.latitude, each.longitude];
  const detour = (each: Hub): number => distance(start, at(each)) + distance(at(each), end);
  return hubs
    .filter((each) => (each.country === from.country || each.country === to.country) && each.city !== from.city && each.city !== to.city)
    .toSorted((left, right) => detour(left) - detour(right))
    .slice(0, from.country === to.country ? 2 : 3)
    .toSorted((left, right) => distance(start, at(left)) - distance(start, at(right)))
    .map((each) => each.city);
}

/** All steps of a parcel, from the label to the door. */
export function planRoute(from: RouteEnd, to: RouteEnd): Step[] {
  const passed = hubsBetween(from, to);
  const between: Step[] = passed.map((city, index) => ({ status: 'in_transit', city, description: index === 0 ? 'Arrived at the sorting centre' : 'Departed towards the destination' }));
  if (between.length === 0) between.push({ status: 'in_transit', city: from.city, description: 'Left the sorting centre' });
  if (between.length === 1) between.push({ status: 'in_transit', city: to.city, description: 'Arrived at the delivery depot' });
  return [
    { status: 'label_created', city: from.city, description: 'The sender has printed the label' },
    { status: 'picked_up', city: from.city, description: 'Picked up from the sender' },
    ...between,
    { status: 'out_for_delivery', city: to.city, description: 'Out for delivery' },
    { status: 'delivered', city: to.city, description: 'Delivered' },
  ];
}
