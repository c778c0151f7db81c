import type { Client, Method } from '@orinoco/contract';
import type { cartContract } from '@orinoco/cart/contract';
import type { catalogContract } from '@orinoco/catalog/contract';
import type { fulfillmentContract } from '@orinoco/fulfillment/contract';
import type { identityContract } from '@orinoco/identity/contract';
import type { notificationContract } from '@orinoco/notification/contract';
import type { orderContract } from '@orinoco/order/contract';
import type { pricingContract } from '@orinoco/pricing/contract';
import type { recommendationContract } from '@orinoco/recommendation/contract';
import type { reviewContract } from '@orinoco/review/contract';
import type { searchContract } from '@orinoco/search/contract';
import type { sellerContract } from '@orinoco/seller/contract';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { OperationsClient } from '../pages/operator/view.ts';
import type { Authentication } from '@orinoco/gateway';
import type { Logger } from '@orinoco/telemetry';

/** The services that pages are made from. */
export interface StorefrontClients {
  readonly cart: Client<typeof cartContract>;
  readonly catalog: Client<typeof catalogContract>;
  readonly fulfillment: Client<typeof fulfillmentContract>;
  readonly identity: Client<typeof identityContract>;
  readonly notification: Client<typeof notificationContract>;
  readonly operations: OperationsClient;
  readonly order: Client<typeof orderContract>;
  readonly pricing: Client<typeof pricingContract>;
  readonly recommendation: Client<typeof recommendationContract>;
  readonly review: Client<typeof reviewContract>;
  readonly search: Client<typeof searchContract>;
  readonly seller: Client<typeof sellerContract>;
}

/** An account that the sign-in page of a demo offers at one press. */
export interface DemoAccount { readonly email: string; readonly password: string; readonly label: string }

export interface StorefrontOptions {
  readonly clients: StorefrontClients;
  readonly authentication: Authentication;
  /** Scheme, host and port that search engines and e-mails know the shop by. */
  readonly public_url: string;
  /** Origin of the payment provider whose fields can stand in a frame of the checkout; null when it has a page only. */
  readonly provider_url: string | null;
  readonly is_demo: boolean;
  readonly demo_accounts?: readonly DemoAccount[];
  /** Multiplies the rate limits of forms; 0 turns them off. 1 when it is not given. */
  readonly rate_factor?: number;
  /** Lets a page in when there is room for its kind of work, waits for a moment, or throws; nothing is held back when it is absent. */
  readonly admit?: (request: FastifyRequest, reply: FastifyReply, name: NonNullable<Method['route_class']>) => Promise<void> | undefined;
  /** Where buildStorefront put `server/` and `client/`. */
  readonly folder: string;
  readonly log: Logger;
}
