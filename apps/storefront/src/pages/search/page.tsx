import { EmptyState } from '@orinoco/ui/empty-state.tsx';
import { LinkButton } from '@orinoco/ui/button.tsx';
import { ProductCard } from '@orinoco/ui/product-card.tsx';
import { Rail } from '@orinoco/ui/rail.tsx';
import type { Head } from '../../document.ts';
import { ResultList } from '../../results/result-list.tsx';
import type { FrameProps, SearchView } from '../../types.ts';
import { urls } from '../../urls.ts';
import css from './page.module.css';

export const searchHead = (view: SearchView): Head => ({
  title: view.text ? `${view.text} | Orinoco` : 'Search | Orinoco',
  description: `${view.results.total_count} products for “${view.text}”.`,
  is_indexed: false,
});

const Corrected = ({ view }: { view: SearchView }) => (
  <p className={css.corrected}>Nothing was found for “{view.text}”. These are the results for <strong>{view.corrected_text}</strong>.</p>
);

const Nothing = ({ view }: { view: SearchView }) => (
  <EmptyState icon="search" title={view.text ? 'Try it another way' : 'What are you looking for?'} action={<>
    {view.results.applied.length > 0 && <LinkButton href={view.results.clear_url}>Clear all filters</LinkButton>}
    <LinkButton kind="secondary" href={urls.departments}>Browse departments</LinkButton>
  </>}>
    <p>{view.text ? 'Check the spelling, use fewer words, or a more general one.' : 'Type a product, a brand or a department above.'}</p>
  </EmptyState>
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
    </div>
    <ResultList results={view.results} locale={frame.locale} empty={<Nothing view={view} />} />
    {view.results.listings.length === 0 && view.popular.length > 0 && <Rail rail_id="popular" title="Popular right now">{view.popular.map((listing) => <ProductCard listing={listing} locale={frame.locale} is_compact key={listing.product_id} />)}</Rail>}
  </>
);
