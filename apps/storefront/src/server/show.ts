import { randomBytes } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { PageName, PageView } from '../pages.tsx';
import { loadError } from '../pages/error/loader.ts';
import { isRedirect, type PageContext } from './context.ts';
import { sealDocument, type PagePolicy } from './document.ts';
import { pageProblem } from './errors.ts';
import { loadFrame } from './frame.ts';
import { prepare, sendPrepared, type Prepared } from './prepared.ts';
import { guestCookie, hasSession, pageContext, pathOf } from './request-context.ts';
import type { PageRoute } from './routes.ts';
import type { Shop } from './shop.ts';
import { within } from './wait.ts';

const shared_cache = 'public, max-age=0, s-maxage=5, must-revalidate';
const private_cache = 'private, no-cache';

/** Answers a page: from memory to whoever is not signed in, made for the visitor otherwise. */
export async function showPage(shop: Shop, route: PageRoute, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  if (route.is_shared && !hasSession(request)) return showShared(shop, route, request, reply);
  const context = pageContext(shop, request, await shop.options.authentication.visitor(request, reply));
  const [view, nonce] = [await within(loadView(route, context), context.call.deadline - Date.now()), newNonce()];
  if (isRedirect(view)) return reply.redirect(view.redirect_to, 303);
  const frame = await loadFrame(context, shop.options.public_url, nonce, false);
  if (isLookedAt(request)) recordView(shop, context, productIdOf(route.page, view as object));
  return sendPage(shop, request, reply, route.page, view as never, frame, { cache_control: private_cache, context });
}

type View = PageView[PageName];

function loadView(route: PageRoute, context: PageContext): Promise<object> {
  return route.load(context) as Promise<object>;
}

async function showShared(shop: Shop, route: PageRoute, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const context = pageContext(shop, request);
  const key = `${context.path}?${context.query.toString()}|${context.locale}|${context.currency}`;
  const prepared = await within(shop.documents.get(key, () => prepareShared(shop, route, context)), context.call.deadline - Date.now());
  if (prepared.redirect_to !== undefined) return reply.header('cache-control', shared_cache).redirect(prepared.redirect_to, 303);
  if (prepared.product_id !== null) void recordGuestView(shop, request, reply, prepared.product_id);
  return sendPrepared(request, reply, prepared, { cache_control: shared_cache, is_kept: true });
}

/** A refresh behind a stale page runs long after the request that caused it, so it gets a deadline of its own. */
async function prepareShared(shop: Shop, route: PageRoute, given: PageContext): Promise<Prepared> {
  const context: PageContext = { ...given, call: { ...given.call, deadline: Date.now() + 4_000 } };
  const nonce = newNonce();
  const [view, frame] = await Promise.all([loadView(route, context), loadFrame(context, shop.options.public_url, nonce, true)]);
  if (isRedirect(view)) return { ...prepare('', '', null), redirect_to: view.redirect_to };
  const { html, policy } = sealDocument(shop.renderPage(route.page, view as never, frame), nonce);
  return prepare(html, policy, productIdOf(route.page, view));
}

export interface AnswerOptions { readonly status?: number; readonly cache_control: string; readonly context: PageContext }

/** Renders and sends a page that is for this visitor alone. */
export async function sendPage<Name extends PageName>(shop: Shop, request: FastifyRequest, reply: FastifyReply, page: Name, view: PageView[Name], frame: Parameters<Shop['renderPage']>[2], { status = 200, cache_control, context }: AnswerOptions): Promise<FastifyReply> {
  const { html, policy } = sealDocument(shop.renderPage(page, view, frame), frame.nonce, policyFor(page, context));
  return sendPrepared(request, reply, prepare(html, policy, null), { status, cache_control, is_kept: false });
}

/** The checkout alone may show the provider's fields and, since browsers count where a form's answer leads, go to its pages. */
function policyFor(page: PageName, { provider_origin }: PageContext): PagePolicy {
  if (page !== 'checkout') return {};
  // A provider without fields of its own has pages at addresses that are only known when it is asked.
  return provider_origin === null ? { form_action: ['https:'] } : { frame_src: [provider_origin], form_action: [provider_origin] };
}

export function newNonce(): string {
  return randomBytes(18).toString('base64url');
}

/** An error as a page. Never fails itself: without the frame's parts it is shown without them. */
export async function showError(shop: Shop, request: FastifyRequest, reply: FastifyReply, error: unknown): Promise<FastifyReply> {
  const { problem, retry_after_s } = pageProblem(error, request.id);
  if (problem.status >= 500) shop.options.log.error({ request_id: request.id, path: pathOf(request), code: problem.code, err: error }, 'page failed');
  if (problem.status === 401 && request.method !== 'HEAD') return reply.redirect(`/sign-in?return_to=${encodeURIComponent(returnPath(request))}`, 303);
  if (retry_after_s !== undefined) void reply.header('retry-after', String(Math.ceil(retry_after_s)));
  // The parameters may be what was wrong.
  const context = pageContext(shop, request, undefined, {});
  const [view, frame] = await Promise.all([loadError(problem, shop.directory), loadFrame(context, shop.options.public_url, newNonce(), true)]);
  return sendPage(shop, request, reply, 'error', view, frame, { status: problem.status, cache_control: 'no-store', context });
}

/** Where to come back to after signing in: this page, or for a form the page it stood on. */
function returnPath(request: FastifyRequest): string {
  if (request.method === 'GET') return request.raw.url ?? '/';
  const referer = URL.parse(request.headers.referer ?? '');
  return referer?.host === request.host ? `${referer.pathname}${referer.search}` : '/';
}

function productIdOf(page: PageName, view: object): string | null {
  return page === 'product' ? (view as View & PageView['product']).product.product_id : null;
}

/** Guests are told apart by their cookie, also on pages that are the same for everybody. */
async function recordGuestView(shop: Shop, request: FastifyRequest, reply: FastifyReply, product_id: string): Promise<void> {
  if (request.cookies[guestCookie] === undefined || !isLookedAt(request)) return;
  const visitor = await shop.options.authentication.visitor(request, reply);
  recordView(shop, { call: { request_id: request.id, actor: visitor.actor, deadline: Date.now() + 2_000 } }, product_id);
}

/** Whether somebody sees the page: a browser that loads ahead says so, and such a page may never be shown. */
function isLookedAt(request: FastifyRequest): boolean {
  return request.method === 'GET' && !String(request.headers['sec-purpose'] ?? '').includes('prefetch');
}

/** Nobody waits for it, and a page is no worse without. */
function recordView(shop: Shop, { call }: Pick<PageContext, 'call'>, product_id: string | null): void {
  if (product_id === null || call.actor.kind === 'anonymous') return;
  shop.clients.recommendation.recordViews({ views: [{ product_id }] }, call).catch((error: unknown) => shop.options.log.debug({ err: error }, 'a view was not recorded'));
}
