import { Type, type Static } from 'typebox';
import { defineContract, method, shapes as s } from '@orinoco/contract';

export const DeliveryOption = s.object({ shipping_rate_id: s.Uuid, name: s.text(100), amount_minor: s.Minor, earliest_on: s.CivilDate, latest_on: s.CivilDate, order_within_ms: s.nullable(Type.Integer()) });
export type DeliveryOption = Static<typeof DeliveryOption>;

export const StockLocation = s.object({ stock_location_id: s.Uuid, seller_id: s.Uuid, name: s.text(200, 1), country: s.Country, region: s.nullable(s.text(100)), city: s.text(100), postal_code: s.text(20), time_zone: s.text(60), cutoff: Type.String({ pattern: '^([01]\\d|2[0-3]):[0-5]\\d$' }), handling_days: Type.Integer({ minimum: 0, maximum: 30 }), open_weekdays: s.list(Type.Integer({ minimum: 1, maximum: 7 }), 7) });
export type StockLocation = Static<typeof StockLocation>;
export const ShippingRate = s.object({ shipping_rate_id: s.Uuid, name: s.text(100, 1), seller_id: s.nullable(s.Uuid), origin_country: s.nullable(s.Country), countries: s.list(s.Country, 250), amount_minor: s.Minor, per_kg_minor: s.Minor, free_over_minor: s.nullable(s.Minor), currency: s.Currency, min_days: Type.Integer(), max_days: Type.Integer(), delivers_on_weekends: Type.Boolean(), carrier: s.text(40) });
export const ShipmentStatus = s.choice('pending', 'picking', 'packed', 'shipped', 'in_transit', 'out_for_delivery', 'delivered', 'cancelled');
export type ShipmentStatus = Static<typeof ShipmentStatus>;
export const TrackingEvent = s.object({ status: ShipmentStatus, description: s.text(200), city: s.nullable(s.text(100)), occurred_at: s.Timestamp });
/** What a parcel holds of an order line. Of a bundle, `parts` are the offers to take off the shelf and `quantity` is how many bundles they are for; otherwise `parts` is empty and `quantity` of the offer itself is taken. */
export const ShipmentLine = s.object({ order_line_id: s.Uuid, offer_id: s.Uuid, title: s.text(300), quantity: Type.Integer(), parts: s.list(s.object({ offer_id: s.Uuid, quantity: Type.Integer() }), 20) });
export const Shipment = s.object({
  shipment_id: s.Uuid, order_id: s.Uuid, seller_id: s.Uuid, stock_location_id: s.Uuid, status: ShipmentStatus, carrier: s.text(40), tracking_number: s.nullable(s.text(60)), tracking_url: s.nullable(s.text(500)), earliest_on: s.CivilDate, latest_on: s.CivilDate,
  lines: s.list(ShipmentLine, 100), events: s.list(TrackingEvent, 200), shipped_at: s.nullable(s.Timestamp), delivered_at: s.nullable(s.Timestamp),
});
export type Shipment = Static<typeof Shipment>;
export type TrackingEvent = Static<typeof TrackingEvent>;

/** A promise for one offer, the same on product, cart and order. */
export const OfferPromise = s.object({ offer_id: s.Uuid, earliest_on: s.CivilDate, latest_on: s.CivilDate, order_within_ms: s.nullable(Type.Integer()), shipping_minor: s.Minor, shipping_rate_id: s.Uuid, rate_name: s.text(100) });
export type OfferPromise = Static<typeof OfferPromise>;
/** `delivery_days`: working days from an order to the door by the cheapest rate, the location's handling included and the offer's not; null when nothing goes to that country. To compare by, not a promise. */
export const SellerReach = s.object({ seller_id: s.Uuid, delivery_days: s.nullable(Type.Integer()), countries: s.list(s.Country, 250) });
export type SellerReach = Static<typeof SellerReach>;
const Destination = s.object({ country: s.Country, region: Type.Optional(s.nullable(s.text(100))), postal_code: Type.Optional(s.nullable(s.text(20))) });
const ShipmentId = { shipment_id: s.Uuid };
const work = { access: ['seller', 'operator', 'service'], timeout_ms: 10_000, idempotent: true, route_class: 'operator' } as const;

