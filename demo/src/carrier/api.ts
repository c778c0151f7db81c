import type { DatabaseSync } from 'node:sqlite';
import type { FastifyInstance } from 'fastify';
import type { Faults } from '../outside/faults.ts';
import { oncePerKey } from '../outside/idempotency.ts';
import { OutsideError } from '../outside/outside-error.ts';
import { withFaults } from '../outside/server.ts';
import { inTransaction, type Clock } from '../outside/store.ts';
import { labelSvg } from './label-svg.ts';
import type { Parcels } from './parcels.ts';
import type { CarrierStore, LabelRequest } from './store.ts';
import { trackPage } from './track-page.ts';

export interface CarrierContext {
  readonly app: FastifyInstance;
  readonly database: DatabaseSync;
  readonly store: CarrierStore;
  readonly parcels: Parcels;
  readonly faults: Faults;
  readonly clock: Clock;
  /** Wakes what moves parcels and sends events. */
  poke(): void;
}

const text = (maxLength: number, minLength = 0): object => ({ type: 'string', minLength, maxLength });
const optional = (maxLength: number): object => ({ type: ['string', 'null'], maxLength });
const address = {
  type: 'object',
  additionalProperties: false,
  required: ['city', 'country'],
  properties: {
    name: text(100), company: optional(100), line1: text(200), line2: optional(200), city: text(100, 1), region: optional(100), postal_code: optional(20),
    country: { type: 'string', pattern: '^[A-Z]{2}$' }, phone: optional(40),
  },
};
const labelBody = {
  type: 'object',
  additionalProperties: false,
  required: ['reference', 'from', 'to', 'parcels', 'service'],
  properties: {
    reference: text(100, 1), from: address, to: address, service: text(40, 1),
    parcels: { type: 'array', minItems: 1, maxItems: 50, items: { type: 'object', additionalProperties: false, required: ['weight_g'], properties: { weight_g: { type: 'integer', minimum: 0, maximum: 1_000_000 } } } },
  },
};
const pagePolicy = `default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;

type Tracked = { Params: { tracking_number: string } };

/** The sender's API under /v1, and what anybody may look at: the label by its id and the tracking page. */
export function addCarrierRoutes({ app, database, store, parcels, faults, clock, poke }: CarrierContext): void {
  app.post<{ Body: LabelRequest }>('/v1/labels', { schema: { body: labelBody }, config: { fault: 'labels' } }, async (request, reply) => {
    const key = request.headers['idempotency-key'];
    const keyed = { key: typeof key === 'string' ? key : undefined, method: request.method, path: request.url, body: request.body };
    const answer = await withFaults(faults, request, () => oncePerKey(database, clock, keyed, () => ({ status: 201, body: parcels.tracking(parcels.create(request.body)) })));
    poke();
    return reply.status(answer.status).header('idempotent-replayed', String(answer.is_replay)).send(answer.body);
  });
  app.delete<Tracked>('/v1/labels/:tracking_number', { config: { fault: 'cancel' } }, async (request, reply) => {
    await withFaults(faults, request, () => inTransaction(database, () => parcels.cancel(request.params.tracking_number)));
    return reply.status(204).send();
  });
  app.get<Tracked>('/v1/trackings/:tracking_number', { config: { fault: 'trackings' } }, (request) =>
    withFaults(faults, request, () => parcels.tracking(parcels.get(request.params.tracking_number))));
  app.post<Tracked>('/v1/test/advance/:tracking_number', async (request) => {
    const label = inTransaction(database, () => parcels.advance(request.params.tracking_number));
    poke();
    return parcels.tracking(label);
  });
  app.get<Tracked>('/track/:tracking_number', async (request, reply) => {
    const label = parcels.get(request.params.tracking_number);
    return reply.type('text/html; charset=utf-8').header('content-security-policy', pagePolicy).send(trackPage(label, store.listScans(label.tracking_number)));
  });
  app.get<{ Params: { file: string } }>('/labels/:file', async (request, reply) => {
    const label = store.findByLabelId(request.params.file.replace(/\.svg$/, ''));
    if (label === undefined) throw new OutsideError(404, 'label_not_found', 'There is no such label');
    return reply.type('image/svg+xml').header('content-security-policy', pagePolicy).send(labelSvg(label));
  });
}
