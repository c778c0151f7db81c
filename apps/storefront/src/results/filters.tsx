import { Icon } from '@orinoco/ui/icon.tsx';
import { StarRow } from '@orinoco/ui/stars.tsx';
import type { Facet, FacetValue, Results } from '../types.ts';
import css from './filters.module.css';

/** Values shown before "Show more". */
const SHOWN = 7;

const Value = ({ facet, value }: { facet: Facet; value: FacetValue }) => (
  <li><a href={value.url} rel="nofollow" aria-current={value.is_selected ? 'true' : undefined}>{facet.kind === 'rating' && <StarRow rating={Number(value.value)} />}{value.label}<small>{value.count}</small></a></li>
);

const FacetGroup = ({ facet }: { facet: Facet }) => {
  const rest = facet.values.slice(SHOWN);
  return (
    <details className={css.group} open>
      <summary><h2>{facet.label}</h2></summary>
      <ul>{facet.values.slice(0, SHOWN).map((value) => <Value facet={facet} value={value} key={value.value} />)}</ul>
      {rest.length > 0 && (
        <details className={css.more} open={rest.some((value) => value.is_selected)}>
          <summary>{`Show ${rest.length} more`}</summary>
          <ul>{rest.map((value) => <Value facet={facet} value={value} key={value.value} />)}</ul>
        </details>
      )}
    </details>
  );
};

/** Filters as plain links. Beside the results where there is room, else a native popover opened from the toolbar. */
export const Filters = ({ results }: { results: Results }) => (
  <aside className={css.filters} id="filters" popover="auto" aria-label="Filters">
    <div className={css.head}><p className={css.title}>Filters</p><button type="button" className={css.close} popoverTarget="filters" popoverTargetAction="hide" aria-label="Close filters"><Icon name="close" size={22} /></button></div>
    {results.facets.filter((facet) => facet.values.length > 0).map((facet) => <FacetGroup facet={facet} key={facet.field} />)}
    <button type="button" className={css.show} popoverTarget="filters" popoverTargetAction="hide">{`Show ${results.total_count} ${results.total_count === 1 ? 'result' : 'results'}`}</button>
  </aside>
);
