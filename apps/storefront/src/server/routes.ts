import type { PageName } from '../pages.tsx';
import { createAddress, makeDefaultAddress, removeAddress, removeDevice, saveProfile } from '../pages/account/actions.ts';
import { loadAccount } from '../pages/account/loader.ts';
import { addCoupon, addLine, removeCoupon, removeLine, updateLine } from '../pages/cart/actions.ts';
import { loadCart } from '../pages/cart/loader.ts';
import { loadCategory } from '../pages/category/loader.ts';
import { createCheckout, placeOrder, returnFromProvider, setAddress, setDelivery, setPayment } from '../pages/checkout/actions.ts';
import { loadCheckout } from '../pages/checkout/loader.ts';
import { loadConfirmation } from '../pages/confirmation/loader.ts';
import { loadDepartments } from '../pages/departments/loader.ts';
import { loadEmails } from '../pages/emails/loader.ts';
import { loadHome } from '../pages/home/loader.ts';
import { redriveFailure, redriveGroup, retryPayment, retrySaga } from '../pages/operator/actions.ts';
import { loadOperator } from '../pages/operator/loader.ts';
import { removeRule, removeSynonym, saveRule, saveSynonym, saveWeights } from '../pages/operator-search/actions.ts';
import { loadOperatorSearch } from '../pages/operator-search/loader.ts';
import { cancelOrder } from '../pages/order/actions.ts';
import { loadOrder } from '../pages/order/loader.ts';
import { loadOrders } from '../pages/orders/loader.ts';
import { createReview, markHelpful } from '../pages/product/actions.ts';
import { loadProduct } from '../pages/product/loader.ts';
import { resetPassword } from '../pages/reset-password/actions.ts';
import { loadResetPassword } from '../pages/reset-password/loader.ts';
import { loadSearch } from '../pages/search/loader.ts';
import { loadSeller } from '../pages/seller/loader.ts';
import { signIn, signOut } from '../pages/sign-in/actions.ts';
import { loadSignIn } from '../pages/sign-in/loader.ts';
import { signUp } from '../pages/sign-up/actions.ts';
import { loadSignUp } from '../pages/sign-up/loader.ts';
import { loadText } from '../pages/text/loader.ts';
import { verifyEmail } from '../pages/verify-email/actions.ts';
import type { Action, Loader } from './context.ts';
import type { RateClass } from './rate.ts';

export type PageRoute = { [Name in PageName]: { readonly path: string; readonly page: Name; readonly load: Loader<Name>; /** The same for everybody who is not signed in, so it is kept for a moment. */ readonly is_shared: boolean } }[PageName];
export interface ActionRoute { readonly method: 'GET' | 'POST'; readonly path: string; readonly run: Action; /** Counted by address, as the gateway counts the same requests. */ readonly rate_class?: RateClass }

/** Every page. Parameters named `…_id` are UUIDs and `handle` is a handle; anything else is not found. */
export const pageRoutes: readonly PageRoute[] = [
  { path: '/', page: 'home', load: loadHome, is_shared: true },
  { path: '/departments', page: 'departments', load: loadDepartments, is_shared: true },
  { path: '/c/:handle', page: 'category', load: loadCategory, is_shared: true },
  { path: '/search', page: 'search', load: loadSearch, is_shared: true },
  { path: '/p/:handle', page: 'product', load: loadProduct, is_shared: true },
  { path: '/s/:handle', page: 'seller', load: loadSeller, is_shared: true },
  { path: '/help/:handle', page: 'text', load: loadText, is_shared: true },
  { path: '/cart', page: 'cart', load: loadCart, is_shared: false },
  { path: '/checkout', page: 'checkout', load: loadCheckout, is_shared: false },
  { path: '/checkout/:checkout_id', page: 'checkout', load: loadCheckout, is_shared: false },
  { path: '/orders/confirmation/:order_group_id', page: 'confirmation', load: loadConfirmation, is_shared: false },
  { path: '/orders', page: 'orders', load: loadOrders, is_shared: false },
  { path: '/orders/:order_id', page: 'order', load: loadOrder, is_shared: false },
  { path: '/account', page: 'account', load: loadAccount, is_shared: false },
  { path: '/sign-in', page: 'sign-in', load: loadSignIn, is_shared: false },
  { path: '/sign-up', page: 'sign-up', load: loadSignUp, is_shared: false },
  { path: '/reset-password', page: 'reset-password', load: loadResetPassword, is_shared: false },
  { path: '/operator/operations', page: 'operator', load: loadOperator, is_shared: false },
  { path: '/operator/search', page: 'operator-search', load: loadOperatorSearch, is_shared: false },
  { path: '/operator/search/:tab', page: 'operator-search', load: loadOperatorSearch, is_shared: false },
  { path: '/operator/operations/:tab', page: 'operator', load: loadOperator, is_shared: false },
  { path: '/demo/emails', page: 'emails', load: loadEmails, is_shared: false },
];

