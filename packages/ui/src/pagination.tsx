import { Icon } from './icon.tsx';
import { VisuallyHidden } from './visually-hidden.tsx';
import { pageUrl, pageWindow } from './pagination.ts';
import css from './pagination.module.css';

/** Links to the pages of results; nothing when there is one page. `base_url` is the address of page 1. */
export const Pagination = ({ page, page_count, base_url }: { page: number; page_count: number; base_url: string }) => {
  if (page_count <= 1) return null;
  return (
    <nav className={css.pagination} aria-label="Pages of results">
      {page > 1 && <a className={css.step} rel="prev" href={pageUrl(base_url, page - 1)}><span className={css.back}><Icon name="chevron" size={16} /></span><span className={css.word}>Previous</span></a>}
      <ol className={css.list}>
        {pageWindow(page, page_count).map((number, index) => (
          <li key={number ?? `gap-${index}`}>
            {number === null ? <span className={css.gap}>…</span> : <a className={css.page} href={pageUrl(base_url, number)} aria-current={number === page ? 'page' : undefined}><VisuallyHidden>Page </VisuallyHidden>{number}</a>}
          </li>
        ))}
      </ol>
      {page < page_count && <a className={css.step} rel="next" href={pageUrl(base_url, page + 1)}><span className={css.word}>Next</span><Icon name="chevron" size={16} /></a>}
    </nav>
  );
};
