import { Badge } from '@orinoco/ui/badge.tsx';
import { Icon, type IconName } from '@orinoco/ui/icon.tsx';
import { Stars } from '@orinoco/ui/stars.tsx';
import { EmptyState } from '@orinoco/ui/empty-state.tsx';
import type { Head } from '../../document.ts';
import { ResultList } from '../../results/result-list.tsx';
import type { FrameProps, SellerView } from '../../types.ts';
import css from './page.module.css';

export const sellerHead = (view: SellerView): Head => ({
  title: `${view.seller.name} | Orinoco`,
  description: view.seller.description ?? `Products sold by ${view.seller.name} on Orinoco.`,
  is_indexed: view.results.applied.length === 0,
});

const Fact = ({ icon, children }: { icon: IconName; children: string }) => <li className={css.fact}><Icon name={icon} size={20} />{children}</li>;

export const SellerPage = ({ view: { seller, results }, frame }: { view: SellerView; frame: FrameProps }) => (
  <>
    <section className={css.seller}>
      <span className={css.initial} aria-hidden="true">{seller.name.slice(0, 1)}</span>
      <div className={css.words}>
        <div className={css.line}><h1 className={css.name}>{seller.name}</h1>{seller.is_own && <Badge tone="accent">Sold by the shop</Badge>}</div>
        {seller.rating_average !== null && <Stars rating_average={seller.rating_average} rating_count={seller.rating_count} locale={frame.locale} size="l" is_average_shown />}
        {seller.description && <p className={css.description}>{seller.description}</p>}
        <ul className={css.facts}>
          <Fact icon="store">{`On Orinoco since ${seller.joined_on.slice(0, 4)}`}</Fact>
          <Fact icon="return">{`${seller.return_days} days to return`}</Fact>
          {seller.country && <Fact icon="truck">{`Ships from ${seller.country}`}</Fact>}
          <Fact icon="shield">Your card is charged when it ships</Fact>
        </ul>
      </div>
    </section>
    <ResultList results={results} locale={frame.locale} {...(results.applied.length === 0 && { empty: <EmptyState icon="store" title="Nothing on sale right now"><p>{seller.name} has no offers at the moment.</p></EmptyState> })} />
  </>
);
