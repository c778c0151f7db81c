import type { ReactNode } from 'react';
import { EmptyState } from '@orinoco/ui/empty-state.tsx';
import { Icon } from '@orinoco/ui/icon.tsx';
import { LinkButton } from '@orinoco/ui/button.tsx';
import { formatCount } from '@orinoco/ui/number.ts';
import { Pagination } from '@orinoco/ui/pagination.tsx';
import { ProductGrid } from '@orinoco/ui/product-card.tsx';
import type { Results } from '../types.ts';
import { Filters } from './filters.tsx';
import css from './result-list.module.css';

const Sorts = ({ sorts }: { sorts: Results['sorts'] }) => (
  <details className={css.sorts} name="toolbar">
    <summary className={css.sort_summary}><span className={css.sort_word}>Sort by</span> <strong>{sorts.find((sort) => sort.is_selected)?.label ?? 'Featured'}</strong><Icon name="chevron" size={14} /></summary>
    <ul className={css.sort_list}>
      {sorts.map((sort) => <li key={sort.value}><a className={css.sort} href={sort.url} rel="nofollow" aria-current={sort.is_selected ? 'true' : undefined}>{sort.label}{sort.is_selected && <Icon name="check" size={16} />}</a></li>)}
    </ul>
  </details>
);

const Toolbar = ({ results, locale }: { results: Results; locale: string }) => (
  <div className={css.toolbar}>
    <p className={css.count}><strong>{formatCount(results.total_count, locale)}</strong> {results.total_count === 1 ? 'product' : 'products'}{results.page > 1 && `, page ${results.page} of ${results.page_count}`}</p>
    <button type="button" className={css.filter_button} popoverTarget="filters"><Icon name="filter" size={18} />Filters{results.applied.length > 0 && <span className={css.filter_count}>{results.applied.length}</span>}</button>
    <Sorts sorts={results.sorts} />
  </div>
);

const Applied = ({ results }: { results: Results }) => (
  <ul className={css.applied} aria-label="Applied filters">
    {results.applied.map((filter) => <li key={filter.label}><a className={css.chip} href={filter.remove_url} rel="nofollow" aria-label={`Remove filter: ${filter.label}`}>{filter.label}<Icon name="close" size={14} /></a></li>)}
    <li><a className={css.clear} href={results.clear_url} rel="nofollow">Clear all</a></li>
  </ul>
);

/** Filters, toolbar, grid and pages: the body of categories, search and sellers. `empty` is shown when nothing matches. */
export const ResultList = ({ results, locale, empty }: { results: Results; locale: string; empty?: ReactNode }) => {
  const has_facets = results.facets.some((facet) => facet.values.length > 0);
  return (
    <div className={has_facets ? css.layout : undefined}>
      {has_facets && <Filters results={results} />}
      <div className={css.body}>
        {(results.listings.length > 0 || results.applied.length > 0) && <Toolbar results={results} locale={locale} />}
        {results.applied.length > 0 && <Applied results={results} />}
        {results.listings.length > 0 ? <ProductGrid listings={results.listings} locale={locale} /> : (empty ?? (
          <EmptyState icon="filter" title="Nothing matches all of these filters" action={<LinkButton kind="secondary" href={results.clear_url}>Clear all filters</LinkButton>}><p>Remove one of them, or start again with the whole department.</p></EmptyState>
        ))}
        <Pagination page={results.page} page_count={results.page_count} base_url={results.base_url} />
      </div>
    </div>
  );
};
