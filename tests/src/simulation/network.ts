import { CodedError, fail, isDeclared, valueOf, type Call, type Client, type Contract } from '@orinoco/contract';
import type { Process } from './process.ts';
import type { World } from './world.ts';

/** A service where it runs. */
export interface Host<C extends Contract> {
  readonly process: Process;
  readonly service: Client<C> | Readonly<Record<string, (input: never, call: Call) => Promise<unknown>>>;
}

type Methods = Readonly<Record<string, (input: unknown, call: Call) => Promise<unknown>>>;

/** A client over a network that loses, delays and repeats: what `connect` with a URL does, at one of the hosts that live. */
export function clientOf<C extends Contract>(world: World, contract: C, from: Process, hosts: () => readonly Host<C>[]): Client<C> {
  const names = Object.keys(contract.methods);
  return Object.fromEntries(names.map((name) => [name, (input: unknown, call: Call) => send(world, contract, from, hosts, name, input, call)])) as unknown as Client<C>;
}

function send<C extends Contract>(world: World, contract: C, from: Process, hosts: () => readonly Host<C>[], name: string, input: unknown, call: Call): Promise<unknown> {
  const { scheduler, chance, faults } = world;
  const label = `${contract.service}.${name}`;
  const timeout_ms = Math.min(call.deadline - scheduler.now(), contract.methods[name]?.timeout_ms ?? 0);
  if (timeout_ms <= 0) return Promise.reject(fail('deadline_exceeded'));
  const sent = structuredClone({ input: roundTrip(input), call: { ...call, deadline: scheduler.now() + timeout_ms } });
  const fault = faults.which(['call_not_applied', 'call_lost', 'call_late', 'call_slow', 'call_duplicate']);
  return new Promise((resolve, reject) => {
    let is_answered = false;
    const answer = (ms: number, act: () => void) => {
      if (is_answered) return;
      is_answered = true;
      scheduler.cancel(timer);
      scheduler.after(ms, from, `hears of ${label}`, act);
    };
    const timer = scheduler.after(timeout_ms, from, `gives ${label} up`, () => {
      is_answered = true;
      reject(fail('deadline_exceeded'));
    });
    const fails = () => answer(chance.between(0, 2), () => reject(fail('unavailable')));
    const arrive = () => serve(world, contract, chance.pick(hosts()), name, sent, (outcome) => {
      if (fault === 'call_lost') return chance.happens(0.5) ? fails() : undefined;
      answer(way_ms(), () => (outcome.is_good ? resolve(outcome.value) : reject(outcome.value)));
    }, fails);
    const way_ms = () => (fault === 'call_slow' ? chance.delay(world.swarm.slow_ms) : chance.between(0, 2));
    if (fault === 'call_not_applied') return chance.happens(0.7) ? fails() : undefined;
    const way = fault === 'call_late' ? timeout_ms + chance.delay(3_000) : way_ms();
    scheduler.after(way, world.outside, `${from.name} asks ${label}`, arrive);
    if (fault === 'call_duplicate') scheduler.after(way + chance.delay(500), world.outside, `${from.name} asks ${label} again`, arrive);
    return undefined;
  });
}

interface Outcome { readonly is_good: boolean; readonly value: unknown }

/** What the door of a process does with a request. The answer is the outcome as it looks after the wire. */
function serve<C extends Contract>(world: World, contract: C, { process, service }: Host<C>, name: string, { input, call }: { input: unknown; call: Call }, onOutcome: (outcome: Outcome) => void, onRefused: () => void): void {
  if (!process.is_alive) return onRefused();
  const forget = process.onDeath(onRefused);
  const end = (outcome: Outcome) => {
    forget();
    if (process.is_alive) onOutcome(outcome);
  };
  const run = (service as Methods)[name];
  if (!run) throw new Error(`${contract.service}.${name} is not there`);
  run(input, call).then((value) => end({ is_good: true, value: roundTrip(valueOf(value)) }), (error: unknown) => end({ is_good: false, value: asSent(world, contract, name, error) }));
}

/** An error as it arrives: its code and what is public. */
function asSent(world: World, contract: Contract, name: string, error: unknown): CodedError {
  if (error instanceof CodedError && isDeclared(contract, name, error.code)) return new CodedError(error.code, { ...(error.detail === undefined ? {} : { detail: error.detail }), ...(error.extra === undefined ? {} : { extra: error.extra }) });
  world.log.error({ method: `${contract.service}.${name}`, err: error }, 'an unexpected error');
  world.surprises.push(`${contract.service}.${name}: ${error instanceof CodedError ? error.code : String(error)}`);
  return new CodedError('internal', { detail: String(error) });
}

function roundTrip(value: unknown): unknown {
  return value === undefined ? undefined : JSON.parse(JSON.stringify(value));
}