export const fulfillmentContract = defineContract('fulfillment', {
  errors: {
    shipment_not_found: { status: 404, title: 'This shipment does not exist' },
    shipment_state: { status: 409, title: 'The shipment is not in a state that allows this' },
    already_shipped: { status: 409, title: 'The parcel has left already' },
    webhook_refused: { status: 401, title: 'The signature of this message is wrong' },
  },
  methods: {
    promiseOffers: method({ summary: 'When and for how much offers get to a place, by their cheapest rate', input: s.object({ offers: s.list(s.object({ offer_id: s.Uuid, seller_id: s.Uuid, handling_days: Type.Integer(), weight_g: Type.Integer(), price_minor: s.Minor }), 200), destination: Destination, currency: s.Currency }), output: s.object({ promises: s.list(OfferPromise, 200) }), access: ['service'], timeout_ms: 2_000, idempotent: true }),
    listDeliveryReach: method({ summary: 'How quickly each seller can deliver to a country, and to which countries it delivers at all', input: s.object({ country: s.Country }), output: s.object({ sellers: s.list(SellerReach, 1_000_000) }), access: ['service'], timeout_ms: 5_000, idempotent: true }),
    quoteDelivery: method({
      summary: "The ways each seller's parcel can be delivered, cheapest first; a seller that cannot deliver there has none",
      input: s.object({ parcels: s.list(s.object({ seller_id: s.Uuid, lines: s.list(s.object({ offer_id: s.Uuid, quantity: s.Quantity, handling_days: Type.Integer(), weight_g: Type.Integer(), unit_price_minor: s.Minor }), 100) }), 100), destination: Destination, currency: s.Currency }),
      output: s.object({ parcels: s.list(s.object({ seller_id: s.Uuid, options: s.list(DeliveryOption, 10) }), 100) }), access: ['service'], timeout_ms: 2_000, idempotent: true,
    }),
    listShipments: method({ summary: 'The parcels of orders, with their tracking', input: s.object({ order_ids: s.list(s.Uuid, 100) }), output: s.object({ shipments: s.list(Shipment, 500) }), access: ['service'], timeout_ms: 5_000, idempotent: true }),
    listWork: method({ summary: "A seller's parcels to pick, pack and ship, oldest first", input: s.object({ seller_id: Type.Optional(s.Uuid), status: Type.Optional(ShipmentStatus), ...s.Page }), output: s.object({ shipments: s.list(Shipment, 100) }), http: 'GET /v1/shipments', ...work }),
    pickShipment: method({ summary: 'Starts picking; the order can still be cancelled until a parcel has been shipped', input: s.object(ShipmentId), output: Shipment, errors: ['shipment_not_found', 'shipment_state'], http: 'POST /v1/shipments/:shipment_id/pick', ...work }),
    packShipment: method({ summary: 'The parcel is packed', input: s.object(ShipmentId), output: Shipment, errors: ['shipment_not_found', 'shipment_state'], http: 'POST /v1/shipments/:shipment_id/pack', ...work }),
    shipShipment: method({ summary: 'Buys the label and hands the parcel to the carrier', input: s.object(ShipmentId), output: Shipment, errors: ['shipment_not_found', 'shipment_state'], http: 'POST /v1/shipments/:shipment_id/ship', ...work }),
    cancelShipments: method({ summary: 'Stops all parcels of an order, or none if one has left', input: s.object({ order_id: s.Uuid }), output: s.Done, errors: ['already_shipped'], access: ['service'], timeout_ms: 5_000, idempotent: true }),
    receiveWebhook: method({ summary: 'Records what the carrier says about a parcel', input: s.object({ carrier: s.text(40), raw_body: s.text(65_536), headers: Type.Record(Type.String(), Type.String({ maxLength: 2000 })) }), output: s.Done, errors: ['webhook_refused'], access: ['service'], timeout_ms: 10_000, idempotent: true }),
    saveStockLocations: method({ summary: 'Creates or changes the places sellers send from', input: s.object({ locations: s.list(StockLocation, 1000) }), output: s.object({ location_count: Type.Integer() }), http: 'PUT /v1/stock-locations', ...work }),
    saveShippingRates: method({ summary: 'Creates or changes shipping rates; a rate without a seller is everybody’s', input: s.object({ rates: s.list(ShippingRate, 1000) }), output: s.object({ rate_count: Type.Integer() }), access: ['operator', 'service'], http: 'PUT /v1/shipping-rates', timeout_ms: 10_000, idempotent: true, route_class: 'operator' }),
  },
});
