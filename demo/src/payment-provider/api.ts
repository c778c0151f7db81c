import { randomUUID } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { isCurrency } from '@orinoco/money';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Faults } from '../outside/faults.ts';
import { oncePerKey, type Answer } from '../outside/idempotency.ts';
import { OutsideError } from '../outside/outside-error.ts';
import { loseAnswer, lostAnswerMs, withFaults } from '../outside/server.ts';
import type { Clock } from '../outside/store.ts';
import type { WebhookQueue } from '../outside/webhook-queue.ts';
import type { AuthorizationAction, AuthorizeBody, Payments } from './payments.ts';
import { createSettlementChanges, settlementsCsv, type SettlementChange } from './settlements.ts';
import type { ProviderStore } from './store.ts';

export interface ApiContext {
  readonly app: FastifyInstance;
  readonly database: DatabaseSync;
  readonly store: ProviderStore;
  readonly payments: Payments;
  readonly webhooks: WebhookQueue;
  readonly faults: Faults;
  readonly clock: Clock;
  url(): string;
}

const sessionLifeMs = 24 * 3_600_000;

const closed = (properties: Record<string, object>, optional: readonly string[] = []): object => ({
  type: 'object', additionalProperties: false, properties, required: Object.keys(properties).filter((name) => !optional.includes(name)),
});
const id = { type: 'string', minLength: 1, maxLength: 200 };
const amount_minor = { type: 'integer', minimum: 1, maximum: Number.MAX_SAFE_INTEGER };
const currency = { type: 'string', pattern: '^[A-Z]{3}$' };
const return_url = { type: 'string', pattern: '^https?://', maxLength: 2000 };
const sessionBody = closed({ payment_id: id, amount_minor, currency, return_url });
const authorizeBody = closed({ payment_id: id, amount_minor, currency, payment_token: id, return_url });
const amountBody = closed({ amount_minor });
const bodies: Record<AuthorizationAction, object> = {
  capture: closed({ amount_minor, is_final: { type: 'boolean' } }, ['is_final']),
  release: amountBody,
  refund: amountBody,
  void: closed({}),
};

/** What a JSON schema cannot say. */
function checkPlace(body: { currency: string; return_url: string }): void {
  if (!isCurrency(body.currency)) throw new OutsideError(422, 'invalid_request', 'currency is no ISO 4217 code');
  if (!URL.canParse(body.return_url)) throw new OutsideError(422, 'invalid_request', 'return_url is no URL');
}

/** The merchant's API: everything under /v1 that wants the api key. */
export function addApiRoutes(context: ApiContext): void {
  const { app, database, store, payments, webhooks, faults, clock } = context;
  const once = async (request: FastifyRequest, reply: FastifyReply, effect: () => Answer, is_answer_lost = false): Promise<unknown> => {
    const key = request.headers['idempotency-key'];
    const keyed = { key: typeof key === 'string' ? key : undefined, method: request.method, path: request.url, body: request.body };
    const answer = await withFaults(faults, request, () => {
      const answer = oncePerKey(database, clock, keyed, effect);
      webhooks.poke();
      return answer;
    });
    if (is_answer_lost && !answer.is_replay) await loseAnswer(request, lostAnswerMs);
    return reply.status(answer.status).header('idempotent-replayed', String(answer.is_replay)).send(answer.body);
  };

  app.post<{ Body: Omit<Parameters<ProviderStore['addSession']>[0], 'session_id' | 'expires_at'> }>('/v1/sessions', { schema: { body: sessionBody }, config: { fault: 'sessions' } }, async (request, reply) => {
    checkPlace(request.body);
    const session_id = `cs_${randomUUID()}`;
    await withFaults(faults, request, () => {
      store.dropExpired(clock());
      store.addSession({ ...request.body, session_id, expires_at: clock() + sessionLifeMs });
    });
    const url = context.url();
    return reply.status(201).send({ session_id, fields_url: `${url}/fields?session=${session_id}`, page_url: `${url}/pay?session=${session_id}`, origin: new URL(url).origin });
  });

  app.post<{ Body: AuthorizeBody }>('/v1/authorizations', { schema: { body: authorizeBody }, config: { fault: 'authorizations' } }, async (request, reply) => {
    checkPlace(request.body);
    const behaviour = payments.behaviourOf(request.body.payment_token);
    if (behaviour.delay_ms !== undefined) await sleep(behaviour.delay_ms, undefined, { ref: false });
    return once(request, reply, () => payments.authorize(request.body), behaviour.is_answer_lost === true);
  });

  for (const action of ['capture', 'release', 'void', 'refund'] as const) {
    app.post<{ Params: { id: string }; Body: { amount_minor?: number; is_final?: boolean } }>(`/v1/authorizations/:id/${action}`, { schema: { body: bodies[action] }, config: { fault: action } }, (request, reply) =>
      once(request, reply, () => payments.act(request.params.id, action, request.body.amount_minor ?? 0, request.body.is_final ?? false)));
  }

  app.post<{ Params: { payment_id: string } }>('/v1/payments/:payment_id/void', { schema: { body: closed({}) }, config: { fault: 'void' } }, (request, reply) =>
    once(request, reply, () => payments.voidPayment(request.params.payment_id)));

  app.get<{ Params: { payment_id: string } }>('/v1/payments/:payment_id', { config: { fault: 'payments' } }, (request) =>
    withFaults(faults, request, () => payments.find(request.params.payment_id).body));

  addSettlementRoutes(context);
}

const time = { type: 'integer', minimum: 0, maximum: Number.MAX_SAFE_INTEGER };
const settlementLine = { movement_id: id, payment_id: { type: 'string', maxLength: 200 }, authorization_id: { type: 'string', maxLength: 200 }, kind: { enum: ['capture', 'refund', 'fee'] }, amount_minor, currency, created_at: time };
const changeBody = {
  oneOf: [
    closed({ change: { const: 'omit' }, movement_id: id }),
    closed({ change: { enum: ['replace', 'repeat'] }, movement_id: id, line: closed(settlementLine, Object.keys(settlementLine)) }, ['line']),
    closed({ change: { const: 'add' }, line: closed(settlementLine) }),
  ],
};
const dayMs = 24 * 3_600_000;

/** The report of a day, and with what tests make it wrong. */
function addSettlementRoutes({ app, store, faults }: ApiContext): void {
  const changes = createSettlementChanges();
  app.get<{ Querystring: { date: string } }>('/v1/settlements', { schema: { querystring: closed({ date: { type: 'string', pattern: '^\\d{4}-\\d{2}-\\d{2}$' } }) }, config: { fault: 'settlements' } }, async (request, reply) => {
    const from = Date.parse(`${request.query.date}T00:00:00Z`);
    if (Number.isNaN(from)) throw new OutsideError(422, 'invalid_request', 'date is no day');
    const csv = await withFaults(faults, request, () => settlementsCsv(changes.listed(store, from, from + dayMs)));
    return reply.type('text/csv; charset=utf-8').header('content-disposition', `attachment; filename="settlements-${request.query.date}.csv"`).send(csv);
  });
  app.post<{ Body: SettlementChange }>('/v1/settlement-changes', { schema: { body: changeBody } }, async (request, reply) => {
    changes.add(request.body);
    return reply.status(201).send({});
  });
  app.delete('/v1/settlement-changes', async (_request, reply) => {
    changes.clear();
    return reply.status(204).send();
  });
}
