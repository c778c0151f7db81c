import type { Call, Client, Contract } from '@orinoco/contract';
import { cartContract } from '@orinoco/cart/contract';
import { catalogContract } from '@orinoco/catalog/contract';
import { fulfillmentContract } from '@orinoco/fulfillment/contract';
import { identityContract } from '@orinoco/identity/contract';
import { notificationContract } from '@orinoco/notification/contract';
import { orderContract } from '@orinoco/order/contract';
import { pricingContract } from '@orinoco/pricing/contract';
import { recommendationContract } from '@orinoco/recommendation/contract';
import { reviewContract } from '@orinoco/review/contract';
import { searchContract } from '@orinoco/search/contract';
import { sellerContract } from '@orinoco/seller/contract';
import { compile, refuseBrokenText } from '@orinoco/http';
import type { StorefrontClients } from './options.ts';

type Run = (input: never, call: Call) => Promise<unknown>;

/**
 * The clients with every input checked against its contract, as the gateway does for the API: forms and addresses are
 * no more to be trusted than requests. Each check is compiled at its first use.
 */
export function checkedClients(clients: StorefrontClients): StorefrontClients {
  return {
    cart: checked(cartContract, clients.cart), catalog: checked(catalogContract, clients.catalog), fulfillment: checked(fulfillmentContract, clients.fulfillment), identity: checked(identityContract, clients.identity),
    notification: checked(notificationContract, clients.notification), order: checked(orderContract, clients.order), pricing: checked(pricingContract, clients.pricing), recommendation: checked(recommendationContract, clients.recommendation),
    review: checked(reviewContract, clients.review), search: checked(searchContract, clients.search), seller: checked(sellerContract, clients.seller), operations: clients.operations,
  };
}

function checked<C extends Contract>(contract: C, client: Client<C>): Client<C> {
  const checks = new Map<string, (value: unknown) => void>();
  const methods = Object.entries(contract.methods).map(([name, method]) => [name, async (input: never, call: Call) => {
    const check = checks.get(name) ?? compile(method.input, 'body');
    checks.set(name, check);
    refuseBrokenText(input);
    check(input);
    return (client[name] as Run)(input, call);
  }]);
  return Object.fromEntries(methods) as Client<C>;
}
