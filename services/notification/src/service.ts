import { fail } from '@orinoco/contract';
import type { Database } from '@orinoco/database';
import type { RunningService } from '@orinoco/event';
import type { Logger } from '@orinoco/telemetry';
import type { notificationContract } from './contract.ts';
import { notificationHandlers } from './handlers.ts';
import { startSending } from './sender.ts';
import { findEmail, listEmails } from './store.ts';

export interface NotificationDependencies {
  readonly database: Database;
  readonly clock: () => Date;
  readonly log: Logger;
  /** Where links in e-mails lead, without a path: `https://shop.example`. */
  readonly shop_url: string;
  /** `Orinoco <hello@shop.example>`. */
  readonly from_address: string;
  /** `smtp://user:password@host:587`. Absent: nothing is sent, and e-mails are kept to be read. */
  readonly smtp_url?: string | undefined;
}

/** Turns others' events into e-mails and sends them. */
export function createNotificationService({ smtp_url, ...dependencies }: NotificationDependencies): RunningService<typeof notificationContract> {
  const { database, clock, shop_url } = dependencies;
  let wake: () => void = () => undefined;
  return {
    methods: {
      async listEmails({ to_address, page = 1, page_size = 20 }) {
        return { emails: await listEmails(database, to_address, page, page_size) };
      },
      async getEmail({ email_id }) {
        const email = await findEmail(database, email_id);
        if (!email) throw fail('email_not_found');
        return email;
      },
    },
    subscriptions: [{
      group: 'notification',
      database,
      handlers: notificationHandlers({ clock, shop_url, status: smtp_url === undefined ? 'kept' : 'waiting' }),
      afterBatch: async () => wake(),
    }],
    start() {
      if (smtp_url === undefined) return async () => undefined;
      const sending = startSending({ ...dependencies, smtp_url });
      wake = sending.wake;
      return sending.stop;
    },
  };
}
