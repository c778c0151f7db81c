import { Breadcrumbs } from '@orinoco/ui/breadcrumbs.tsx';
import { ProductCard } from '@orinoco/ui/product-card.tsx';
import { Rail } from '@orinoco/ui/rail.tsx';
import { Stars } from '@orinoco/ui/stars.tsx';
import type { Head } from '../../document.ts';
import { breadcrumbList, productEntry } from '../../json-ld.ts';
import type { FrameProps, Listing, Product, ProductView } from '../../types.ts';
import { urls } from '../../urls.ts';
import { BuyBox, PhoneBar } from './buy-box.tsx';
import { Gallery, gallerySizes } from './gallery.tsx';
import { Parts } from './parts.tsx';
import { OtherOffers } from './offers.tsx';
import { Options } from './options.tsx';
import { Reviews } from './reviews.tsx';
import css from './page.module.css';

const crumbsOf = (product: Product) => [{ label: 'Home', url: urls.home }, ...product.category_path.map((step) => ({ label: step.name, url: urls.category(step.handle) }))];

export const productHead = (view: ProductView, frame: FrameProps): Head => ({
  title: `${view.product.title} | Orinoco`,
  description: view.product.description.slice(0, 160),
  media_key: view.variant.media_key,
  og_type: 'product',
  preload: { media_key: view.variant.media_key, width: 640, sizes: gallerySizes },
  json_ld: [productEntry(view, frame), breadcrumbList(crumbsOf(view.product), frame)],
});

const Attributes = ({ product }: { product: Product }) => (
  <section aria-labelledby="attributes-title">
    <h2 className={css.section_title} id="attributes-title">Specifications</h2>
    <dl className={css.attributes}>{product.attributes.map((attribute) => <div key={attribute.label}><dt>{attribute.label}</dt><dd>{attribute.value}{attribute.unit ? ` ${attribute.unit}` : ''}</dd></div>)}</dl>
  </section>
);

const ListingRail = ({ rail_id, title, listings, locale }: { rail_id: string; title: string; listings: Listing[]; locale: string }) =>
  listings.length === 0 ? null : <Rail rail_id={rail_id} title={title}>{listings.map((listing) => <ProductCard listing={listing} locale={locale} is_compact key={listing.product_id} />)}</Rail>;

export const ProductPage = ({ view, frame }: { view: ProductView; frame: FrameProps }) => {
  const { product, variant, featured_offer, other_offers } = view;
  return (
    <>
      <Breadcrumbs crumbs={crumbsOf(product)} />
      <div className={css.top}>
        <div className={css.gallery}><Gallery product={product} variant={variant} /></div>
        <div className={css.words}>
          <div className={css.head}>
            {product.brand && <a className={css.brand} href={urls.brand(product.brand.handle)}>{product.brand.name}</a>}
            <h1 className={css.title}>{product.title}</h1>
            {product.rating_average !== null && <a className={css.rating} href="#reviews"><Stars rating_average={product.rating_average} rating_count={product.rating_count} locale={frame.locale} size="l" is_average_shown /></a>}
          </div>
          {product.options.length > 0 && <Options product={product} variant={variant} />}
        </div>
        <div className={css.buy}><BuyBox offer={featured_offer} other_count={other_offers.length} locale={frame.locale} /></div>
        <div className={css.about}>
          {view.parts.length > 0 && <Parts parts={view.parts} />}
          {product.features.length > 0 && <section aria-labelledby="features-title"><h2 className={css.small_title} id="features-title">About this product</h2><ul className={css.features}>{product.features.map((feature) => <li key={feature}>{feature}</li>)}</ul></section>}
        </div>
      </div>
      <div className={css.sections}>
        <ListingRail rail_id="bought-together" title="Often bought together" listings={view.bought_together} locale={frame.locale} />
        <div className={css.pair}>
          <section aria-labelledby="description-title"><h2 className={css.section_title} id="description-title">Description</h2><p className={css.description}>{product.description}</p></section>
          {product.attributes.length > 0 && <Attributes product={product} />}
        </div>
        {other_offers.length > 0 && <OtherOffers offers={other_offers} locale={frame.locale} />}
        <Reviews view={view} frame={frame} />
        <ListingRail rail_id="also-viewed" title="Customers also viewed" listings={view.also_viewed} locale={frame.locale} />
      </div>
      {featured_offer?.is_in_stock && <PhoneBar offer={featured_offer} locale={frame.locale} />}
    </>
  );
};
