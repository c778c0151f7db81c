import { on, type Envelope, type Handler } from '@orinoco/event';
import type { Transaction } from '@orinoco/database';
import { customerCreated, passwordChanged, passwordResetRequested } from '@orinoco/identity/events';
import { orderCancelled, orderDelivered, orderPlaced, orderShipped } from '@orinoco/order/events';
import { insertEmail } from './store.ts';
import { customerCreatedEmail, orderCancelledEmail, orderDeliveredEmail, orderPlacedEmail, orderShippedEmail, passwordChangedEmail, passwordResetRequestedEmail, type Rendered } from './templates.ts';

export interface HandlerOptions {
  readonly clock: () => Date;
  readonly shop_url: string;
  /** Whether somebody is there to send: `waiting`, or `kept` to be read here. */
  readonly status: 'waiting' | 'kept';
}

/** Events that become an e-mail. It is written in the transaction that remembers the event. */
export function notificationHandlers({ clock, shop_url, status }: HandlerOptions): readonly Handler[] {
  type Addressed = { readonly email: string; readonly locale: string };
  const write = <Payload extends Addressed>(render: (payload: Payload, shop_url: string) => Rendered) =>
    async ({ id, type, data }: Envelope<Payload>, tx: Transaction) => {
      const email = { dedupe_key: `${id} ${data.email}`, to_address: data.email, template: type, locale: data.locale, status, ...render(data, shop_url) };
      await insertEmail(tx, email, clock());
    };
  return [
    on(customerCreated, write(customerCreatedEmail)),
    on(passwordResetRequested, write(passwordResetRequestedEmail)),
    on(passwordChanged, write(passwordChangedEmail)),
    on(orderPlaced, write(orderPlacedEmail)),
    on(orderShipped, write(orderShippedEmail)),
    on(orderDelivered, write(orderDeliveredEmail)),
    on(orderCancelled, write(orderCancelledEmail)),
  ];
}
