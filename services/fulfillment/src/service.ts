import { setTimeout as sleep } from 'node:timers/promises';
import { checkSeller, fail, failField, hasCode, isOperator, type Call, type JsonText, type Service } from '@orinoco/contract';
import type { Database } from '@orinoco/database';
import type { RunningService } from '@orinoco/event';
import { isTimeZone } from './calendar.ts';
import type { CarrierEvent, CarrierPort } from './carriers/port.ts';
import type { fulfillmentContract, Shipment, StockLocation } from './contract.ts';
import type { FulfillmentDependencies, FulfillmentPorts } from './dependencies.ts';
import { deliveryOptions, deliveryReach } from './delivery.ts';
import { handlersFor } from './handlers.ts';
import { cancelShipments, recordScans, ship, step } from './movement.ts';
import { knownHolidays, openSettings } from './settings.ts';
import { fillHolidays, upsertLocations, upsertRates, type Rate } from './settings-store.ts';
import { findShipment, openWorkJson, shipmentJson, shipmentsJson, takeQuietShipments, workJson, type ShipmentRow } from './shipment-store.ts';

export type { FulfillmentDependencies } from './dependencies.ts';

/** Delivery promises and parcels. See README.md for the states. */
export function createFulfillmentService(dependencies: FulfillmentDependencies): RunningService<typeof fulfillmentContract> {
  const { database, clock, carrier } = dependencies;
  const ports = { ...dependencies, settings: openSettings(database, clock) };
  return {
    methods: { ...promiseMethods(ports), ...shipmentMethods(ports) },
    subscriptions: [{ group: 'fulfillment', database, handlers: handlersFor(carrier.name) }],
    start: () => startPolling(ports),
  };
}

type Methods = Service<typeof fulfillmentContract>;

function promiseMethods({ database, clock, settings }: FulfillmentPorts): Pick<Methods, 'promiseOffers' | 'listDeliveryReach' | 'quoteDelivery' | 'saveStockLocations' | 'saveShippingRates'> {
  return {
    async promiseOffers({ offers, destination, currency }) {
      const optionsOf = deliveryOptions(await settings.current(), clock(), destination, currency);
      return {
        promises: offers.flatMap(({ offer_id, seller_id, handling_days, weight_g, price_minor }) => {
          const [best] = optionsOf({ seller_id, handling_days, weight_g, subtotal_minor: price_minor });
          if (best === undefined) return [];
          const { shipping_rate_id, name, amount_minor, earliest_on, latest_on, order_within_ms } = best;
          return [{ offer_id, earliest_on, latest_on, order_within_ms, shipping_minor: amount_minor, shipping_rate_id, rate_name: name }];
        }),
      };
    },
    listDeliveryReach: async ({ country }) => ({ sellers: deliveryReach(await settings.current(), country) }),
    async quoteDelivery({ parcels, destination, currency }) {
      const optionsOf = deliveryOptions(await settings.current(), clock(), destination, currency);
      return {
        parcels: parcels.map(({ seller_id, lines }) => ({
          seller_id,
          options: optionsOf({
            seller_id,
            handling_days: Math.max(0, ...lines.map((line) => line.handling_days)),
            weight_g: lines.reduce((sum, line) => sum + line.weight_g * line.quantity, 0),
            subtotal_minor: lines.reduce((sum, line) => sum + line.unit_price_minor * line.quantity, 0),
          }),
        })),
      };
    },
    async saveStockLocations({ locations }, call) {
      locations.forEach((location, index) => checkLocation(location, index, call));
      checkOnce(locations.map((location) => location.stock_location_id), '/locations');
      await upsertLocations(database, locations);
      settings.forget();
      return { location_count: locations.length };
    },
    async saveShippingRates({ rates }) {
      rates.forEach(checkRate);
      checkOnce(rates.map((rate) => rate.shipping_rate_id), '/rates');
      await upsertRates(database, rates);
      settings.forget();
      return { rate_count: rates.length };
    },
  };
}

function checkLocation(location: StockLocation, index: number, call: Call): void {
  checkSeller(call, location.seller_id);
  if (!isTimeZone(location.time_zone)) throw failField(`/locations/${index}/time_zone`, 'not_allowed', 'time_zone is no IANA time zone');
  if (location.open_weekdays.length === 0) throw failField(`/locations/${index}/open_weekdays`, 'missing', 'A place is open on one day of the week at least');
}

function checkRate({ min_days, max_days, countries }: Rate, index: number): void {
  if (min_days < 0 || max_days < min_days || max_days > 365) throw failField(`/rates/${index}/max_days`, 'out_of_range', 'Transit takes from min_days to max_days, 0 to 365');
  if (countries.length === 0) throw failField(`/rates/${index}/countries`, 'missing', 'A rate leads to one country at least');
}

