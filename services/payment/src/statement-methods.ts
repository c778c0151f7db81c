import { checkSeller, failField, type Service } from '@orinoco/contract';
import type { paymentContract } from './contract.ts';
import { daysBetween, startOf } from './day.ts';
import type { PaymentDependencies } from './dependencies.ts';
import { statementJson } from './statement-store.ts';

const maxDays = 400;

/** What a seller has earned and is paid. */
export function statementMethods({ database, clock }: PaymentDependencies): Pick<Service<typeof paymentContract>, 'getSellerStatement'> {
  return {
    async getSellerStatement({ seller_id, from, until, page = 1, page_size = 100 }, call) {
      checkSeller(call, seller_id);
      const [from_at, until_at] = [startOf(from, '/from'), startOf(until, '/until')];
      if (until_at <= from_at) throw failField('/until', 'before_from', 'The period ends before it begins; `until` is the day after its last');
      if (daysBetween(from_at, until_at) > maxDays) throw failField('/until', 'too_long', `A statement covers ${maxDays} days at most`);
      const query = { seller_id: seller_id.toLowerCase(), from_on: from, until_on: until, is_final: until_at <= clock(), page, page_size };
      return (await statementJson(database, query)) ?? { seller_id, from_on: from, until_on: until, is_final: query.is_final, totals: [], rows: [], page, has_more: false };
    },
  };
}
