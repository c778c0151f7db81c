import type { Contract } from '@orinoco/contract';
import { cartContract } from '@orinoco/cart/contract';
import { catalogContract } from '@orinoco/catalog/contract';
import { fulfillmentContract } from '@orinoco/fulfillment/contract';
import { identityContract } from '@orinoco/identity/contract';
import { notificationContract } from '@orinoco/notification/contract';
import { orderContract } from '@orinoco/order/contract';
import { pricingContract } from '@orinoco/pricing/contract';
import { reviewContract } from '@orinoco/review/contract';
import { searchContract } from '@orinoco/search/contract';
import { sellerContract } from '@orinoco/seller/contract';
import { problemOf, type Problem } from '@orinoco/http';
import type { ErrorView } from '../types.ts';

const sources = [catalogContract, sellerContract, identityContract, cartContract, orderContract, pricingContract, fulfillmentContract, reviewContract, searchContract, notificationContract];

/** A page calls many services, so its errors are all of theirs. Carries no method. */
export const pageContract: Contract = { service: 'storefront', errors: Object.assign({}, ...sources.map((contract) => contract.errors)), methods: {} };

/** The problem behind a failure. `Problem.status` is the page's. */
export function pageProblem(error: unknown, request_id: string): { readonly problem: Problem; readonly retry_after_s: number | undefined } {
  return problemOf(error, pageContract, request_id);
}

/** What the error page says: words of our own where the status alone tells nothing. Never anything internal. */
export function errorView(problem: Problem, popular: ErrorView['popular']): ErrorView {
  const is_plain = problem.status === 404 || problem.status >= 500 || ['malformed_request', 'forbidden', 'conflict', 'rate_limited', 'overloaded'].includes(problem.code);
  return { status: problem.status, title: is_plain ? null : problem.title, message: problem.status >= 500 ? null : (problem.detail ?? null), request_id: problem.status >= 500 ? problem.request_id : null, popular };
}
