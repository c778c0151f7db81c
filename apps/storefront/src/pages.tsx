import type { CartView, CheckoutView } from './cart-types.ts';
import type { AccountView, ConfirmationView, EmailsView, OrdersView, OrderView, ResetPasswordView, SignInView, SignUpView } from './order-types.ts';
import type { CategoryView, DepartmentsView, ErrorView, HomeView, ProductView, SearchView, SellerView } from './types.ts';
import { AccountPage, accountHead } from './pages/account/page.tsx';
import { CartPage, cartHead } from './pages/cart/page.tsx';
import { CategoryPage, categoryHead } from './pages/category/page.tsx';
import { CheckoutPage, checkoutHead } from './pages/checkout/page.tsx';
import { ConfirmationPage, confirmationHead } from './pages/confirmation/page.tsx';
import { DepartmentsPage, departmentsHead } from './pages/departments/page.tsx';
import { EmailsPage, emailsHead } from './pages/emails/page.tsx';
import { ErrorPage, errorHead } from './pages/error/page.tsx';
import { HomePage, homeHead } from './pages/home/page.tsx';
import { OperatorPage, operatorHead } from './pages/operator/page.tsx';
import type { OperatorView } from './pages/operator/view.ts';
import { OperatorSearchPage, operatorSearchHead } from './pages/operator-search/page.tsx';
import type { OperatorSearchView } from './pages/operator-search/view.ts';
import { OrderPage, orderHead } from './pages/order/page.tsx';
import { OrdersPage, ordersHead } from './pages/orders/page.tsx';
import { ProductPage, productHead } from './pages/product/page.tsx';
import { ResetPasswordPage, resetPasswordHead } from './pages/reset-password/page.tsx';
import { SearchPage, searchHead } from './pages/search/page.tsx';
import { SellerPage, sellerHead } from './pages/seller/page.tsx';
import { SignInPage, signInHead } from './pages/sign-in/page.tsx';
import { SignUpPage, signUpHead } from './pages/sign-up/page.tsx';
import { TextPage, textHead } from './pages/text/page.tsx';
import type { TextView } from './pages/text/texts.ts';

/** What each page is given by its loader. */
export type PageView = {
  home: HomeView; category: CategoryView; search: SearchView; product: ProductView; seller: SellerView; departments: DepartmentsView; error: ErrorView;
  cart: CartView; checkout: CheckoutView; confirmation: ConfirmationView; orders: OrdersView; order: OrderView; account: AccountView;
  'sign-in': SignInView; 'sign-up': SignUpView; 'reset-password': ResetPasswordView; emails: EmailsView; operator: OperatorView; 'operator-search': OperatorSearchView; text: TextView;
};
export type PageName = keyof PageView;

const shopLink = { url: '/', label: 'Back to the shop' };

/** Page name to its head and its component. A page with a `way_back` has the quiet frame: no departments, no footer. */
export const pages = {
  home: { head: homeHead, Page: HomePage },
  category: { head: categoryHead, Page: CategoryPage },
  search: { head: searchHead, Page: SearchPage, search_text: (view: SearchView) => view.text },
  product: { head: productHead, Page: ProductPage },
  seller: { head: sellerHead, Page: SellerPage },
  departments: { head: departmentsHead, Page: DepartmentsPage },
  error: { head: errorHead, Page: ErrorPage },
  cart: { head: cartHead, Page: CartPage },
  checkout: { head: checkoutHead, Page: CheckoutPage, way_back: { url: '/cart', label: 'Back to the cart' } },
  confirmation: { head: confirmationHead, Page: ConfirmationPage },
  orders: { head: ordersHead, Page: OrdersPage },
  order: { head: orderHead, Page: OrderPage },
  account: { head: accountHead, Page: AccountPage },
  'sign-in': { head: signInHead, Page: SignInPage, way_back: shopLink },
  'sign-up': { head: signUpHead, Page: SignUpPage, way_back: shopLink },
  'reset-password': { head: resetPasswordHead, Page: ResetPasswordPage, way_back: shopLink },
  emails: { head: emailsHead, Page: EmailsPage },
  operator: { head: operatorHead, Page: OperatorPage },
  'operator-search': { head: operatorSearchHead, Page: OperatorSearchPage },
  text: { head: textHead, Page: TextPage },
};
