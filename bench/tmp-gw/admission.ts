import { createRateLimiter } from '@orinoco/auth';
import { fail, type Method } from '@orinoco/contract';
import { counter } from '@orinoco/telemetry';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { routeClasses } from './routes.ts';

type ClassName = keyof typeof routeClasses;
const refused = counter('orinoco_requests_refused_total', 'Requests turned away at the door', ['route_class', 'reason']);

export interface Admission {
  /** Lets the request in or throws 429, before its body is read. */
  enter(request: FastifyRequest, reply: FastifyReply, method: Method): void;
}

/** Counts what is in work per class and what each address asks for. `rate_factor` 0 turns the rate limits off. */
export function createAdmission(rate_factor: number): Admission {
  const in_flight = new Map<ClassName, number>();
  const limiters = new Map((Object.keys(routeClasses) as ClassName[]).map((name) => [name, createRateLimiter({ limit: Math.max(1, routeClasses[name].per_minute * rate_factor), window_ms: 60_000, max_keys: 100_000, clock: () => new Date() })]));
  return {
    enter(request, reply, method) {
      const name = method.route_class ?? 'account';
      const taken = rate_factor === 0 ? undefined : limiters.get(name)?.take(request.ip);
      if (taken?.is_allowed === false) {
        refused.inc({ route_class: name, reason: 'rate' });
        throw fail('rate_limited', { retry_after_s: taken.retry_after_s });
      }
      const count = in_flight.get(name) ?? 0;
      if (count >= routeClasses[name].in_flight) {
        refused.inc({ route_class: name, reason: 'busy' });
        throw fail('overloaded', { retry_after_s: 1 });
      }
      in_flight.set(name, count + 1);
      reply.raw.once('close', () => in_flight.set(name, (in_flight.get(name) ?? 1) - 1));
    },
  };
}
