import type { Head } from '../../document.ts';
import { Notices } from '../../forms/notices.tsx';
import type { FrameProps } from '../../types.ts';
import { ReportPart } from './report.tsx';
import { RulesPart } from './rules.tsx';
import { SynonymsPart } from './synonyms.tsx';
import { searchUrls, tab_names, type OperatorSearchView } from './view.ts';
import { WeightsPart } from './weights.tsx';
import css from './page.module.css';

const labels = { report: 'Report', rules: 'Rules', synonyms: 'Synonyms', weights: 'Weights' } as const;

export const operatorSearchHead = (view: OperatorSearchView): Head => ({ title: `${labels[view.tab]} | Search operations | Orinoco`, description: 'What people search for, and what they find.', is_indexed: false });

export const OperatorSearchPage = ({ view, frame }: { view: OperatorSearchView; frame: FrameProps }) => (
  <div className={css.page}>
    <header>
      <h1>Search</h1>
      <p className={css.lead}>What people search for and what becomes of it, and what you decide about it. Changes are in force at once, and within a minute in every process.</p>
    </header>
    <nav aria-label="Parts of search">
      <ul className={css.tabs}>{tab_names.map((name) => <li key={name}><a className={css.tab} href={searchUrls.tab(name)} rel="nofollow" aria-current={name === view.tab ? 'page' : undefined}>{labels[name]}</a></li>)}</ul>
    </nav>
    <Notices notices={view.notices} is_flush />
    {view.report && <ReportPart report={view.report} locale={frame.locale} />}
    {view.rules && <RulesPart part={view.rules} errors={view.errors} locale={frame.locale} />}
    {view.synonyms && <SynonymsPart part={view.synonyms} errors={view.errors} />}
    {view.weights && <WeightsPart part={view.weights} errors={view.errors} />}
  </div>
);
