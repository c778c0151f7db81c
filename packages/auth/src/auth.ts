import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

export interface NewToken {
  /** 256 random bits as base64url, 43 characters: for its holder alone. */
  readonly token: string;
  /** What is stored. */
  readonly hash: Buffer;
}

export function newToken(): NewToken {
  const token = randomBytes(32).toString('base64url');
  return { token, hash: hashToken(token) };
}

/** SHA-256. Plain and fast is right here: a token of 256 random bits cannot be guessed, so it needs no salt and no cost. */
export function hashToken(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The value of the guest cookie: the id and an HMAC-SHA-256 of it, so that nobody can pick another guest's id. */
export function signGuest(guest_id: string, secret: string): string {
  return `${guest_id}.${macOf(guest_id, secret).toString('base64url')}`;
}

/** The guest that a cookie was signed for, or undefined when it is not ours. Needs no database and takes the same time for every wrong signature. */
export function readGuest(cookie: string, secret: string): string | undefined {
  const [guest_id = '', signature = '', ...rest] = cookie.split('.', 3);
  if (rest.length > 0 || !uuid.test(guest_id)) return undefined;
  const given = Buffer.from(signature, 'base64url');
  const expected = macOf(guest_id, secret);
  return given.length === expected.length && timingSafeEqual(given, expected) ? guest_id : undefined;
}

function macOf(guest_id: string, secret: string): Buffer {
  // An HMAC with an empty key is a signature that anybody can make.
  if (secret === '') throw new Error('The secret for guest cookies is empty');
  // The prefix keeps a signature made here from being good for anything else that the same secret signs.
  return createHmac('sha256', secret).update(`guest:${guest_id}`).digest();
}

export interface RateLimiterOptions {
  /** Requests that may come at once, and per window in the long run. */
  readonly limit: number;
  readonly window_ms: number;
  /** Keys remembered; beyond it the one that has been quiet for longest is forgotten. */
  readonly max_keys: number;
  readonly clock: () => Date;
}

export interface Taken {
  readonly is_allowed: boolean;
  /** Whole seconds until the next request will be let through; 0 when this one was. */
  readonly retry_after_s: number;
}

export interface RateLimiter {
  take(key: string): Taken;
}

/**
 * A limiter by the generic cell rate algorithm (ITU-T I.371): one number a key, the time at which its allowance would
 * be full again. It lets `limit` requests through at once and then one each `window_ms / limit`, with no burst at the
 * edge of a window. Refused requests cost nothing. In memory: each process counts for itself.
 */
export function createRateLimiter({ limit, window_ms, max_keys, clock }: RateLimiterOptions): RateLimiter {
  for (const [name, value] of Object.entries({ limit, window_ms, max_keys })) {
    if (!Number.isSafeInteger(value) || value < 1) throw new RangeError(`${name} must be a whole number from 1 up`);
  }
  // Time is counted in `1/limit` milliseconds since the start, so that an interval is a whole number and never drifts.
  const started_ms = clock().getTime();
  const interval = window_ms;
  const tolerance = window_ms * limit - interval;
  const fullAt = new Map<string, number>();

  return {
    take(key) {
      const now = Math.max(0, clock().getTime() - started_ms) * limit;
      const full_at = Math.max(fullAt.get(key) ?? 0, now);
      const wait = full_at - tolerance - now;
      const is_allowed = wait <= 0;
      fullAt.delete(key);
      if (fullAt.size >= max_keys) forgetOldest(fullAt);
      fullAt.set(key, is_allowed ? full_at + interval : full_at);
      return { is_allowed, retry_after_s: is_allowed ? 0 : Math.ceil(wait / limit / 1_000) };
    },
  };
}

/** Keys are put back at the end when they are used, so the first one is the one that was quiet for longest. */
function forgetOldest(keys: Map<string, number>): void {
  for (const key of keys.keys()) {
    keys.delete(key);
    return;
  }
}

/** As Node has them: lower-case names. */
export type RequestHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

/**
 * Whether a request that changes something may act on the cookies it carries: the defence against cross-site request
 * forgery that needs no token. `Sec-Fetch-Site` decides where there is one (a page cannot set it); a browser without
 * it sends `Origin` with every unsafe request; what has neither is no browser, and nobody tricks it into sending
 * cookies. The shape of Go's `http.CrossOriginProtection`. Sister subdomains count as foreign.
 * `own_origin` is scheme, host and port as a browser writes them: `https://shop.example`.
 */
export function isSameOrigin(headers: RequestHeaders, own_origin: string): boolean {
  const site = headers['sec-fetch-site'];
  // `none` is a person's own doing: a typed address, a bookmark.
  if (site === 'same-origin' || site === 'none') return true;
  const origin = headers['origin'];
  if (site === undefined && origin === undefined) return true;
  return site === undefined && origin === own_origin;
}
