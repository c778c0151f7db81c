import { randomUUID } from 'node:crypto';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { OutsideError } from '../outside/outside-error.ts';
import { inTransaction } from '../outside/store.ts';
import type { ApiContext } from './api.ts';
import { cardBrand, cardFormErrors, findTestCard, type CardForm } from './cards.ts';
import { fieldsScript } from './fields-browser.ts';
import { challengePage, fieldsPage, noticePage, payPage, type FieldErrors } from './pages.ts';
import type { ProviderStore, Session } from './store.ts';
import { providerStyle } from './style.ts';

/** A card number in a test token lives this long, and works once. */
const tokenLifeMs = 30 * 60_000;

type PageContext = Pick<ApiContext, 'app' | 'database' | 'store' | 'payments' | 'webhooks' | 'clock'>;
type Tokenized = { errors: FieldErrors } | { payment_token: string; brand: string; last4: string };

/** Exchanges a card for a token. The number goes no further than this function. */
function tokenize(store: ProviderStore, now: number, form: CardForm): Tokenized {
  const errors: FieldErrors = cardFormErrors(form, now);
  const digits = form.number.replace(/\D/g, '');
  const card = findTestCard(digits);
  if (errors.number === undefined && card === undefined) errors.number = 'This is a sandbox and takes no real cards: use a test card';
  if (card === undefined || Object.keys(errors).length > 0) return { errors };
  const token = { payment_token: `tok_${randomUUID()}`, behaviour: card.behaviour, brand: cardBrand(digits), last4: digits.slice(-4) };
  store.addToken({ ...token, expires_at: now + tokenLifeMs });
  return { payment_token: token.payment_token, brand: token.brand, last4: token.last4 };
}

function sendPage(reply: FastifyReply, text: string, policy: { frame_ancestors: string; form_action: string }): FastifyReply {
  const rules = [
    `default-src 'none'`, `script-src 'self'`, `style-src 'self'`, `connect-src 'self'`, `img-src data:`, `base-uri 'none'`,
    `form-action 'self' ${policy.form_action}`, `frame-ancestors ${policy.frame_ancestors}`,
  ];
  return reply.type('text/html; charset=utf-8').header('content-security-policy', rules.join('; ')).send(text);
}

const alone = { frame_ancestors: `'none'`, form_action: '' };
// A form's redirect counts as its action, so the shop must be allowed there.
const backTo = (return_url: string) => ({ frame_ancestors: `'none'`, form_action: new URL(return_url).origin });

function withToken(return_url: string, payment_token: string): string {
  const url = new URL(return_url);
  url.searchParams.set('payment_token', payment_token);
  return url.href;
}

function formCard(body: Record<string, unknown>): CardForm {
  const text = (name: string): string => (typeof body[name] === 'string' ? body[name].slice(0, 200) : '');
  return { number: text('number'), expiry: text('expiry'), cvc: text('cvc').trim(), name: text('name') };
}

/** What the buyer's browser talks to: hosted fields, the page without JavaScript, tokens, the 3-D Secure step. */
export function addPageRoutes(context: PageContext): void {
  const { app, store, clock } = context;
  const liveSession = (session_id: unknown): Session | undefined => {
    const session = typeof session_id === 'string' ? store.findSession(session_id) : undefined;
    return session !== undefined && session.expires_at >= clock() ? session : undefined;
  };
  const sendExpired = (reply: FastifyReply): FastifyReply => {
    const text = noticePage('This page has expired', 'Go back to the shop and open the payment step again.');
    return sendPage(reply.status(410), text, { ...alone, frame_ancestors: '*' });
  };

  addAssets(app);
  app.get<{ Querystring: { session?: string } }>('/fields', async (request, reply) => {
    const session = liveSession(request.query.session);
    if (session === undefined) return sendExpired(reply);
    return sendPage(reply, fieldsPage(session), { frame_ancestors: new URL(session.return_url).origin, form_action: '' });
  });
  app.post<{ Body: Record<string, unknown> | null }>('/v1/tokens', { config: { is_public: true } }, async (request, reply) => {
    if (liveSession(request.body?.['session']) === undefined) throw new OutsideError(410, 'session_expired', 'This form has expired: reload the page');
    const outcome = tokenize(store, clock(), formCard(request.body ?? {}));
    if ('errors' in outcome) return reply.status(422).send({ code: 'card_invalid', detail: 'Check your card details', fields: outcome.errors });
    return reply.status(201).send(outcome);
  });
  app.get<{ Querystring: { session?: string } }>('/pay', async (request, reply) => {
    const session = liveSession(request.query.session);
    return session === undefined ? sendExpired(reply) : sendPage(reply, payPage(session, {}, {}), backTo(session.return_url));
  });
  app.post<{ Body: Record<string, unknown> | null }>('/pay', async (request, reply) => {
    const session = liveSession(request.body?.['session']);
    if (session === undefined) return sendExpired(reply);
    const form = formCard(request.body ?? {});
    const outcome = tokenize(store, clock(), form);
    if ('errors' in outcome) return sendPage(reply.status(422), payPage(session, outcome.errors, form), backTo(session.return_url));
    return reply.redirect(withToken(session.return_url, outcome.payment_token), 303);
  });
  addChallengeRoutes(context);
}

function addChallengeRoutes({ app, database, payments, webhooks }: PageContext): void {
  app.get<{ Params: { id: string } }>('/challenge/:id', async (request, reply) => {
    const payment = payments.get(request.params.id);
    const return_url = payment.return_url ?? '/';
    if (payment.status !== 'requires_action') return reply.redirect(return_url, 303);
    return sendPage(reply, challengePage(payment), backTo(return_url));
  });
  app.post<{ Params: { id: string }; Body: Record<string, unknown> | null }>('/challenge/:id', async (request, reply) => {
    const answer = request.body?.['answer'];
    if (answer !== 'approve' && answer !== 'decline') throw new OutsideError(422, 'invalid_request', 'answer is approve or decline');
    const payment = inTransaction(database, () => payments.challenge(request.params.id, answer === 'approve'));
    webhooks.poke();
    return reply.redirect(payment.return_url ?? '/', 303);
  });
}

function addAssets(app: FastifyInstance): void {
  const maxAge = 'public, max-age=300';
  app.get('/assets/pay.css', (_request, reply) => reply.type('text/css; charset=utf-8').header('cache-control', maxAge).send(providerStyle));
  app.get('/assets/fields.js', (_request, reply) => reply.type('text/javascript; charset=utf-8').header('cache-control', maxAge).send(fieldsScript));
}
