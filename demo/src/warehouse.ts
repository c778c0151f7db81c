import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { serviceCall, type Client } from '@orinoco/contract';
import type { fulfillmentContract, Shipment } from '@orinoco/fulfillment/contract';
import type { Logger } from '@orinoco/telemetry';

export interface WarehouseOptions {
  /** Time between two steps of a parcel. A new one waits three steps, so that a buyer has time to cancel. */
  readonly step_ms: number;
  readonly log: Logger;
}

const waiting_steps = 3;

/** The people of the demo's warehouses: they pick, pack and ship every seller's parcels, one step at a time. */
export function startWarehouse(fulfillment: Client<typeof fulfillmentContract>, { step_ms, log }: WarehouseOptions): () => Promise<void> {
  const stopping = new AbortController();
  const firstSeen = new Map<string, number>();
  const call = () => serviceCall('demo', randomUUID(), Date.now() + 10_000);
  const advance = async ({ shipment_id, status }: Shipment) => {
    if (status === 'pending') {
      const seen_at = firstSeen.get(shipment_id) ?? Date.now();
      firstSeen.set(shipment_id, seen_at);
      if (Date.now() - seen_at < step_ms * waiting_steps) return;
      firstSeen.delete(shipment_id);
      await fulfillment.pickShipment({ shipment_id }, call());
    } else if (status === 'picking') await fulfillment.packShipment({ shipment_id }, call());
    else await fulfillment.shipShipment({ shipment_id }, call());
  };
  const round = async () => {
    // From the end backwards: a parcel makes one step a round, not three.
    for (const status of ['packed', 'picking', 'pending'] as const) {
      const { shipments } = await fulfillment.listWork({ status, page_size: 100 }, call());
      for (const shipment of shipments) await advance(shipment).catch((error: unknown) => log.debug({ shipment_id: shipment.shipment_id, error: String(error) }, 'the parcel waits'));
    }
  };
  const loop = async () => {
    while (!stopping.signal.aborted) {
      await round().catch((error: unknown) => log.debug({ error: String(error) }, 'the warehouse waits'));
      await sleep(step_ms, undefined, { signal: stopping.signal, ref: false }).catch(() => undefined);
    }
  };
  const ended = loop();
  return async () => {
    stopping.abort();
    await ended;
  };
}
