import { connect, type Client, type Contract } from '@orinoco/contract';
import { fulfillmentContract } from '@orinoco/fulfillment/contract';
import { localLog, startRelay } from '@orinoco/event/relay';
import { inventoryContract } from '@orinoco/inventory/contract';
import { createInventoryService } from '@orinoco/inventory/service';
import { orderContract } from '@orinoco/order/contract';
import { createOrderService } from '@orinoco/order/service';
import { paymentContract } from '@orinoco/payment/contract';
import { createPaymentService } from '@orinoco/payment/service';
import { pricingContract } from '@orinoco/pricing/contract';
import { sellerContract } from '@orinoco/seller/contract';
import { auditSubscription } from './audit.ts';
import { simulatedDatabase } from './database.ts';
import { memoryLog, type Fulfillment } from './fulfillment.ts';
import type { Neighbours } from './neighbours.ts';
import { clientOf } from './network.ts';
import { createProcess, runtimeOf, type Process } from './process.ts';
import type { Bank } from './provider.ts';
import type { World } from './world.ts';

/** One process of the shop: the three services with all that runs in their background, over the one database. */
export interface Replica {
  readonly process: Process;
  readonly order: Client<typeof orderContract>;
  readonly payment: Client<typeof paymentContract>;
  readonly inventory: Client<typeof inventoryContract>;
}

export interface Town { readonly bank: Bank; readonly neighbours: Neighbours; readonly fulfillment: Fulfillment }

/** Starts a process. `others` answers all that run now, itself among them: a call may go to any. */
export function startReplica(world: World, name: string, { bank, neighbours, fulfillment }: Town, others: () => readonly Replica[]): Replica {
  const { scheduler, swarm, log } = world;
  const process = createProcess(name);
  const chance = world.chance.fork(name);
  const skew_ms = swarm.skew_ms === 0 ? 0 : chance.between(-swarm.skew_ms, swarm.skew_ms);
  const runtime = runtimeOf(process, scheduler, chance, { stretch: swarm.stretch, skew_ms });
  const [orders, payments, inventories] = [simulatedDatabase(world, process, 'order'), simulatedDatabase(world, process, 'payment'), simulatedDatabase(world, process, 'inventory')];
  const shared = { ...runtime, log };
  const inventory = createInventoryService({ ...shared, database: inventories });
  const payment = createPaymentService({ ...shared, database: payments, provider: bank.seenFrom(process) });
  const neighbour = <C extends Contract>(contract: C, service: Client<C>) => clientOf(world, contract, process, () => [{ process: world.outside, service }]);
  const order = createOrderService({
    ...shared, database: orders, shop_url: 'https://shop.example', cart: neighbours.cart, catalog: neighbours.catalog, pricing: neighbour(pricingContract, neighbours.pricing), seller: neighbour(sellerContract, neighbours.seller), fulfillment: neighbour(fulfillmentContract, fulfillment.client),
    inventory: clientOf(world, inventoryContract, process, () => others().map((each) => ({ process: each.process, service: each.inventory }))),
    payment: clientOf(world, paymentContract, process, () => others().map((each) => ({ process: each.process, service: each.payment }))),
  });
  for (const service of [order, payment, inventory]) service.start?.();
  startRelay({
    subscriptions: [...[order, payment, inventory].flatMap((service) => service.subscriptions ?? []), auditSubscription(simulatedDatabase(world, process, 'audit'))],
    logs: [localLog('order', orders), localLog('payment', payments), localLog('inventory', inventories), fulfillment.logFor(process), memoryLog(world, process, 'catalog', neighbours.told), memoryLog(world, process, 'identity', [])],
    log, poll_ms: 2_000, runtime,
  });
  const local = { is_round_trip: true, clock: () => new Date(0) };
  return {
    process,
    order: connect(orderContract, { local: order.methods, ...local }),
    payment: connect(paymentContract, { local: payment.methods, ...local }),
    inventory: connect(inventoryContract, { local: inventory.methods, ...local }),
  };
}
