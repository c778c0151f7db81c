export interface AllocationLine {
  readonly offer_id: string;
  readonly quantity: number;
}

export interface AllocationLevel {
  readonly offer_id: string;
  readonly stock_location_id: string;
  readonly available: number;
}

export interface Allocation {
  readonly offer_id: string;
  readonly stock_location_id: string;
  readonly quantity: number;
}

export interface AllocationPlan {
  /** What each location sends; one parcel per location. By location in order of preference, then offer. */
  readonly allocations: readonly Allocation[];
  /** Locations used, best first. */
  readonly stock_location_ids: readonly string[];
  /** Offers that cannot be sent in full, and how many there are. Nothing of them is allocated. */
  readonly short: readonly { readonly offer_id: string; readonly quantity: number; readonly available: number }[];
}

/** Up to this many locations every combination is tried; beyond it, the best ones are picked one by one. */
const maxLocationsTriedFully = 12;

/**
 * Decides which locations send the lines of one seller. One location for everything if any can, the most preferred
 * that can; else the fewest parcels, preferred locations first. An offer is sent in full or not at all; lines of the
 * same offer are summed first, since each alone may fit where both do not. Locations missing from `preference` come
 * last, by id. The plan depends on neither the order of lines nor of levels.
 */
export function allocate(lines: readonly AllocationLine[], levels: readonly AllocationLevel[], preference: readonly string[]): AllocationPlan {
  const wanted = sumByOffer(lines);
  const stock = stockByLocation(levels, wanted);
  const locations = rank([...stock.keys()], preference);
  const availableAt = (location: string, offer_id: string) => stock.get(location)?.get(offer_id) ?? 0;
  const availableIn = (chosen: readonly string[], offer_id: string) => chosen.reduce((sum, location) => sum + availableAt(location, offer_id), 0);

  const offers = [...wanted].map(([offer_id, quantity]) => ({ offer_id, quantity, available: availableIn(locations, offer_id) }));
  const short = offers.filter((offer) => offer.available < offer.quantity);
  const full = offers.filter((offer) => offer.available >= offer.quantity);
  const isEnough = (chosen: readonly string[]) => full.every((offer) => availableIn(chosen, offer.offer_id) >= offer.quantity);

  const useful = locations.filter((location) => full.some((offer) => availableAt(location, offer.offer_id) > 0));
  const chosen = useful.length <= maxLocationsTriedFully ? smallestSet(useful, isEnough) : pickOneByOne(useful, full, availableAt, isEnough);
  const allocations = full.flatMap((offer) => fill(offer, chosen, availableAt));
  return {
    allocations: allocations.toSorted((a, b) => chosen.indexOf(a.stock_location_id) - chosen.indexOf(b.stock_location_id)),
    stock_location_ids: chosen,
    short,
  };
}

function sumByOffer(lines: readonly AllocationLine[]): Map<string, number> {
  const wanted = new Map<string, number>();
  for (const { offer_id, quantity } of lines.toSorted((a, b) => compareText(a.offer_id, b.offer_id))) {
    if (quantity > 0) wanted.set(offer_id, (wanted.get(offer_id) ?? 0) + quantity);
  }
  return wanted;
}

function stockByLocation(levels: readonly AllocationLevel[], wanted: ReadonlyMap<string, number>): Map<string, Map<string, number>> {
  const stock = new Map<string, Map<string, number>>();
  for (const { offer_id, stock_location_id, available } of levels) {
    if (available <= 0 || !wanted.has(offer_id)) continue;
    const offers = stock.get(stock_location_id) ?? new Map<string, number>();
    offers.set(offer_id, (offers.get(offer_id) ?? 0) + available);
    stock.set(stock_location_id, offers);
  }
  return stock;
}

function rank(locations: readonly string[], preference: readonly string[]): string[] {
  const place = (location: string) => (preference.includes(location) ? preference.indexOf(location) : preference.length);
  return locations.toSorted((a, b) => place(a) - place(b) || compareText(a, b));
}

/** The first enough set in order of size, then of preference of its best member, its second best, and so on. */
function smallestSet(locations: readonly string[], isEnough: (chosen: readonly string[]) => boolean): readonly string[] {
  const extend = (chosen: readonly string[], from: number, size: number): readonly string[] | undefined => {
    if (chosen.length === size) return isEnough(chosen) ? chosen : undefined;
    for (let index = from; index <= locations.length - (size - chosen.length); index += 1) {
      const found = extend([...chosen, locations[index] ?? ''], index + 1, size);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  for (let size = 0; size < locations.length; size += 1) {
    const found = extend([], 0, size);
    if (found !== undefined) return found;
  }
  return locations;
}

/** Takes the location that covers most of what is still missing, then drops those that turned out not to be needed. */
function pickOneByOne(
  locations: readonly string[], offers: readonly AllocationLine[],
  availableAt: (location: string, offer_id: string) => number, isEnough: (chosen: readonly string[]) => boolean,
): readonly string[] {
  const single = locations.find((location) => isEnough([location]));
  if (single !== undefined) return [single];
  const missing = new Map(offers.map((offer) => [offer.offer_id, offer.quantity]));
  const covers = (location: string) => [...missing].reduce((sum, [offer_id, quantity]) => sum + Math.min(quantity, availableAt(location, offer_id)), 0);
  let chosen: string[] = [];
  while (!isEnough(chosen)) {
    const best = locations.filter((location) => !chosen.includes(location)).reduce((a, b) => (covers(b) > covers(a) ? b : a));
    chosen.push(best);
    for (const [offer_id, quantity] of missing) missing.set(offer_id, Math.max(0, quantity - availableAt(best, offer_id)));
  }
  for (const location of locations.filter((each) => chosen.includes(each)).toReversed()) {
    const without = chosen.filter((each) => each !== location);
    if (isEnough(without)) chosen = without;
  }
  return locations.filter((location) => chosen.includes(location));
}

/** From one of the chosen locations when one has enough, else from those with most of it first. */
function fill({ offer_id, quantity }: AllocationLine, chosen: readonly string[], availableAt: (location: string, offer_id: string) => number): Allocation[] {
  const single = chosen.find((location) => availableAt(location, offer_id) >= quantity);
  const order = single === undefined ? chosen.toSorted((a, b) => availableAt(b, offer_id) - availableAt(a, offer_id)) : [single];
  let left = quantity;
  return order.flatMap((stock_location_id) => {
    const share = Math.min(left, availableAt(stock_location_id, offer_id));
    left -= share;
    return share > 0 ? [{ offer_id, stock_location_id, quantity: share }] : [];
  });
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
