import { Button, LinkButton } from '@orinoco/ui/button.tsx';
import { ProductCard } from '@orinoco/ui/product-card.tsx';
import { Rail } from '@orinoco/ui/rail.tsx';
import type { Head } from '../../document.ts';
import type { ErrorView, FrameProps } from '../../types.ts';
import { urls } from '../../urls.ts';
import { errorWords } from './words.ts';
import css from './page.module.css';

export const errorHead = (view: ErrorView): Head => ({ title: `${view.title ?? errorWords(view.status).title} | Orinoco`, description: errorWords(view.status).message, is_indexed: false });

export const ErrorPage = ({ view, frame }: { view: ErrorView; frame: FrameProps }) => {
  const words = errorWords(view.status);
  return (
    <>
      <div className={css.error}>
        <svg className={css.waves} width="180" height="72" viewBox="0 0 34 14" aria-hidden="true" fill="none" strokeWidth="1.6" strokeLinecap="round"><path d="M2 4c4.8-4 9.7-4 14.5 0s9.7 4 14.5 0M2 10c4.8-4 9.7-4 14.5 0s9.7 4 14.5 0" /></svg>
        <p className={css.status}>Error {view.status}</p>
        <h1>{view.title ?? words.title}</h1>
        <p className={css.message}>{view.message ?? words.message}</p>
        {view.status === 404 && (
          <form className={css.search} action="/search" method="get" role="search" aria-label="Search for it">
            <input className={css.input} name="text" type="search" aria-label="What were you looking for?" placeholder="What were you looking for?" /><Button>Search</Button>
          </form>
        )}
        <div className={css.actions}><LinkButton kind={view.status === 404 ? 'secondary' : 'primary'} href={urls.home}>Go to the home page</LinkButton>{view.status >= 500 && <LinkButton kind="secondary" href={frame.path}>Try again</LinkButton>}</div>
        {view.request_id && <p className={css.request}>If you write to us, name this request: <code>{view.request_id}</code></p>}
      </div>
      {view.popular.length > 0 && <Rail rail_id="popular" title="Popular right now">{view.popular.map((listing) => <ProductCard listing={listing} locale={frame.locale} is_compact key={listing.product_id} />)}</Rail>}
    </>
  );
};
