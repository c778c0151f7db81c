import type { Listing } from '@orinoco/ui/product-card.tsx';

export type { Listing };

/** What every page's frame shows. A null `cart_count` is filled in after load by one call of /me, so that the document can be cached. */
export type FrameProps = {
  path: string; canonical_url: string; locale: string; currency: string;
  departments: Named[]; account: { name: string } | null; cart_count: number | null; nonce: string; is_demo: boolean;
};

export type Named = { handle: string; name: string };
export type DeliveryDays = { earliest_on: string; latest_on: string };
export type DeliveryPromise = DeliveryDays & { order_within_ms: number | null };

/** A picture with words and a way on: the hero and the promotions of the home page. */
export type Promotion = { title: string; text: string; link_label: string; url: string; media_key: string; eyebrow?: string | null };

export type HomeView = {
  hero: Promotion; hero_media_keys: string[]; promotions: Promotion[];
  departments: (Named & { media_key: string })[];
  rails: { rail_id: string; title: string; url: string | null; listings: Listing[] }[];
};

export type FacetValue = { value: string; label: string; count: number; is_selected: boolean; url: string };
export type Facet = { field: string; label: string; kind: 'choice' | 'range' | 'color' | 'rating'; values: FacetValue[] };

/** A page of listings with everything that narrows and orders it. `base_url` is the address of page 1 with all filters. */
export type Results = {
  listings: Listing[]; facets: Facet[];
  sorts: { value: string; label: string; url: string; is_selected: boolean }[];
  applied: { label: string; remove_url: string }[]; clear_url: string; base_url: string;
  page: number; page_count: number; total_count: number;
};

export type CategoryView = { category: Named & { description: string | null }; category_path: Named[]; children: (Named & { media_key: string | null })[]; results: Results };
/** What is shown where nothing was found. `relaxed` is what was given up for `listings`; without any they are popular, in `category` or everywhere. */
export type NearResults = { relaxed: ('words' | 'filters' | 'correction')[]; queries: { text: string; url: string }[]; categories: Named[]; category: Named | null; listings: Listing[] };
/** What the page tells of itself when it is looked at: the products as id and handle, the first of them at place `first`. */
export type ShownResults = { text: string; page: number; total_count: number; first: number; products: [product_id: string, handle: string][] };
/** One line under the search field: words to search for, or a place to go. */
export type Suggestion = { text: string; kind: 'query' | 'category' | 'brand' | 'product'; url: string | null; image_url: string | null; price: string | null };
export type SearchView = {
  text: string; corrected_text: string | null; is_relaxed: boolean; results: Results; near: NearResults | null; popular: Listing[];
  /** The same search with the words as they were typed, where they were corrected. */
  verbatim_url: string | null;
  /** Null where the words alone do not decide what is shown. */
  shown: ShownResults | null;
};
export type DepartmentsView = { departments: (Named & { media_key: string; children: Named[] })[] };
export type SellerView = {
  seller: Named & { description: string | null; fulfillment_score: number | null; order_count: number; joined_on: string; is_own: boolean; return_days: number; country: string | null };
  results: Results;
};

/** `fulfillment_score` is 0 to 5, from what a seller delivered, delayed and cancelled; null without a history. */
export type Offer = {
  offer_id: string; price_minor: number; list_price_minor: number | null; lowest_price_30d_minor: number | null; currency: string; condition: string;
  seller: Named & { fulfillment_score: number | null; is_own: boolean };
  /** Null when nobody knows what delivery costs there. */
  shipping_minor: number | null; promise: DeliveryPromise | null; is_in_stock: boolean; stock_hint: 'in_stock' | 'low' | 'out'; quantity_limit: number; return_days: number;
};

export type Variant = { variant_id: string; sku: string; option_values: Record<string, string>; media_key: string; url: string; is_available: boolean; price_minor: number | null };

/** What a bundle holds. `url` is null while that product is not shown. */
export type BundlePart = { variant_id: string; title: string; variant_title: string; quantity: number; media_key: string; url: string | null };

export type Product = {
  product_id: string; handle: string; title: string; brand: Named | null; category_path: Named[]; description: string; features: string[];
  attributes: { label: string; value: string; unit?: string | null }[];
  options: { code: string; label: string; values: { value: string; color?: string | null }[] }[];
  variants: Variant[]; media: { media_key: string; alt: string }[];
  rating_average: number | null; rating_count: number;
  /** Counts of one star to five stars. */
  rating_histogram: number[];
};

export type Review = { review_id: string; customer_name: string; rating: number; title: string; body: string; created_at: string; is_verified_purchase: boolean; helpful_count: number };

export type ProductView = {
  product: Product; variant: Variant; featured_offer: Offer | null; other_offers: Offer[];
  /** What is in the chosen variant, if it is a bundle. */
  parts: BundlePart[];
  reviews: Review[]; bought_together: Listing[]; also_viewed: Listing[];
  /** The orders that reviews can be read in, as links to this page. */
  review_sorts?: { label: string; url: string; is_selected: boolean }[];
  /** All reviews as further pages, when there are more than these. */
  more_reviews_url?: string | null;
  /** A review that was refused, as it was written, with what is wrong by field; `form` is for the whole of it. */
  review_draft?: { values: Record<string, string>; errors: Record<string, string> } | null;
};

/** An error page for people: `code` is the stable error code, `request_id` what support asks for. */
export type ErrorView = { status: number; title: string | null; message: string | null; request_id: string | null; popular: Listing[] };
