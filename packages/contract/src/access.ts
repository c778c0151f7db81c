import type { Actor } from './call.ts';
import { fail } from './errors.ts';
import type { Access } from './contract.ts';

/**
 * Lets the caller through or throws 401 or 403. It answers "may this sort of caller use this method"; whether the
 * thing asked for is theirs is the service's own question.
 */
export function checkAccess(access: readonly Access[], actor: Actor): void {
  if (actor.kind === 'service') return;
  if (access.includes('public')) return;
  if (actor.kind === 'guest' && access.includes('shopper')) return;
  if (actor.kind === 'customer') {
    if (access.includes('shopper') || access.includes('customer')) return;
    if (access.includes('seller') && actor.seller_ids.length > 0) return;
    if (access.includes('operator') && actor.is_operator) return;
    throw fail('forbidden');
  }
  throw access.every((who) => who === 'service') ? fail('forbidden') : fail('unauthenticated');
}
