import { fail, hasCode } from '@orinoco/contract';
import type { ActionContext, Outcome } from '../../server/context.ts';
import { safePath } from '../../server/form.ts';
import { operatorUrls, type TabName } from './view.ts';

/** Names in an address that somebody may have written by hand. */
const nameShape = /^[\w.:-]{1,200}$/;

function nameIn({ params }: ActionContext, name: string): string {
  const value = params[name] ?? '';
  if (!nameShape.test(value)) throw fail('not_found');
  return value;
}

export async function redriveFailure(context: ActionContext): Promise<Outcome> {
  const input = { consumer_group: nameIn(context, 'consumer_group'), event_id: nameIn(context, 'event_id') };
  return orGone(context, 'failures', 'redriven', () => context.clients.operations.redriveFailure(input, context.call));
}

export async function redriveGroup(context: ActionContext): Promise<Outcome> {
  const input = { consumer_group: nameIn(context, 'consumer_group') };
  return orGone(context, 'failures', 'group_redriven', () => context.clients.operations.redriveGroup(input, context.call));
}

export async function retrySaga(context: ActionContext): Promise<Outcome> {
  const input = { kind: nameIn(context, 'kind'), saga_id: nameIn(context, 'saga_id') };
  return orGone(context, 'sagas', 'saga_retried', () => context.clients.operations.retrySaga(input, context.call));
}

export async function retryPayment(context: ActionContext): Promise<Outcome> {
  const input = { operation_key: nameIn(context, 'operation_key') };
  return orGone(context, 'payments', 'payment_retried', () => context.clients.operations.retryPaymentOperation(input, context.call));
}

/** Back to where the button was. What is gone was settled by somebody else, which is no error to an operator. */
async function orGone({ form }: ActionContext, tab: TabName, notice: string, act: () => Promise<unknown>): Promise<Outcome> {
  const own = operatorUrls.tab(tab);
  const asked = safePath(form.text('return_to'));
  const back = new URL(asked?.startsWith(own) ? asked : own, 'https://shop.invalid');
  const outcome = await act().then(() => notice, (error: unknown) => {
    if (hasCode(error, 'failure_not_found', 'consumer_group_not_found', 'saga_not_found', 'payment_operation_not_found')) return 'gone';
    throw error;
  });
  back.searchParams.set('notice', outcome);
  return { redirect_to: `${back.pathname}${back.search}` };
}
