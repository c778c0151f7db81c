import type { ServerResponse } from 'node:http';
import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import { createRateLimiter } from '@orinoco/auth';
import { fail, type Method } from '@orinoco/contract';
import { counter, gauge } from '@orinoco/telemetry';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { createAdaptiveLimit, type AdaptiveLimit } from './adaptive-limit.ts';
import { routeClasses } from './routes.ts';
import { createThrottle } from './throttle.ts';

export type ClassName = NonNullable<Method['route_class']>;
const refused = counter('orinoco_requests_refused_total', 'Requests turned away at the door', ['route_class', 'reason']);
const limits = gauge('orinoco_requests_limit', 'Requests that may be in work at once, as found out by how it goes', ['route_class']);

/** How often the lateness of the process is looked at, and those who wait too long are turned away. Milliseconds. */
const look_every_ms = 50;

/**
 * An answer from memory costs as little as a refusal, so a flood of them can only be slowed. Of the most that was
 * answered of late, this share is answered whoever else waits; so few a second are not worth slowing.
 */
const least_browsing = { least: 50, least_share: 0.4 };
/** Share of its time that a process is at work when it cannot do more; below that, slowing some helps nobody. */
const busy = 0.9;

export interface Admission {
  /** Counts the request against its address; throws 429 with the time to wait. */
  takeTurn(request: FastifyRequest, name: ClassName): void;
  /** Waits for a place in its class, before the body is read. Throws `overloaded`, or `deadline_exceeded` when nobody waits for the answer any more. */
  enter(request: FastifyRequest, reply: FastifyReply, name: ClassName): Promise<void> | undefined;
  /** Whether so many stand in line for this class already that whoever comes now is to be turned away at once. */
  isOverrun(name: ClassName): boolean;
  /** Lets somebody who browses on: at once, or in turn while somebody waits for a place to do more. */
  passBrowsing(work: () => void): void;
  /** Counts somebody who was turned away before he was read. */
  countRefused(name: ClassName): void;
  stop(): void;
}

/** What is in work, by class, and what each address asks for. `rate_factor` 0 turns the limits by address off. */
export function createAdmission(rate_factor: number): Admission {
  const names = Object.keys(routeClasses) as ClassName[];
  const limiters = new Map(names.map((name) => [name, createRateLimiter({ limit: Math.max(1, routeClasses[name].per_minute * rate_factor), window_ms: 60_000, max_keys: 100_000, clock: () => new Date() })]));
  const classes = new Map(names.map((name) => {
    const { in_flight: [least, most], target_ms, late_ms, patience_ms } = routeClasses[name];
    return [name, createAdaptiveLimit({ least, most, target_ms, late_ms, patience_ms, clock: () => performance.now(), defer: setImmediate })];
  }));
  const browsing = createThrottle({ ...least_browsing, clock: () => performance.now(), defer: setTimeout });
  const stop = watchProcess(classes, browsing.look);
  return {
    stop,
    passBrowsing: browsing.pass,
    takeTurn(request, name) {
      const taken = rate_factor === 0 ? undefined : limiters.get(name)?.take(request.ip);
      if (taken?.is_allowed !== false) return;
      refused.inc({ route_class: name, reason: 'rate' });
      throw fail('rate_limited', { retry_after_s: taken.retry_after_s });
    },
    enter(request, reply, name) {
      const limit = classes.get(name);
      return limit && waitForPlace(limit, name, request, reply);
    },
    isOverrun: (name) => classes.get(name)?.is_overrun === true,
    countRefused: (name) => refused.inc({ route_class: name, reason: 'busy' }),
  };
}

/** Undefined when there was a place at once. The caller's own deadline, `request-timeout` in seconds, ends the wait. */
function waitForPlace(limit: AdaptiveLimit, name: ClassName, request: FastifyRequest, reply: FastifyReply): Promise<void> | undefined {
  const asked_at = performance.now();
  let started_at: number | undefined;
  const leave = () => limit.leave(started_at === undefined || routeClasses[name].is_time_foreign === true ? null : performance.now() - started_at);
  const begin = () => {
    started_at = performance.now();
    // Who has hung up already will not do so again.
    if (reply.raw.closed) leave();
    else reply.raw.once('close', () => { if (reply.raw.writableEnded) leave(); else whenAnswered(reply.raw, leave); });
  };
  let settle: { resolve: () => void; reject: (error: Error) => void } | undefined;
  const turnAway = (code: 'overloaded' | 'deadline_exceeded') => {
    refused.inc({ route_class: name, reason: code === 'overloaded' ? 'busy' : 'late' });
    settle?.reject(fail(code, code === 'overloaded' ? { retry_after_s: 1 } : {}));
  };
  const giveUp = limit.enter(() => {
    if (settle && (reply.raw.destroyed || performance.now() - asked_at > timeoutOf(request))) {
      limit.leave(null);
      return turnAway('deadline_exceeded');
    }
    begin();
    settle?.resolve();
  }, () => turnAway('overloaded'));
  if (started_at !== undefined) return undefined;
  return new Promise<void>((resolve, reject) => {
    settle = { resolve, reject };
    reply.raw.once('close', () => { if (started_at === undefined) giveUp(); });
  });
}

/** Longer than any method or page may take. */
const longest_ms = 30_000;

/** Who has hung up keeps his place while his work goes on, which ends with an answer to nobody. */
function whenAnswered(response: ServerResponse, leave: () => void): void {
  let has_left = false;
  const once = () => {
    if (!has_left) leave();
    has_left = true;
    clearTimeout(timer);
  };
  const timer = setTimeout(once, longest_ms);
  timer.unref();
  const { end } = response;
  response.end = ((...given: Parameters<typeof end>) => {
    once();
    return end.apply(response, given);
  }) as typeof end;
}

function timeoutOf(request: FastifyRequest): number {
  const seconds = Number(request.headers['request-timeout']);
  return seconds > 0 ? seconds * 1_000 : Infinity;
}

function watchProcess(classes: ReadonlyMap<ClassName, AdaptiveLimit>, onLook: (is_pressed: boolean) => void): () => void {
  const lateness = monitorEventLoopDelay({ resolution: 10 });
  lateness.enable();
  let used = performance.eventLoopUtilization();
  const timer = setInterval(() => {
    // The monitor counts its own resolution as delay.
    const delay_ms = Math.max(0, lateness.percentile(90) / 1e6 - 10);
    lateness.reset();
    const pressed = Math.max(-1, ...[...classes].filter(([, limit]) => limit.expire()).map(([name]) => routeClasses[name].rank));
    const { utilization } = performance.eventLoopUtilization(used);
    used = performance.eventLoopUtilization();
    onLook(pressed > routeClasses.browse.rank && utilization > busy);
    for (const [name, limit] of classes) {
      limit.note(routeClasses[name].rank < pressed ? Infinity : delay_ms);
      limits.set({ route_class: name }, limit.limit);
    }
  }, look_every_ms);
  timer.unref();
  return () => {
    clearInterval(timer);
    lateness.disable();
  };
}
