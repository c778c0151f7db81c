/** A value of an option axis; `price_factor` multiplies the product's base price (1 when absent). */
export interface AxisValue {
  readonly value: string;
  readonly price_factor?: number;
  /** CSS hex colour for swatches and for tinting the picture; only on colour axes. */
  readonly color?: string;
}

/** An option axis of a product, for example Color or Capacity. A variant picks one value of each. */
export interface Axis {
  readonly code: string;
  readonly label: string;
  readonly values: readonly AxisValue[];
}

/** A typed attribute of the category that this kind belongs to. */
export interface AttributeSpec {
  readonly code: string;
  readonly label: string;
  readonly type: 'text' | 'number' | 'boolean';
  readonly unit?: string;
  readonly values: readonly (string | number | boolean)[];
  readonly is_filterable: boolean;
}

export type ShopperType =
  | 'parent' | 'runner' | 'gamer' | 'cook' | 'gardener' | 'traveller' | 'student' | 'audiophile'
  | 'photographer' | 'handyman' | 'beauty' | 'fashion' | 'pet_owner' | 'office' | 'outdoor' | 'musician' | 'reader' | 'host';

/**
 * One hand-written kind of product. The generator draws brands, lines, attributes and option values from it, so that
 * name, price, text and picture of a product agree with each other.
 * Templates may hold {brand}, {line}, {noun} and {<attribute code>} (printed with its unit).
 */
export interface Kind {
  readonly id: string;
  /** Category path from the root, for example 'Electronics > Audio > Headphones'. Two or three levels. */
  readonly category: string;
  readonly noun: string;
  /** Emoji whose 3D art of @lobehub/fluent-emoji-3d becomes the picture, for example '🎧'; the first is the usual one. */
  readonly art: readonly string[];
  /** Log-normal price in US dollars: the median in cents and sigma of the logarithm (0.2 to 0.6). */
  readonly price: { readonly median_minor: number; readonly sigma: number };
  readonly weight_g: readonly [number, number];
  readonly brands: readonly string[];
  /** Names of product lines, for example 'Aura', 'Trailhead'. */
  readonly lines: readonly string[];
  readonly axes: readonly Axis[];
  readonly attributes: readonly AttributeSpec[];
  /** Title templates, one is drawn per product. */
  readonly titles: readonly string[];
  /** Six to ten feature sentences; three to five are drawn per product. */
  readonly features: readonly string[];
  /** Short phrases that reviews of this kind praise or complain about, as clauses: 'the battery lasts all week'. */
  readonly praise: readonly string[];
  readonly complaints: readonly string[];
  /** Kinds bought together with this one, and how likely within 30 days. */
  readonly complements: readonly { readonly kind: string; readonly probability: number }[];
  readonly repurchase_days?: number;
  readonly tastes: readonly ShopperType[];
}

/** An invented brand. `tier` moves its prices: budget 0.75, standard 1, premium 1.5. */
export interface Brand {
  readonly id: string;
  readonly name: string;
  readonly tier: 'budget' | 'standard' | 'premium';
  readonly description: string;
  /** ISO 3166-1 alpha-2 country where it is based. */
  readonly country: string;
}
