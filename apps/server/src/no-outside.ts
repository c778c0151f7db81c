import { fail } from '@orinoco/contract';
import type { CarrierPort } from '@orinoco/fulfillment/carriers/port';
import type { PaymentProvider } from '@orinoco/payment/providers/port';

/** A task takes no payments and sends no parcels: whoever asks for either has made a mistake, and is told. */
function refuseEverything<Port extends object>(name: string): Port {
  return new Proxy({ name: 'none' } as unknown as Port, {
    get: (target, property) => (property === 'name' ? Reflect.get(target, property) : () => Promise.reject(fail('unavailable', { detail: `No ${name} is connected to a task` }))),
  });
}

export const noOutside = { payment_provider: refuseEverything<PaymentProvider>('payment provider'), carrier: refuseEverything<CarrierPort>('carrier') };
