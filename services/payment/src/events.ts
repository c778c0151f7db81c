import { Type } from 'typebox';
import { shapes as s } from '@orinoco/contract';
import { defineEvent } from '@orinoco/event';

const About = { payment_id: s.Uuid, checkout_id: s.Uuid, currency: s.text(3), amount_minor: Type.Integer() };
/** The provider told us something about a payment; whoever waits for it should look. Key: payment_id. */
export const paymentChanged = defineEvent('payment.changed', 1, s.object({ ...About, status: s.text(40) }));
/** An order's share was taken. Key: payment_id. */
export const paymentCaptured = defineEvent('payment.captured', 1, s.object({ ...About, order_id: s.Uuid, seller_id: s.Uuid }));
/** Money went back to the buyer, by a refund or by releasing what was blocked. Key: payment_id. */
export const paymentReturned = defineEvent('payment.returned', 1, s.object({ ...About, order_id: s.nullable(s.Uuid), kind: s.choice('refund', 'release', 'void') }));
/** The provider's settlement of a day and our books differ; told once a difference, however often the day is compared. Amounts are signed. Key: payment_id, or the movement's name where no payment is known. */
export const paymentDifferenceFound = defineEvent('payment.difference_found', 1, s.object({
  provider: s.text(40), settled_on: s.CivilDate, kind: s.text(40), movement_reference: s.nullable(s.text(300)), operation_key: s.nullable(s.text(100)), payment_id: s.nullable(s.text(200)),
  own_minor: s.nullable(Type.Integer()), own_currency: s.nullable(s.text(3)), provider_minor: s.nullable(Type.Integer()), provider_currency: s.nullable(s.text(3)),
}));
