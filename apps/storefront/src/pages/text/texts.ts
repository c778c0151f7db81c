/** A page of words: what the shop explains about itself. A paragraph is plain text; `links` follow their section. */
export type TextView = {
  handle: string; title: string; lead: string;
  sections: { title: string; paragraphs: string[]; points?: string[]; links?: { label: string; url: string }[] }[];
};

const shipping: TextView = {
  handle: 'shipping', title: 'Shipping and delivery',
  lead: 'Every seller ships its own products. You see the day and the price before you order.',
  sections: [
    { title: 'When it arrives', paragraphs: ['Each offer names a day, or a span of days. It is worked out from the place the product is kept at: the time an order must be in by, how long the seller needs, weekends and holidays there, and the carrier’s own time. Where a countdown is shown, the day holds for orders that are placed before it ends.', 'The day is for the destination at the head of the page. Once you have given an address, the checkout works out every parcel again for that address.'] },
    { title: 'One order, several parcels', paragraphs: ['Products of different sellers come in parcels of their own, each with its own choice of delivery, its own price and its own day. You pay once; afterwards each seller’s part is an order with its own page.'] },
    { title: 'What it costs', paragraphs: ['The price of delivery stands beside each way of delivery in the checkout, and in the total before you place the order. Some sellers charge nothing, some nothing from a certain amount.'] },
    { title: 'Following a parcel', paragraphs: ['The page of an order shows where its parcels are, with the carrier’s tracking number as soon as there is one. An e-mail tells you when an order has left and when it has arrived.'], links: [{ label: 'Your orders', url: '/orders' }] },
    { title: 'Where we deliver', paragraphs: ['That depends on the seller. If one does not deliver to your address, the checkout says so before you pay, and you can choose another address or another seller.'] },
  ],
};

const payment: TextView = {
  handle: 'payment', title: 'Paying and cancelling',
  lead: 'Your card is reserved when you order and charged when the parcel ships.',
  sections: [
    { title: 'When you are charged', paragraphs: ['When you place an order, your bank sets the amount aside. It is taken when a seller ships its part, and only that part. What is never shipped is never taken.'] },
    { title: 'Your card number', paragraphs: ['The fields for your card belong to our payment partner and send the number straight there. This shop gets a code that is good for one payment, the brand of the card and its last four digits, never the number.', 'Without JavaScript you enter the card on the partner’s own page and come back to review the order.', 'Some banks ask you to confirm a payment. You are taken there and back.'] },
    { title: 'Cancelling', paragraphs: ['You can cancel an order on its page until it has shipped. The reserved amount is then released; how soon your bank shows it is up to the bank. Once a parcel has left, an order cannot be cancelled any more.'], links: [{ label: 'Your orders', url: '/orders' }] },
    { title: 'Prices and totals', paragraphs: ['A price can change between the moment you put something in your cart and the moment you order. The cart tells you when it did. An order is only ever placed for the total you were shown: if it has changed since, you see the new one first.'] },
  ],
};

const returns: TextView = {
  handle: 'returns', title: 'Returns',
  lead: 'How long you can return a product is up to its seller, and stands beside the buy button.',
  sections: [
    { title: 'Before it ships', paragraphs: ['There is nothing to return: cancel the order on its page, and your card is not charged.'] },
    { title: 'After it has arrived', paragraphs: ['The offer you bought names the days within which its seller takes the product back. Rights that the law of your country gives you come on top, such as fourteen days to withdraw from a purchase in the European Union.', 'This shop has no online return form yet. Write to the operator of the shop with the number of your order and the product; the address is on the contact page.'], links: [{ label: 'Contact', url: '/help/contact' }, { label: 'Your orders', url: '/orders' }] },
    { title: 'Your money', paragraphs: ['Money that is given back goes to the card you paid with.'] },
  ],
};

const contact: TextView = {
  handle: 'contact', title: 'Contact',
  lead: 'Most questions about an order are answered on its page.',
  sections: [
    { title: 'About an order', paragraphs: ['The order’s page shows its seller, its parcels with their tracking numbers, its amounts, and the button to cancel it until it has shipped.'], links: [{ label: 'Your orders', url: '/orders' }] },
    { title: 'About your account', paragraphs: ['Forgotten passwords can be replaced with a link by e-mail, which is good for one hour. Addresses and signed-in devices are on the page of your account.'], links: [{ label: 'Reset your password', url: '/reset-password' }, { label: 'Your account', url: '/account' }] },
    { title: 'Who runs this shop', paragraphs: ['This is the text of a newly installed shop: its operator has not entered a name and an address yet. Before it sells to the public, they belong here. A demonstration has no operator, and nobody reads mail to it.'] },
    { title: 'If a page failed', paragraphs: ['Pages that report an error show the number of the request. With it, whoever runs the shop can find out what happened.'] },
  ],
};

