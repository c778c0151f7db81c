import { randomInt, randomUUID } from 'node:crypto';
import { OutsideError } from '../outside/outside-error.ts';
import type { Clock } from '../outside/store.ts';
import type { WebhookQueue } from '../outside/webhook-queue.ts';
import { planRoute } from './route.ts';
import type { CarrierStore, Label, LabelRequest } from './store.ts';

/** What the carrier does with parcels. Synchronous: the caller wraps each in one transaction. */
export interface Parcels {
  create(request: LabelRequest): Label;
  get(tracking_number: string): Label;
  /** Gives a label back. Allowed until the parcel is picked up; twice is once. */
  cancel(tracking_number: string): Label;
  /** Moves the parcel one step on; one that has arrived or was cancelled stays. */
  advance(tracking_number: string): Label;
  tracking(label: Label): Record<string, unknown>;
}

const trackingDigits = 12;

export interface ParcelsOptions { readonly store: CarrierStore; readonly webhooks: WebhookQueue; readonly clock: Clock; readonly step_ms: number; url(): string }

export function createParcels({ store, webhooks, clock, step_ms, url }: ParcelsOptions): Parcels {
  const get = (tracking_number: string): Label => {
    const label = store.findLabel(tracking_number);
    if (label === undefined) throw new OutsideError(404, 'parcel_not_found', 'There is no parcel with this number');
    return label;
  };
  const record = (label: Label): Label => {
    const step = label.steps[label.position];
    if (step === undefined) throw new RangeError('a parcel stands at one of its steps');
    store.saveLabel(label);
    const scan = store.addScan(label.tracking_number, label.position, step, clock());
    webhooks.enqueue('tracking.updated', { tracking_number: label.tracking_number, reference: label.request.reference, status: label.status, scan });
    return label;
  };
  return {
    get,
    create(request) {
      const tracking_number = `OR${String(randomInt(10 ** trackingDigits)).padStart(trackingDigits, '0')}`;
      const steps = planRoute(request.from, request.to);
      return record({ tracking_number, label_id: randomUUID(), request, steps, position: 0, status: 'label_created', next_step_at: clock() + step_ms });
    },
    cancel(tracking_number) {
      const label = get(tracking_number);
      if (label.status === 'cancelled') return label;
      if (label.status !== 'label_created') throw new OutsideError(409, 'already_picked_up', 'The parcel has left already');
      const after: Label = { ...label, status: 'cancelled', next_step_at: null };
      store.saveLabel(after);
      return after;
    },
    advance(tracking_number) {
      const label = get(tracking_number);
      const step = label.steps[label.position + 1];
      if (step === undefined || label.status === 'cancelled') return label;
      const is_last = label.position + 2 === label.steps.length;
      return record({ ...label, position: label.position + 1, status: step.status, next_step_at: is_last ? null : clock() + step_ms });
    },
    tracking: (label) => ({
      tracking_number: label.tracking_number,
      reference: label.request.reference,
      status: label.status,
      tracking_url: `${url()}/track/${label.tracking_number}`,
      label_url: `${url()}/labels/${label.label_id}.svg`,
      scans: store.listScans(label.tracking_number),
    }),
  };
}
