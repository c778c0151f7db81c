import { Breadcrumbs } from '@orinoco/ui/breadcrumbs.tsx';
import { Picture } from '@orinoco/ui/picture.tsx';
import type { Head } from '../../document.ts';
import { breadcrumbList, listingList } from '../../json-ld.ts';
import { ResultList } from '../../results/result-list.tsx';
import type { CategoryView, FrameProps } from '../../types.ts';
import { urls } from '../../urls.ts';
import css from './page.module.css';

const crumbsOf = (view: CategoryView) => [
  { label: 'Home', url: urls.home },
  ...view.category_path.filter((step) => step.handle !== view.category.handle).map((step) => ({ label: step.name, url: urls.category(step.handle) })),
  { label: view.category.name, url: null },
];

export const categoryHead = (view: CategoryView, frame: FrameProps): Head => ({
  title: `${view.category.name}${view.results.page > 1 ? `, page ${view.results.page}` : ''} | Orinoco`,
  description: view.category.description ?? `${view.results.total_count} products in ${view.category.name}, with delivery days and prices of every seller.`,
  media_key: view.results.listings[0]?.media_key ?? null,
  // Narrowed and reordered lists are copies of the plain one.
  is_indexed: view.results.applied.length === 0,
  json_ld: [breadcrumbList(crumbsOf(view), frame), listingList(view.results.listings, frame)],
});

const Children = ({ view }: { view: CategoryView }) => (
  <nav aria-label={`In ${view.category.name}`}>
    <ul className={css.children}>
      {view.children.map((child) => <li key={child.handle}><a className={css.child} href={urls.category(child.handle)}>{child.media_key && <Picture media_key={child.media_key} alt="" width={40} is_plain />}{child.name}</a></li>)}
    </ul>
  </nav>
);

export const CategoryPage = ({ view, frame }: { view: CategoryView; frame: FrameProps }) => (
  <>
    <Breadcrumbs crumbs={crumbsOf(view)} />
    <div className={css.head}>
      <h1>{view.category.name}</h1>
      {view.category.description && view.results.page === 1 && <p className={css.description}>{view.category.description}</p>}
      {view.children.length > 0 && <Children view={view} />}
    </div>
    <ResultList results={view.results} locale={frame.locale} />
  </>
);
