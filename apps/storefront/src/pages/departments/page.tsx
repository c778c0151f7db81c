import { Picture } from '@orinoco/ui/picture.tsx';
import type { Head } from '../../document.ts';
import type { DepartmentsView } from '../../types.ts';
import { urls } from '../../urls.ts';
import css from './page.module.css';

export const departmentsHead = (view: DepartmentsView): Head => ({ title: 'All departments | Orinoco', description: `Shop ${view.departments.map((department) => department.name).join(', ')}.` });

export const DepartmentsPage = ({ view }: { view: DepartmentsView }) => (
  <>
    <h1 className={css.title}>All departments</h1>
    <ul className={css.departments}>
      {view.departments.map((department) => (
        <li className={css.department} key={department.handle}>
          <Picture media_key={department.media_key} alt="" width={96} />
          <div>
            <h2 className={css.name}><a href={urls.category(department.handle)}>{department.name}</a></h2>
            <ul className={css.children}>{department.children.map((child) => <li key={child.handle}><a className={css.child} href={urls.category(child.handle)}>{child.name}</a></li>)}</ul>
          </div>
        </li>
      ))}
    </ul>
  </>
);