const privacy: TextView = {
  handle: 'privacy', title: 'Privacy',
  lead: 'What this shop keeps about you, why, and for how long.',
  sections: [
    { title: 'What is kept', paragraphs: ['Only what selling and delivering needs, and what makes the shop more useful to you:'], points: ['Your account: name, e-mail address, addresses you save, and a one-way hash of your password.', 'Your signed-in devices: what the browser calls itself, the network address, and when it was last used, so that you can recognise and end them.', 'Your orders: products, amounts, delivery address and e-mail address. The seller and the carrier get what they need to deliver.', 'The brand and the last four digits of the card of an order. Card numbers go to the payment partner and never reach this shop’s server.', 'Products you look at, put in the cart and buy, which recommendations are made from. They are forgotten after two years.', 'What you search for and which results you choose, so that searching gets better. It is forgotten after 400 days, choices after 30; a search is shown to nobody, the operator included, before three people have made it, and searches that look like an e-mail address or a long number are not kept.', 'Reviews you write, shown with your name shortened.'] },
    { title: 'Cookies', paragraphs: ['All of them make the shop work; none is for advertising, and no other company’s scripts run on these pages. The one exception is the payment partner’s card fields in the checkout, in a frame of their own.'], points: ['“session” keeps you signed in, up to 180 days.', '“guest” keeps a cart without an account, up to a year.', '“payment” holds a one-time payment code during a checkout, up to half an hour.'] },
    { title: 'E-mails', paragraphs: ['You get messages about your account and your orders, and no others.'] },
    { title: 'Your rights', paragraphs: ['You can change your name and your addresses on the page of your account, and end the sessions of your devices there. To see, correct or erase anything else, write to the operator of the shop.'], links: [{ label: 'Your account', url: '/account' }, { label: 'Contact', url: '/help/contact' }] },
  ],
};

const terms: TextView = {
  handle: 'terms', title: 'Terms of sale',
  lead: 'What you can expect of this shop, and what it expects of you. The operator of a real shop replaces this text with terms checked for its country.',
  sections: [
    { title: 'Who you buy from', paragraphs: ['Orinoco is a marketplace. You buy from the seller named at the offer, in the cart and on the order; “Orinoco” stands there where the shop itself sells. Whether a seller is a business or a private person matters for your rights as a consumer.'] },
    { title: 'How a purchase comes about', paragraphs: ['Putting a product in the cart reserves nothing. When you place the order, stock is reserved, your card is authorised for the total you saw, and the order is confirmed by e-mail. If either cannot be done, no order comes about and nothing is charged.'] },
    { title: 'Prices', paragraphs: ['Prices are in the currency shown. The checkout shows delivery and taxes separately, or says that taxes are included, before you order.', 'A struck-through price is the list price that the seller gave. Where the lowest price of the last 30 days is known, it is shown beside a reduced price.'] },
    { title: 'Payment, shipping, cancelling', paragraphs: ['Your card is charged when the seller ships. You can cancel until then.'], links: [{ label: 'Paying and cancelling', url: '/help/payment' }, { label: 'Shipping and delivery', url: '/help/shipping' }, { label: 'Returns', url: '/help/returns' }] },
    { title: 'Reviews', paragraphs: ['Write about the product, honestly, and once. Reviews are marked as a verified purchase when the product was bought here with the same account.'] },
  ],
};

const accessibility: TextView = {
  handle: 'accessibility', title: 'Accessibility',
  lead: 'This shop should be usable by everybody, with any device and any assistive technology.',
  sections: [
    { title: 'What we aim for', paragraphs: ['Level AA of the Web Content Accessibility Guidelines 2.2. Every page is checked by an automatic test (axe-core) when the software changes; that finds many barriers, but not all.'] },
    { title: 'What you can rely on', paragraphs: [], points: ['Everything works with the keyboard, and what has the focus is visible.', 'Every page works without JavaScript.', 'Text can be enlarged to 200 %, and pages fit a screen 320 pixels wide.', 'Movement is left out when your system asks for less of it.', 'Messages such as “Added to your cart” are announced to screen readers.', 'Pages can be mirrored for languages written from right to left.'] },
    { title: 'What we know to be lacking', paragraphs: [], points: ['Descriptions of product pictures come from sellers and may say little.', 'Texts of products are in the language that the seller wrote them in.', 'The card fields in the checkout belong to the payment partner. Its own page is an alternative.'] },
    { title: 'If something is in your way', paragraphs: ['Tell the operator of the shop which page it was and what you use.'], links: [{ label: 'Contact', url: '/help/contact' }] },
  ],
};

