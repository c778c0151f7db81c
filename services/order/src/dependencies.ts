import type { Client, Runtime } from '@orinoco/contract';
import type { Database } from '@orinoco/database';
import type { Logger } from '@orinoco/telemetry';
import type { cartContract } from '@orinoco/cart/contract';
import type { catalogContract } from '@orinoco/catalog/contract';
import type { fulfillmentContract } from '@orinoco/fulfillment/contract';
import type { inventoryContract } from '@orinoco/inventory/contract';
import type { paymentContract } from '@orinoco/payment/contract';
import type { pricingContract } from '@orinoco/pricing/contract';
import type { sellerContract } from '@orinoco/seller/contract';

/** What the service is given to work with. */
export interface OrderDependencies extends Runtime {
  readonly database: Database;
  readonly log: Logger;
  /** Where the payment provider sends the shopper back to: `<shop_url>/checkout/<checkout_id>/return`. */
  readonly shop_url: string;
  readonly cart: Client<typeof cartContract>;
  readonly catalog: Client<typeof catalogContract>;
  readonly fulfillment: Client<typeof fulfillmentContract>;
  readonly inventory: Client<typeof inventoryContract>;
  readonly payment: Client<typeof paymentContract>;
  readonly pricing: Client<typeof pricingContract>;
  readonly seller: Client<typeof sellerContract>;
}
