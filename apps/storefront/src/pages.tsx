import type { CategoryView, DepartmentsView, ErrorView, HomeView, ProductView, SearchView, SellerView } from './types.ts';
import { CategoryPage, categoryHead } from './pages/category/page.tsx';
import { DepartmentsPage, departmentsHead } from './pages/departments/page.tsx';
import { ErrorPage, errorHead } from './pages/error/page.tsx';
import { HomePage, homeHead } from './pages/home/page.tsx';
import { ProductPage, productHead } from './pages/product/page.tsx';
import { SearchPage, searchHead } from './pages/search/page.tsx';
import { SellerPage, sellerHead } from './pages/seller/page.tsx';

/** What each page is given by its loader. */
export type PageView = {
  home: HomeView; category: CategoryView; search: SearchView; product: ProductView; seller: SellerView; departments: DepartmentsView; error: ErrorView;
};
export type PageName = keyof PageView;

/** Page name to its head and its component. A quiet page has no departments and no footer. */
export const pages = {
  home: { head: homeHead, Page: HomePage },
  category: { head: categoryHead, Page: CategoryPage },
  search: { head: searchHead, Page: SearchPage, search_text: (view: SearchView) => view.text },
  product: { head: productHead, Page: ProductPage },
  seller: { head: sellerHead, Page: SellerPage },
  departments: { head: departmentsHead, Page: DepartmentsPage },
  error: { head: errorHead, Page: ErrorPage },
};
