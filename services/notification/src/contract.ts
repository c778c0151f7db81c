import { Type, type Static } from 'typebox';
import { defineContract, method, shapes as s } from '@orinoco/contract';

export const Email = s.object({ email_id: s.Uuid, to_address: s.text(254), subject: s.text(300), template: s.text(60), html: s.text(200_000), body_text: s.text(100_000), status: s.choice('waiting', 'sent', 'kept', 'failed'), created_at: s.Timestamp, sent_at: s.nullable(s.Timestamp) });
export type Email = Static<typeof Email>;

export const notificationContract = defineContract('notification', {
  errors: { email_not_found: { status: 404, title: 'This e-mail does not exist' } },
  methods: {
    listEmails: method({ summary: 'E-mails, newest first', input: s.object({ to_address: Type.Optional(s.text(254)), ...s.Page }), output: s.object({ emails: s.list(Email, 100) }), access: ['operator', 'service'], http: 'GET /v1/emails', timeout_ms: 5_000, idempotent: true, route_class: 'operator' }),
    getEmail: method({ summary: 'An e-mail', input: s.object({ email_id: s.Uuid }), output: Email, errors: ['email_not_found'], access: ['operator', 'service'], http: 'GET /v1/emails/:email_id', timeout_ms: 5_000, idempotent: true, route_class: 'operator' }),
  },
});
