import { isOperator, ownerOf, type Actor } from '@orinoco/contract';

/** Services and operators may see all; a shopper what was bought as this customer or this guest. */
export function isOwner(actor: Actor, thing: { readonly customer_id: string | null; readonly guest_id: string | null }): boolean {
  const owner = ownerOf(actor);
  if (owner === null) return actor.kind === 'service';
  if (isOperator(actor)) return true;
  if (thing.customer_id !== null) return owner.customer_id === thing.customer_id;
  return thing.guest_id !== null && owner.guest_id === thing.guest_id;
}
