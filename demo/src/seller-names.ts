export const ownSellerName = 'Orinoco Direct';

/** Invented stores. None names a trade, because departments are drawn for them. */
export const sellerNames: readonly string[] = [
  'Pinecrest Goods', 'Harbor & Vale', 'Blue Heron Trading', 'Fairlane Supply', 'Copper Kettle Mercantile', 'Northgate Outlet', 'Juniper Row',
  'Lindenhof Handel', 'Old Mill Provisions', 'Tidewater Traders', 'Second Street Store', 'Redwing Depot', 'Quarry Hill Co.', 'Silver Birch Shop',
  'Prairie Lane', 'Marlowe & Finch', 'Wharfside Stores', 'Sunny Acre Direct', 'Cobblestone Corner', 'Westbrook Wholesale', 'Lantern Bay',
  'Hollis Brothers', 'Granite State Goods', 'Foxglove Market', 'Parcel & Post', 'Ridgeline Retail', 'Elbhafen Versand', 'Cedar Creek Sales',
  'Two Rivers Trading', 'Goodwin General', 'Summit Ave Supply', 'Bramble House', 'Keystone Bargains', 'Maple Street Merchants', 'Open Range Outfit',
  'Clearwater Direct', 'Avonside Stores', 'Tallgrass Trading', 'Beacon Hill Bazaar', 'Warehouse Nine', 'Kingfisher Goods', 'Dogwood Depot',
  'Lakeshore Liquidators', 'Union Square Sundries', 'Whitlock & Daughters', 'Desert Bloom Shop', 'True North Provisions', 'Millbrook Mart',
  'Ironwood Supply', 'Saltbox Store', 'Gable & Green', 'Early Bird Deals', 'Canyon Crossing', 'Violet Hour Shop', 'Stonebridge Sellers', 'Larkspur Lane',
  'Neckar Kontor', 'Everyday Emporium', 'Yellow Door Trading', 'Bay State Bargains',
];

/** Placeholders: {name}, {city}, {year}, {shelf} (what it sells, lower case), {founder}. */
export const sellerStories: readonly string[] = [
  '{name} started in {year} in a rented garage in {city}. Today a team of twelve picks, packs and answers every message. Our shelves hold {shelf}.',
  'Family business from {city}, since {year}. We sell {shelf}, and we only list what is in our own stockroom.',
  '{founder} opened {name} in {year}. We buy overstock and open-box returns from large stores, test them, and pass the savings on. You will mostly find {shelf} here.',
  'Based in {city}. {shelf}, shipped with care since {year}. If something is wrong with your order, write to us first: we fix it.',
  '{name} is an independent store in {city}. We know our way around {shelf}, because that is what we use ourselves.',
  'Low prices on {shelf}. We keep our range short, order in bulk and ship from {city}. In business since {year}.',
  'What began in {year} as a market stall in {city} is now a small warehouse with nine people in it. We sell {shelf}.',
  '{founder} and a handful of colleagues run {name} from {city}. Plain packaging, quick answers, and a fair price for {shelf}.',
  'Authorized retailer for most of the brands that we carry, in {city} since {year}. Come to us for {shelf}.',
  'Small store, careful choice. {name} has sold {shelf} from {city} since {year} and still packs every parcel by hand.',
];
