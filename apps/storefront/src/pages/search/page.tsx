import { EmptyState } from '@orinoco/ui/empty-state.tsx';
import { LinkButton } from '@orinoco/ui/button.tsx';
import { ProductCard } from '@orinoco/ui/product-card.tsx';
import { Rail } from '@orinoco/ui/rail.tsx';
import type { Head } from '../../document.ts';
import { ResultList } from '../../results/result-list.tsx';
import type { FrameProps, Listing, NearResults, SearchView } from '../../types.ts';
import { urls } from '../../urls.ts';
import css from './page.module.css';

export const searchHead = (view: SearchView): Head => ({
  title: view.text ? `${view.text} | Orinoco` : 'Search | Orinoco',
  description: `${view.results.total_count} products for “${view.text}”.`,
  is_indexed: false,
});

const Corrected = ({ view }: { view: SearchView }) => (
  <p className={css.note}>
    {view.results.total_count > 0 && <>Showing results for <a href={urls.search(view.corrected_text ?? '')}><strong>{view.corrected_text}</strong></a>. </>}
    {view.verbatim_url && <>Search instead for <a href={view.verbatim_url} rel="nofollow">{view.text}</a></>}
  </p>
);

const Relaxed = () => <p className={css.note}>Few products have all of these words, so some of these lack one.</p>;

const words = {
  filters: 'Nothing matches all of these filters. Without them there is more.',
  correction: 'Nothing is spelled exactly like this. With the spelling corrected there is more.',
} as const;

const advice = ({ text, near, results }: SearchView): string => {
  if (near?.relaxed.includes('correction')) return words.correction;
  if (near?.relaxed.includes('filters')) return words.filters;
  if (text === '') return 'Type a product, a brand or a department above.';
  return results.applied.length > 0 ? 'Remove a filter, check the spelling, or use fewer words.' : 'Check the spelling, use fewer words, or a more general one.';
};

const Nothing = ({ view }: { view: SearchView }) => (
  <EmptyState icon="search" title={view.text ? 'Try it another way' : 'What are you looking for?'} action={<>
    {view.near?.relaxed.includes('correction') && <LinkButton href={urls.search(view.text)}>Search with the correction</LinkButton>}
    {view.results.applied.length > 0 && <LinkButton href={view.results.clear_url}>Clear all filters</LinkButton>}
    <LinkButton kind="secondary" href={urls.departments}>Browse departments</LinkButton>
  </>}>
    <p>{advice(view)}</p>
  </EmptyState>
);

const Links = ({ title, links }: { title: string; links: { label: string; url: string }[] }) => links.length === 0 ? null : (
  <nav className={css.links} aria-label={title}>
    <h2 className={css.links_title}>{title}</h2>
    <ul className={css.chips}>{links.map((link) => <li key={link.url}><a className={css.chip} href={link.url}>{link.label}</a></li>)}</ul>
  </nav>
);

const Cards = ({ rail_id, title, url = null, listings, locale }: { rail_id: string; title: string; url?: string | null; listings: Listing[]; locale: string }) => listings.length === 0 ? null : (
  <Rail rail_id={rail_id} title={title} url={url}>{listings.map((listing) => <ProductCard listing={listing} locale={locale} is_compact key={listing.product_id} />)}</Rail>
);

const nearTitle = ({ relaxed, category }: NearResults): string => {
  if (relaxed.length > 0) return relaxed.includes('correction') ? 'With the spelling corrected' : 'Without the filters';
  return category ? `Popular in ${category.name}` : 'Popular right now';
};

const Near = ({ near, locale }: { near: NearResults; locale: string }) => (
  <>
    <Links title="People also search for" links={near.queries.map(({ text, url }) => ({ label: text, url }))} />
    <Links title="Departments that may have it" links={near.categories.map(({ handle, name }) => ({ label: name, url: urls.category(handle) }))} />
    <Cards rail_id="near" title={nearTitle(near)} url={near.category ? urls.category(near.category.handle) : null} listings={near.listings} locale={locale} />
  </>
);

const headline = ({ text, corrected_text, results }: SearchView): string => {
  if (text === '') return 'Search';
  return `${results.total_count === 0 ? 'No results' : 'Results'} for “${corrected_text ?? text}”`;
};

export const SearchPage = ({ view, frame }: { view: SearchView; frame: FrameProps }) => (
  <>
    <div className={css.head}>
      <h1>{headline(view)}</h1>
      {view.corrected_text && <Corrected view={view} />}
      {view.is_relaxed && view.results.total_count > 0 && <Relaxed />}
    </div>
    <div data-search-view={view.shown ? JSON.stringify(view.shown) : undefined}>
      <ResultList results={view.results} locale={frame.locale} empty={<Nothing view={view} />} />
    </div>
    {view.near && <Near near={view.near} locale={frame.locale} />}
    <Cards rail_id="popular" title="Popular right now" listings={view.popular} locale={frame.locale} />
  </>
);
