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
