import type { ShopperType } from './kinds/kind.ts';

export interface MarketplaceOptions {
  readonly seed: number;
  /** 5,000 when absent. */
  readonly product_count?: number;
  /** Every time stamp is derived from it. */
  readonly now: Date;
}

export interface CategoryAttribute {
  readonly code: string;
  readonly label: string;
  readonly type: 'text' | 'number' | 'boolean';
  readonly unit?: string;
  readonly is_filterable: boolean;
}

export interface Category {
  readonly category_id: string;
  readonly parent_category_id: string | null;
  readonly handle: string;
  readonly name: string;
  /** Names from the root down to this category. */
  readonly path: readonly string[];
  readonly position: number;
  readonly attributes: readonly CategoryAttribute[];
}

export interface MarketplaceBrand {
  readonly brand_id: string;
  readonly handle: string;
  readonly name: string;
  readonly description: string;
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
}

export interface Seller {
  readonly seller_id: string;
  readonly handle: string;
  readonly name: string;
  readonly description: string;
  readonly country: string;
  readonly city: string;
  readonly founded_year: number;
  /** Latent, 0 to 1: how well the seller ships and packs. Never shown. */
  readonly quality: number;
  /** Latent: multiplies prices, about 0.9 to 1.12. */
  readonly price_factor: number;
  readonly handling_days: number;
  readonly ships_from: readonly string[];
  /** Names of root categories. */
  readonly departments: readonly string[];
  readonly return_days: number;
  readonly free_shipping_over_minor: number | null;
  readonly is_marketplace_own: boolean;
  readonly legal: {
    readonly legal_name: string;
    readonly address_line1: string;
    readonly city: string;
    readonly region: string;
    readonly postal_code: string;
    readonly country: string;
    readonly email: string;
    readonly phone: string;
  };
}

export interface StockLocation {
  readonly stock_location_id: string;
  readonly seller_id: string;
  readonly name: string;
  readonly country: string;
  readonly region: string;
  readonly city: string;
  readonly postal_code: string;
  /** IANA name. */
  readonly time_zone: string;
  /** Local time 'HH:MM' until which an order leaves on the same working day. */
  readonly cutoff: string;
  readonly handling_days: number;
  /** ISO 8601 weekdays, Monday is 1. */
  readonly weekdays_open: readonly number[];
}

export interface ProductMedium {
  readonly media_key: string;
  readonly art: string;
  readonly tint?: string;
  readonly background: string;
  readonly angle: string;
}

export interface ProductOption {
  readonly code: string;
  readonly label: string;
  readonly values: readonly string[];
  /** CSS hex colour by value, on colour options. */
  readonly swatches?: Readonly<Record<string, string>>;
}

export interface ProductVariant {
  readonly variant_id: string;
  readonly sku: string;
  /** GTIN-13 under GS1 prefix 952, which is reserved for demonstrations. */
  readonly gtin: string;
  readonly option_values: Readonly<Record<string, string>>;
  /** What tells it from its siblings, 'Black / Large'; empty when the product has one variant and no option. */
  readonly title_suffix: string;
  readonly weight_g: number;
  readonly media_key: string;
}

export interface Product {
  readonly product_id: string;
  readonly handle: string;
  readonly title: string;
  readonly brand_id: string;
  readonly category_id: string;
  /** Id of the kind that it was generated from. */
  readonly kind: string;
  readonly description: string;
  readonly features: readonly string[];
  readonly attributes: Readonly<Record<string, string | number | boolean>>;
  readonly options: readonly ProductOption[];
  /** The first is the default. */
  readonly variants: readonly ProductVariant[];
  readonly media: readonly ProductMedium[];
  readonly created_at: string;
  /** The maker's recommended price of the default variant, for about a quarter of the products. */
  readonly list_price_minor: number | null;
  /** Latent, Pareto distributed from 1 up. Never shown. */
  readonly popularity: number;
  /** Latent, 0 to 1; moves the stars. Never shown. */
  readonly quality: number;
}

