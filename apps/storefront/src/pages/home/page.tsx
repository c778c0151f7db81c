import { Icon } from '@orinoco/ui/icon.tsx';
import { LinkButton } from '@orinoco/ui/button.tsx';
import { Picture } from '@orinoco/ui/picture.tsx';
import { ProductCard } from '@orinoco/ui/product-card.tsx';
import { Rail } from '@orinoco/ui/rail.tsx';
import type { Head } from '../../document.ts';
import type { FrameProps, HomeView, Promotion } from '../../types.ts';
import { urls } from '../../urls.ts';
import css from './page.module.css';

const heroSizes = '(min-width: 960px) 300px, 42vw';

export const homeHead = (view: HomeView, frame: FrameProps): Head => ({
  title: 'Orinoco: everything, from people who sell it well',
  description: `${view.hero.title}. ${view.hero.text}`,
  media_key: view.hero.media_key,
  preload: { media_key: view.hero.media_key, width: 300, sizes: heroSizes },
  json_ld: [{ '@context': 'https://schema.org', '@type': 'WebSite', name: 'Orinoco', url: frame.canonical_url, potentialAction: { '@type': 'SearchAction', target: `${new URL('/search', frame.canonical_url).href}?text={text}`, 'query-input': 'required name=text' } }],
});

const Hero = ({ hero, media_keys }: { hero: Promotion; media_keys: string[] }) => (
  <section className={css.hero}>
    <div className={css.hero_words}>
      {hero.eyebrow && <p className={css.eyebrow}>{hero.eyebrow}</p>}
      <h1 className={css.hero_title}>{hero.title}</h1>
      <p className={css.hero_text}>{hero.text}</p>
      <LinkButton kind="inverse" size="l" href={hero.url}>{hero.link_label}</LinkButton>
    </div>
    <div className={css.hero_pictures}>
      {media_keys.slice(0, 3).map((media_key, index) => <div className={css.hero_picture} key={media_key}><Picture media_key={media_key} alt="" width={300} sizes={heroSizes} is_priority={index === 0} /></div>)}
    </div>
  </section>
);

const DepartmentTiles = ({ departments }: Pick<HomeView, 'departments'>) => (
  <section aria-labelledby="departments-title">
    <div className={css.head}><h2 id="departments-title">Shop by department</h2><a className={css.all} href={urls.departments}>See all<Icon name="chevron" size={14} /></a></div>
    <ul className={css.tiles}>
      {departments.slice(0, 12).map((department) => (
        <li key={department.handle}><a className={css.tile} href={urls.category(department.handle)}><Picture media_key={department.media_key} alt="" width={160} sizes="(min-width: 960px) 160px, 28vw" />{department.name}</a></li>
      ))}
    </ul>
  </section>
);

const PromotionCard = ({ promotion, tone }: { promotion: Promotion; tone: number }) => (
  <article className={tone % 2 === 0 ? css.promotion : css.promotion_warm}>
    <div className={css.promotion_words}>
      {promotion.eyebrow && <p className={css.promotion_eyebrow}>{promotion.eyebrow}</p>}
      <h2>{promotion.title}</h2>
      <p>{promotion.text}</p>
      <a className={css.promotion_link} href={promotion.url}>{promotion.link_label}<Icon name="chevron" size={14} /></a>
    </div>
    <div className={css.promotion_picture}><Picture media_key={promotion.media_key} alt="" width={240} sizes="240px" is_plain /></div>
  </article>
);

export const HomePage = ({ view, frame }: { view: HomeView; frame: FrameProps }) => (
  <div className={css.page}>
    <Hero hero={view.hero} media_keys={view.hero_media_keys} />
    <DepartmentTiles departments={view.departments} />
    {view.rails.map((rail, index) => (
      <div className={css.block} key={rail.rail_id}>
        <Rail rail_id={rail.rail_id} title={rail.title} url={rail.url}>{rail.listings.map((listing) => <ProductCard listing={listing} locale={frame.locale} is_compact key={listing.product_id} />)}</Rail>
        {index === 0 && view.promotions.length > 0 && <div className={css.promotions}>{view.promotions.slice(0, 2).map((promotion, tone) => <PromotionCard promotion={promotion} tone={tone} key={promotion.title} />)}</div>}
      </div>
    ))}
  </div>
);
