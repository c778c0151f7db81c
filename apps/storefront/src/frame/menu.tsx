import { Icon } from '@orinoco/ui/icon.tsx';
import { textLinks } from '../pages/text/texts.ts';
import type { FrameProps } from '../types.ts';
import { urls } from '../urls.ts';
import css from './menu.module.css';

/** Everything at hand in a drawer: a native popover, so it opens and closes without script. */
export const Menu = ({ frame }: { frame: Pick<FrameProps, 'departments'> }) => (
  <div className={css.menu} id="menu" popover="auto" role="dialog" aria-label="Menu">
    <div className={css.head}>
      <p className={css.greeting}>Browse Orinoco</p>
      <button type="button" className={css.close} popoverTarget="menu" popoverTargetAction="hide" aria-label="Close menu"><Icon name="close" size={22} /></button>
    </div>
    <nav className={css.body} aria-label="All departments">
      <p className={css.title}>Departments</p>
      <ul className={css.list}>
        {frame.departments.map((department) => <li key={department.handle}><a className={css.link} href={urls.category(department.handle)}>{department.name}<Icon name="chevron" size={16} /></a></li>)}
        <li><a className={css.link} href={urls.departments}><strong>See all departments</strong><Icon name="chevron" size={16} /></a></li>
      </ul>
      <p className={css.title}>You</p>
      <ul className={css.list}>
        <li><a className={css.link} href={urls.account} rel="nofollow">Your account<Icon name="chevron" size={16} /></a></li>
        <li><a className={css.link} href={urls.orders} rel="nofollow">Your orders<Icon name="chevron" size={16} /></a></li>
        <li><a className={css.link} href={urls.cart} rel="nofollow">Cart<Icon name="chevron" size={16} /></a></li>
      </ul>
      <p className={css.title}>Help</p>
      <ul className={css.list}>
        {textLinks.slice(0, 4).map(({ handle, title }) => <li key={handle}><a className={css.link} href={urls.help(handle)}>{title}<Icon name="chevron" size={16} /></a></li>)}
      </ul>
    </nav>
  </div>
);
