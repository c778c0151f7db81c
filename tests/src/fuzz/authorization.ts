/** Who asks: the one whose it is, another customer, a guest, nobody at all; a seller about its own things and about those of others; the operator. */
export type Who = 'owner' | 'stranger' | 'guest' | 'nobody' | 'seller' | 'seller of others' | 'operator';

const everybody: readonly Who[] = ['owner', 'stranger', 'guest', 'nobody', 'seller', 'seller of others', 'operator'];
const customers: readonly Who[] = ['owner', 'stranger', 'seller', 'seller of others', 'operator'];
const sellerAndOperator: readonly Who[] = ['seller', 'operator'];

/**
 * Who is let in to each route that names something somebody owns. Everybody else is told that they may not, or that
 * there is nothing. A route that is not here fails the test: whoever adds one says here for whom it is.
 */
export const letIn: Readonly<Record<string, readonly Who[]>> = {
  'identity.revokeSession': ['owner'],
  'identity.updateAddress': ['owner'],
  'identity.deleteAddress': ['owner'],
  'seller.saveSellers': ['operator'],
  'seller.setSellerStatus': ['operator'],
  'seller.saveCommissionRules': ['operator'],
  'seller.quoteCommissions': sellerAndOperator,
  'catalog.saveProducts': ['operator'],
  'catalog.saveOffers': sellerAndOperator,
  'catalog.explainFeaturedOffer': everybody,
  'inventory.setStock': sellerAndOperator,
  'inventory.listMovements': ['operator'],
  'pricing.setPrices': sellerAndOperator,
  'pricing.getPriceHistory': everybody,
  'pricing.createCoupon': ['operator'],
  'cart.getCart': ['owner'],
  'cart.addLine': ['owner'],
  'cart.updateLine': ['owner'],
  'cart.removeLine': ['owner'],
  'cart.addCoupon': ['owner'],
  'cart.removeCoupon': ['owner'],
  'order.createCheckout': ['owner'],
  'order.getCheckout': ['owner', 'operator'],
  'order.updateCheckout': ['owner', 'operator'],
  'order.completeCheckout': ['owner', 'operator'],
  'order.getPaymentSession': ['owner', 'operator'],
  'order.getOrderGroup': ['owner', 'operator'],
  'order.getOrder': ['owner', 'seller', 'operator'],
  'order.listOrders': sellerAndOperator,
  'order.cancelOrder': ['owner', 'seller', 'operator'],
  'payment.getPayment': ['operator'],
  'payment.refund': ['operator'],
  'payment.getSellerStatement': sellerAndOperator,
  'search.recordSearchEvents': everybody,
  'fulfillment.listWork': sellerAndOperator,
  'fulfillment.pickShipment': sellerAndOperator,
  'fulfillment.packShipment': sellerAndOperator,
  'fulfillment.shipShipment': sellerAndOperator,
  'fulfillment.saveStockLocations': sellerAndOperator,
  'fulfillment.saveShippingRates': ['operator'],
  'review.listReviews': everybody,
  'review.createReview': customers,
  'review.markHelpful': customers,
  'recommendation.recordViews': everybody,
  'notification.getEmail': ['operator'],
};
