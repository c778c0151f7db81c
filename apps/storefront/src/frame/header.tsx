import { Icon } from '@orinoco/ui/icon.tsx';
import { VisuallyHidden } from '@orinoco/ui/visually-hidden.tsx';
import type { FrameProps } from '../types.ts';
import { urls } from '../urls.ts';
import { Wordmark } from './wordmark.tsx';
import css from './header.module.css';

const SearchForm = ({ text }: { text: string }) => (
  <form className={css.search} role="search" action="/search" method="get" data-suggest="/search/suggestions">
    <label className={css.search_label} htmlFor="search-text"><VisuallyHidden>Search all products</VisuallyHidden></label>
    <input className={css.search_input} id="search-text" name="text" type="search" placeholder="Search all products" defaultValue={text} autoComplete="off" autoCapitalize="off" spellCheck={false} maxLength={200} enterKeyHint="search" />
    <button className={css.search_button} type="submit" aria-label="Search"><Icon name="search" size={22} /></button>
  </form>
);

const AccountLink = ({ account, path }: Pick<FrameProps, 'account' | 'path'>) => (
  <a className={css.tool} href={account ? urls.account : `${urls.sign_in}?return_to=${encodeURIComponent(path)}`} data-account rel="nofollow">
    <Icon name="user" size={24} />
    <span className={css.tool_words}><span className={css.tool_small} data-account-greeting>{account ? `Hello, ${account.name}` : 'Hello'}</span><span className={css.tool_label} data-account-label>{account ? 'Your account' : 'Sign in'}</span></span>
  </a>
);

const CartLink = ({ cart_count }: Pick<FrameProps, 'cart_count'>) => (
  <a className={css.tool} href={urls.cart} rel="nofollow">
    <span className={css.cart_icon}><Icon name="cart" size={26} /><span className={css.count} data-cart-count aria-hidden="true" hidden={!cart_count}>{cart_count ?? 0}</span></span>
    <span className={css.tool_label_cart} aria-hidden="true">Cart</span><VisuallyHidden>Cart<span data-cart-words>{cart_count ? `, ${cart_count} in it` : ''}</span></VisuallyHidden>
  </a>
);

/** Wordmark, search, account and cart: the part of the header that is about the visitor. `search_text` keeps what was searched in the field. */
export const HeaderBar = ({ frame, search_text }: { frame: Pick<FrameProps, 'account' | 'path' | 'cart_count'>; search_text: string }) => (
  <div className={css.bar}>
    <button type="button" className={css.menu_button} popoverTarget="menu" aria-label="Menu"><Icon name="menu" size={24} /></button>
    <Wordmark />
    <a className={css.deliver} href={`${urls.account}#addresses`} rel="nofollow"><Icon name="pin" size={20} /><span className={css.tool_words}><span className={css.tool_small}>Deliver to</span><span className={css.tool_label} data-deliver-to>Your address</span></span></a>
    <SearchForm text={search_text} />
    <div className={css.tools}>
      <AccountLink account={frame.account} path={frame.path} />
      <a className={`${css.tool} ${css.orders}`} href={urls.orders} rel="nofollow"><span className={css.tool_words}><span className={css.tool_small}>Track</span><span className={css.tool_label}>Your orders</span></span></a>
      <CartLink cart_count={frame.cart_count} />
    </div>
  </div>
);

/** The row of departments under the bar; the one that `path` is the page of is marked. */
export const DepartmentRow = ({ frame }: { frame: Pick<FrameProps, 'departments' | 'path'> }) => (
  <nav className={css.departments} aria-label="Departments">
    <div className={css.departments_row}>
      <button type="button" className={css.all} popoverTarget="menu"><Icon name="menu" size={18} />All departments</button>
      <ul className={css.department_list}>
        {frame.departments.map((department) => <li key={department.handle}><a className={css.department} href={urls.category(department.handle)} aria-current={frame.path === urls.category(department.handle) ? 'page' : undefined}>{department.name}</a></li>)}
      </ul>
    </div>
  </nav>
);