/** What changes something: forms, and the two links that come from outside. */
export const actionRoutes: readonly ActionRoute[] = [
  { method: 'POST', path: '/cart/lines', run: addLine },
  { method: 'POST', path: '/cart/lines/:line_id', run: updateLine },
  { method: 'POST', path: '/cart/lines/:line_id/removal', run: removeLine },
  { method: 'POST', path: '/cart/coupons', run: addCoupon },
  { method: 'POST', path: '/cart/coupons/:code/removal', run: removeCoupon },
  { method: 'POST', path: '/checkout', run: createCheckout, rate_class: 'checkout' },
  { method: 'POST', path: '/checkout/address', run: setAddress, rate_class: 'checkout' },
  { method: 'POST', path: '/checkout/delivery', run: setDelivery, rate_class: 'checkout' },
  { method: 'POST', path: '/checkout/payment', run: setPayment, rate_class: 'checkout' },
  { method: 'POST', path: '/checkout/order', run: placeOrder, rate_class: 'checkout' },
  { method: 'GET', path: '/checkout/:checkout_id/return', run: returnFromProvider },
  { method: 'GET', path: '/verify-email', run: verifyEmail, rate_class: 'account' },
  { method: 'POST', path: '/sign-in', run: signIn, rate_class: 'account' },
  { method: 'POST', path: '/sign-up', run: signUp, rate_class: 'account' },
  { method: 'POST', path: '/sign-out', run: signOut },
  { method: 'POST', path: '/reset-password', run: resetPassword, rate_class: 'account' },
  { method: 'POST', path: '/account/profile', run: saveProfile },
  { method: 'POST', path: '/account/addresses', run: createAddress },
  { method: 'POST', path: '/account/addresses/:address_id/default', run: makeDefaultAddress },
  { method: 'POST', path: '/account/addresses/:address_id/removal', run: removeAddress },
  { method: 'POST', path: '/account/devices/:session_id/removal', run: removeDevice },
  { method: 'POST', path: '/orders/:order_id/cancellation', run: cancelOrder },
  { method: 'POST', path: '/p/:handle/reviews', run: createReview, rate_class: 'account' },
  { method: 'POST', path: '/reviews/:review_id/helpful', run: markHelpful },
  { method: 'POST', path: '/operator/search/rules', run: saveRule },
  { method: 'POST', path: '/operator/search/rules/:rule_id/removal', run: removeRule },
  { method: 'POST', path: '/operator/search/synonyms', run: saveSynonym },
  { method: 'POST', path: '/operator/search/synonyms/removal', run: removeSynonym },
  { method: 'POST', path: '/operator/search/weights', run: saveWeights },
  { method: 'POST', path: '/operator/operations/failures/:consumer_group/:event_id/redrive', run: redriveFailure },
  { method: 'POST', path: '/operator/operations/failures/:consumer_group/redrive', run: redriveGroup },
  { method: 'POST', path: '/operator/operations/sagas/:kind/:saga_id/retry', run: retrySaga },
  { method: 'POST', path: '/operator/operations/payments/:operation_key/retry', run: retryPayment },
];

/** Addresses that are no pages: where forms are sent, for whoever opens one again, and parts of the account. */
export const redirects: Readonly<Record<string, string>> = {
  '/account/addresses': '/account#addresses', '/account/devices': '/account#devices', '/account/profile': '/account', '/cart/lines': '/cart', '/cart/coupons': '/cart', '/sign-out': '/',
  '/checkout/address': '/checkout?step=address', '/checkout/delivery': '/checkout?step=delivery', '/checkout/payment': '/checkout?step=payment', '/checkout/order': '/checkout',
};
