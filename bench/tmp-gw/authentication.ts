import { randomUUID } from 'node:crypto';
import { fail, hasCode, serviceCall, type Actor, type Client } from '@orinoco/contract';
import { readGuest, signGuest } from '@orinoco/auth';
import { createCache } from '@orinoco/cache';
import type { identityContract } from '@orinoco/identity/contract';
import type { FastifyReply, FastifyRequest } from 'fastify';

export const sessionCookie = 'session';
export const guestCookie = 'guest';

export interface AuthenticationOptions {
  readonly identity: Client<typeof identityContract>;
  /** Signs guest cookies; the same in every process. */
  readonly guest_secret: string;
  /** Cookies over HTTPS alone. */
  readonly is_secure: boolean;
}

/** Who is signed in, with what a page shows of it. */
export interface Visitor {
  readonly actor: Actor;
  readonly name: string | null;
  readonly locale: string | null;
  readonly currency: string | null;
}

export interface Authentication {
  /** Who sends this request. A session that is no longer good counts as none, and its cookie is taken back. */
  visitor(request: FastifyRequest, reply: FastifyReply): Promise<Visitor>;
  /** The visitor with an identity of its own: an anonymous one becomes a guest, remembered by a signed cookie. */
  shopper(request: FastifyRequest, reply: FastifyReply): Promise<Visitor>;
  startSession(reply: FastifyReply, session_token: string): void;
  endSession(reply: FastifyReply): void;
  /** Drops what is remembered of sessions: after signing out or changing a password. */
  forget(): void;
  /** Whether the request's authority comes from a cookie, which other sites could make a browser send. */
  isByCookie(request: FastifyRequest): boolean;
}

type Session = Awaited<ReturnType<Client<typeof identityContract>['resolveSession']>>;
const nobody: Visitor = { actor: { kind: 'anonymous' }, name: null, locale: null, currency: null };
const year_s = 365 * 86_400;

/** Reads cookies and bearer tokens. Sessions are looked up at most once in five seconds a token. */
export function createAuthentication({ identity, guest_secret, is_secure }: AuthenticationOptions): Authentication {
  const sessions = createCache<Session | null>({ max_entries: 50_000, fresh_ms: 5_000, clock: Date.now });
  const cookieOptions = { path: '/', httpOnly: true, sameSite: 'lax', secure: is_secure } as const;

  const resolve = (token: string) => sessions.get(token, async () => {
    try {
      return await identity.resolveSession({ session_token: token }, serviceCall('gateway', randomUUID(), Date.now() + 2_000));
    } catch (error) {
      if (hasCode(error, 'session_invalid')) return null;
      throw error;
    }
  });

  const visitor = async (request: FastifyRequest, reply: FastifyReply): Promise<Visitor> => {
    const guest_id = readGuest(request.cookies[guestCookie] ?? headerOf(request, 'x-guest-token') ?? '', guest_secret);
    const token = bearerOf(request) ?? request.cookies[sessionCookie];
    const session = token === undefined || token === '' || token.length > 100 ? null : await resolve(token);
    if (session) {
      if (session.rotated_token !== null) {
        if (token !== undefined) sessions.delete(token);
        if (bearerOf(request) === undefined) void reply.setCookie(sessionCookie, session.rotated_token, { ...cookieOptions, maxAge: 180 * 86_400 });
        else void reply.header('x-session-token', session.rotated_token);
      }
      const { customer_id, session_id, seller_ids, is_operator, name, locale, currency } = session;
      return { actor: { kind: 'customer', customer_id, session_id, seller_ids, is_operator, ...(guest_id === undefined ? {} : { guest_id }) }, name, locale, currency };
    }
    if (token !== undefined && bearerOf(request) !== undefined) throw fail('unauthenticated', { detail: 'The access token is not valid' });
    if (token !== undefined) void reply.clearCookie(sessionCookie, cookieOptions);
    return guest_id === undefined ? nobody : { ...nobody, actor: { kind: 'guest', guest_id } };
  };

  return {
    visitor,
    async shopper(request, reply) {
      const known = await visitor(request, reply);
      if (known.actor.kind !== 'anonymous') return known;
      const guest_id = randomUUID();
      const token = signGuest(guest_id, guest_secret);
      void reply.setCookie(guestCookie, token, { ...cookieOptions, maxAge: year_s }).header('x-guest-token', token);
      return { ...nobody, actor: { kind: 'guest', guest_id } };
    },
    startSession: (reply, session_token) => void reply.setCookie(sessionCookie, session_token, { ...cookieOptions, maxAge: 180 * 86_400 }),
    endSession: (reply) => void reply.clearCookie(sessionCookie, cookieOptions),
    forget: () => sessions.clear(),
    isByCookie: (request) => bearerOf(request) === undefined && (request.cookies[sessionCookie] !== undefined || request.cookies[guestCookie] !== undefined),
  };
}

function bearerOf(request: FastifyRequest): string | undefined {
  const header = request.headers.authorization;
  return header?.startsWith('Bearer ') === true ? header.slice(7) : undefined;
}

function headerOf(request: FastifyRequest, name: string): string | undefined {
  const value = request.headers[name];
  return typeof value === 'string' ? value : undefined;
}
