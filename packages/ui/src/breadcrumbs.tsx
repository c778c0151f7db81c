import { Icon } from './icon.tsx';
import css from './breadcrumbs.module.css';

/** The way from the home page to here; the last crumb without a url is the page itself. */
export const Breadcrumbs = ({ crumbs }: { crumbs: { label: string; url: string | null }[] }) => (
  <nav aria-label="Breadcrumb">
    <ol className={css.list}>
      {crumbs.map((crumb) => (
        <li className={css.crumb} key={crumb.label}>
          {crumb.url === null ? <span className={css.here} aria-current="page">{crumb.label}</span> : <a className={css.link} href={crumb.url}>{crumb.label}</a>}
          {crumb.url !== null && <Icon name="chevron" size={12} />}
        </li>
      ))}
    </ol>
  </nav>
);
