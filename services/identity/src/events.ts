import { shapes as s } from '@orinoco/contract';
import { defineEvent } from '@orinoco/event';

/** Somebody made an account. `verification_token` is for the e-mail alone. Key: customer_id. */
export const customerCreated = defineEvent('identity.customer_created', 1, s.object({ customer_id: s.Uuid, email: s.text(254), name: s.text(100), locale: s.text(35), verification_token: s.text(100) }));
/** A guest turned out to be this customer: by signing in or up. Key: customer_id. */
export const guestMerged = defineEvent('identity.guest_merged', 1, s.object({ guest_id: s.Uuid, customer_id: s.Uuid }));
/** Somebody asked to set a new password. Key: customer_id. */
export const passwordResetRequested = defineEvent('identity.password_reset_requested', 1, s.object({ customer_id: s.Uuid, email: s.text(254), name: s.text(100), locale: s.text(35), reset_token: s.text(100) }));
/** A password was changed: worth a warning to its owner. Key: customer_id. */
export const passwordChanged = defineEvent('identity.password_changed', 1, s.object({ customer_id: s.Uuid, email: s.text(254), name: s.text(100), locale: s.text(35) }));