const about: TextView = {
  handle: 'about', title: 'About Orinoco',
  lead: 'An open-source marketplace: one shop, many sellers, and nothing hidden about how it works.',
  sections: [
    { title: 'What it is', paragraphs: ['Orinoco is software for stores with many sellers: product pages with the offers of all of them, delivery days that are calculated and not guessed, one checkout for everything, and an order for each seller afterwards. It is free under the MIT licence.'] },
    { title: 'How it treats you', paragraphs: [], points: ['Your card is charged when a parcel ships, not before.', 'Orders can be cancelled until they have shipped.', 'No paid places among search results, and no advertising cookies.', 'What decides about the order of products and about the featured offer is public.'], links: [{ label: 'How ranking and featured offers work', url: '/help/ranking' }, { label: 'Privacy', url: '/help/privacy' }] },
    { title: 'For developers', paragraphs: ['Everything these pages do, programs can do too.'], links: [{ label: 'API reference', url: '/docs' }, { label: 'OpenAPI document', url: '/openapi.json' }] },
    { title: 'The pictures', paragraphs: ['The pictures of the demonstration’s products are Microsoft’s Fluent Emoji, under the MIT licence. Its sellers, brands and customers are made up.'] },
  ],
};

const ranking: TextView = {
  handle: 'ranking', title: 'How ranking and featured offers work',
  lead: 'What decides which products you see first, and which seller’s offer is behind the buy button. Nobody can pay for either.',
  sections: [
    { title: 'Search results', paragraphs: ['“Best match” orders products by how well their words fit yours: an exact product number comes first, words in the title count more than elsewhere, and words that stand side by side as you typed them count more than scattered ones. Popularity, ratings and how often a product is bought after it was shown move products of a similar fit a little up or down. The operator can put single products first for a search, or move some up or down. Typing errors are forgiven; when your words are changed for that, the page says so.'] },
    { title: 'Departments', paragraphs: ['“Featured” is popularity: how many units were bought here, where purchases of 30 days ago count half of today’s. You can order by price, rating or newness instead. What a seller pays the marketplace plays no part.'] },
    { title: 'The featured offer', paragraphs: ['When several sellers offer the same product, one offer stands behind the buy button. It is chosen by the same formula for everybody, the shop’s own offers included. The best of these, weighed together, wins:'], points: ['The price with delivery: by far the most important.', 'Speed: a day sooner is worth about 1.5 % of the price, up to 14 days.', 'The seller’s record: the best seller instead of the worst is worth about 15 %.', 'Stock: many pieces instead of the last one are worth about 2 %.'] },
    { title: 'Which offers cannot be featured', paragraphs: [], points: ['Offers that are out of stock, or of a seller who is not active.', 'Offers that cost more than 125 % of the product’s reference price, delivery included, where there is one.', 'Used products, while a new one can be featured.'] },
    { title: 'All other offers', paragraphs: ['They are listed under “Other sellers” on the product’s page, each with its price, delivery and condition.'] },
    { title: 'Recommendations', paragraphs: ['“Often bought together” and “Customers also viewed” come from what customers and guests of this shop look at and buy. Nobody can pay to be recommended.'] },
    { title: 'Reviews', paragraphs: ['Everybody with an account can review a product, once. Reviews by customers who bought the product here with that account are marked “Verified purchase”; the others are not checked. An average is that of all ratings, and none is left out.'] },
    { title: 'Reduced prices', paragraphs: ['A saving in percent compares with the list price that the seller gave, rounded down. Where the lowest price of the last 30 days is known, the product page shows it beside the reduced price.'] },
  ],
};

/** Every page of words, in the order of the footer. */
export const texts: readonly TextView[] = [shipping, payment, returns, contact, accessibility, about, ranking, terms, privacy];

/** What can be routed as /help/:handle and linked to. */
export const textLinks: readonly { handle: string; title: string }[] = texts.map(({ handle, title }) => ({ handle, title }));

/** The text of a handle, or null. */
export const findText = (handle: string): TextView | null => texts.find((text) => text.handle === handle) ?? null;
