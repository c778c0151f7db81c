import { setTimeout as sleep } from 'node:timers/promises';
import type { RunningService } from '@orinoco/event';
import { accountMethods } from './account.ts';
import { addressBookMethods } from './address-book.ts';
import type { IdentityContext, IdentityDependencies } from './context.ts';
import type { identityContract } from './contract.ts';
import { createPasswordHasher } from './password.ts';
import { passwordChangeMethods } from './password-change.ts';
import { sessionMethods } from './session.ts';
import { sweep } from './session-store.ts';

const sweep_every_ms = 10 * 60_000;

/** People, how they prove who they are, and where they live. */
export function createIdentityService(dependencies: IdentityDependencies): RunningService<typeof identityContract> {
  const context: IdentityContext = { ...dependencies, hasher: createPasswordHasher() };
  return {
    methods: { ...accountMethods(context), ...sessionMethods(context), ...passwordChangeMethods(context), ...addressBookMethods(context) },
    start: () => startSweeping(dependencies),
  };
}

/** Removes expired sessions, links and attempts. Nothing waits for it: what has expired has no effect already. */
function startSweeping({ database, clock, log }: IdentityDependencies): () => Promise<void> {
  const stopping = new AbortController();
  const pause = () => sleep(sweep_every_ms, undefined, { signal: stopping.signal, ref: false }).catch(() => undefined);
  const loop = async () => {
    for (await pause(); !stopping.signal.aborted; await pause()) {
      await sweep(database, clock()).catch((error: unknown) => log.warn({ error: String(error) }, 'expired sessions stay for now'));
    }
  };
  const ended = loop();
  return async () => {
    stopping.abort();
    await ended;
  };
}
