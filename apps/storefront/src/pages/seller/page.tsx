import { Badge } from '@orinoco/ui/badge.tsx';
import { Icon, type IconName } from '@orinoco/ui/icon.tsx';
import { formatCount, oneDecimal } from '@orinoco/ui/number.ts';
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

/** What the marketplace itself has seen of the seller; customers rate products, not sellers. */
const Score = ({ score, order_count, locale }: { score: number; order_count: number; locale: string }) => (
  <p className={css.score} title="From deliveries on time and orders that were cancelled"><strong>Fulfilment score {oneDecimal(score, locale)}/5</strong> from {formatCount(order_count, locale)} {order_count === 1 ? 'order' : 'orders'}</p>
);

export const SellerPage = ({ view: { seller, results }, frame }: { view: SellerView; frame: FrameProps }) => (
  <>
    <section className={css.seller}>
      <span className={css.initial} aria-hidden="true">{seller.name.slice(0, 1)}</span>
      <div className={css.words}>
        <div className={css.line}><h1 className={css.name}>{seller.name}</h1>{seller.is_own && <Badge tone="accent">Sold by the shop</Badge>}</div>
        {seller.fulfillment_score !== null && seller.order_count > 0 && <Score score={seller.fulfillment_score} order_count={seller.order_count} locale={frame.locale} />}
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