export type OfferCondition = 'new' | 'used_like_new' | 'used_good' | 'refurbished';

export interface Offer {
  readonly offer_id: string;
  readonly variant_id: string;
  readonly product_id: string;
  readonly seller_id: string;
  readonly seller_sku: string;
  readonly price_minor: number;
  readonly currency: 'USD';
  readonly list_price_minor: number | null;
  readonly condition: OfferCondition;
  readonly handling_days: number;
  readonly stock: readonly { readonly stock_location_id: string; readonly on_hand: number }[];
  readonly free_shipping_over_minor?: number;
}

export interface Coupon {
  readonly coupon_id: string;
  readonly code: string;
  readonly description: string;
  /** Basis points off the subtotal, or null when an amount is off. */
  readonly percent_off_bp: number | null;
  readonly amount_off_minor: number | null;
  readonly currency: 'USD';
  readonly minimum_subtotal_minor: number;
  readonly is_first_order_only: boolean;
  readonly usage_limit: number | null;
  readonly starts_at: string;
  readonly ends_at: string | null;
}

export interface Address {
  readonly line1: string;
  readonly city: string;
  readonly region: string;
  readonly postal_code: string;
  readonly country: string;
}

export interface Shopper {
  readonly customer_id: string;
  readonly email: string;
  readonly name: string;
  readonly country: string;
  readonly address: Address;
  readonly time_zone: string;
  /** Latent: one to three. Never shown. */
  readonly types: readonly ShopperType[];
  /** Latent: prefers prices about this many times the median of a kind. */
  readonly price_taste: number;
  /** Latent: relative number of visits. */
  readonly activity: number;
  readonly created_at: string;
}

export interface OrderLine {
  readonly order_line_id: string;
  readonly offer_id: string;
  readonly variant_id: string;
  readonly product_id: string;
  readonly seller_id: string;
  readonly quantity: number;
  readonly unit_price_minor: number;
  readonly title: string;
}

export type OrderStatus = 'processing' | 'shipped' | 'delivered' | 'cancelled' | 'returned';

/** One seller's part of a checkout; the parts of one checkout share `order_group_id`. */
export interface Order {
  readonly order_group_id: string;
  readonly order_id: string;
  readonly customer_id: string;
  readonly seller_id: string;
  readonly placed_at: string;
  readonly currency: 'USD';
  readonly lines: readonly OrderLine[];
  readonly shipping_minor: number;
  readonly tax_minor: number;
  readonly status: OrderStatus;
  readonly shipped_at: string | null;
  readonly delivered_at: string | null;
}

export interface ProductView {
  readonly product_id: string;
  /** Null for a visitor who is not signed in. */
  readonly customer_id: string | null;
  readonly session_id: string;
  readonly viewed_at: string;
}

export interface Review {
  readonly review_id: string;
  readonly product_id: string;
  readonly customer_id: string;
  readonly customer_name: string;
  /** The line that it rates; null for purchases older than the generated orders. */
  readonly order_line_id: string | null;
  readonly rating: 1 | 2 | 3 | 4 | 5;
  readonly title: string;
  readonly body: string;
  readonly is_verified_purchase: boolean;
  readonly helpful_count: number;
  readonly created_at: string;
}

export interface Marketplace {
  readonly categories: readonly Category[];
  readonly brands: readonly MarketplaceBrand[];
  readonly sellers: readonly Seller[];
  readonly stock_locations: readonly StockLocation[];
  readonly products: readonly Product[];
  readonly offers: readonly Offer[];
  readonly coupons: readonly Coupon[];
  readonly shoppers: readonly Shopper[];
  readonly orders: readonly Order[];
  readonly views: readonly ProductView[];
  readonly reviews: readonly Review[];
}

/** What exists before the first product: small, and the same for every catalogue size. */
export type Foundation = Pick<Marketplace, 'categories' | 'brands' | 'sellers' | 'stock_locations' | 'coupons' | 'shoppers'>;