function checkOnce(ids: readonly string[], pointer: string): void {
  if (new Set(ids.map((id) => id.toLowerCase())).size < ids.length) throw failField(pointer, 'duplicate', 'The same id comes twice');
}

function shipmentMethods(ports: FulfillmentPorts): Omit<Methods, 'promiseOffers' | 'listDeliveryReach' | 'quoteDelivery' | 'saveStockLocations' | 'saveShippingRates'> {
  const { database, carrier, log } = ports;
  return {
    listShipments: async ({ order_ids }) => (await shipmentsJson(database, order_ids)) ?? { shipments: [] },
    async listWork({ seller_id, status, page = 1, page_size = 50 }, call) {
      const query = { seller_ids: sellersFor(call, seller_id), limit: page_size, offset: (page - 1) * page_size };
      return (await (status === undefined ? openWorkJson(database, query) : workJson(database, status, query))) ?? { shipments: [] };
    },
    async pickShipment({ shipment_id }, call) {
      await findFor(database, shipment_id, call);
      await step(ports, shipment_id, 'pending', 'picking');
      return view(database, shipment_id);
    },
    async packShipment({ shipment_id }, call) {
      await findFor(database, shipment_id, call);
      await step(ports, shipment_id, 'picking', 'packed');
      return view(database, shipment_id);
    },
    async shipShipment({ shipment_id }, call) {
      await ship(ports, await findFor(database, shipment_id, call), call);
      return view(database, shipment_id);
    },
    async cancelShipments({ order_id }) {
      await cancelShipments(ports, order_id);
      return { is_done: true };
    },
    async receiveWebhook({ carrier: name, raw_body, headers }) {
      if (name !== carrier.name) throw fail('not_found', { detail: 'There is no such carrier' });
      const { type, reference, tracking_number, scan } = parse(carrier, raw_body, headers);
      if (type === 'ignored' || reference === null || tracking_number === null || scan === null || !uuid.test(reference)) return { is_done: true };
      if (!(await recordScans(ports, reference, tracking_number, [scan]))) log.warn({ reference, tracking_number }, 'the carrier tells of a parcel that is not ours');
      return { is_done: true };
    },
  };
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Whose parcels the caller sees: all (null), one seller's, or those of all sellers that this person works for. */
function sellersFor(call: Call, seller_id: string | undefined): readonly string[] | null {
  if (seller_id !== undefined) {
    checkSeller(call, seller_id);
    return [seller_id];
  }
  if (call.actor.kind === 'service' || isOperator(call.actor)) return null;
  return call.actor.kind === 'customer' ? call.actor.seller_ids : [];
}

async function findFor(database: Database, shipment_id: string, call: Call): Promise<ShipmentRow> {
  const shipment = await findShipment(database, shipment_id);
  if (!shipment) throw fail('shipment_not_found');
  checkSeller(call, shipment.seller_id);
  return shipment;
}

async function view(database: Database, shipment_id: string): Promise<JsonText<Shipment>> {
  const shipment = await shipmentJson(database, shipment_id);
  if (!shipment) throw fail('shipment_not_found');
  return shipment;
}

function parse(carrier: CarrierPort, raw_body: string, headers: Record<string, string>): CarrierEvent {
  try {
    return carrier.parseWebhook(Buffer.from(raw_body, 'utf8'), headers);
  } catch (error) {
    if (hasCode(error, 'webhook_signature_invalid', 'webhook_expired', 'webhook_malformed')) throw fail('webhook_refused', { cause: error });
    throw error;
  }
}

/** Writes the known holidays down, then asks after quiet parcels until stopped: webhooks get lost. */
function startPolling(ports: FulfillmentPorts): () => Promise<void> {
  const { database, clock, log, quiet_ms = 3_600_000, poll_ms = 60_000 } = ports;
  const stopping = new AbortController();
  const loop = async () => {
    await fillHolidays(database, knownHolidays(clock().getUTCFullYear())).catch((error: unknown) => log.warn({ err: error }, 'holidays are not written down'));
    while (!stopping.signal.aborted) {
      await sleep(poll_ms * (0.8 + Math.random() * 0.4), undefined, { signal: stopping.signal, ref: false }).catch(() => undefined);
      if (!stopping.signal.aborted) await askAfterQuiet(ports, quiet_ms).catch((error: unknown) => log.warn({ err: error }, 'quiet parcels wait'));
    }
  };
  const ended = loop();
  return async () => {
    stopping.abort();
    await ended;
  };
}

async function askAfterQuiet(ports: FulfillmentPorts, quiet_ms: number): Promise<void> {
  for (const { shipment_id, tracking_number } of await takeQuietShipments(ports.database, quiet_ms)) {
    const tracking = await ports.carrier.track({ tracking_number }).catch(() => null);
    if (tracking !== null) await recordScans(ports, shipment_id, tracking_number, tracking.scans);
  }
}
