import { EmptyState } from '@orinoco/ui/empty-state.tsx';
import { formatCount } from '@orinoco/ui/number.ts';
import { Pagination } from '@orinoco/ui/pagination.tsx';
import { shareOf, type Choice, type Report } from './view.ts';
import css from './page.module.css';

const Choices = ({ label, choices }: { label: string; choices: Choice[] }) => (
  <ul className={css.choices} aria-label={label}>{choices.map((choice) => <li key={choice.label}><a className={css.choice} href={choice.url} rel="nofollow" aria-current={choice.is_selected ? 'true' : undefined}>{choice.label}</a></li>)}</ul>
);

const Totals = ({ report: { totals }, locale }: { report: Report; locale: string }) => {
  const facts = [['Searches', formatCount(totals.search_count, locale)], ['Different texts', formatCount(totals.text_count, locale)], ['Without results', formatCount(totals.zero_result_count, locale)], ['Clicked', shareOf(totals.click_through)], ['Bought', shareOf(totals.conversion)], ['Searched again', formatCount(totals.reformulation_count, locale)]] as const;
  return <dl className={css.totals}>{facts.map(([name, value]) => <div key={name}><dt>{name}</dt><dd>{value}</dd></div>)}</dl>;
};

const Row = ({ row, locale }: { row: Report['rows'][number]; locale: string }) => (
  <tr>
    <th scope="row"><a href={row.search_url} rel="nofollow">{row.text}</a></th>
    <td className={css.number}>{formatCount(row.search_count, locale)}</td>
    <td className={css.number}>{formatCount(row.zero_result_count, locale)}</td>
    <td className={css.number}>{shareOf(row.click_through)}</td>
    <td className={css.number}>{row.first_click_position_average === null ? '–' : row.first_click_position_average.toFixed(1)}</td>
    <td className={css.number}>{shareOf(row.conversion)}</td>
    <td>{row.reformulation_count === 0 ? '–' : `${formatCount(row.reformulation_count, locale)}${row.top_reformulation === null ? '' : ` → ${row.top_reformulation}`}`}</td>
    <td><a className={css.row_link} href={row.rule_url} rel="nofollow" aria-label={`Make a rule for ${row.text}`}>Make a rule</a></td>
  </tr>
);

const columns = ['Text', 'Searches', 'No results', 'Clicked', 'First click at', 'Bought', 'Searched again', 'Steer'] as const;

/** What people searched for in a period. Shares are of the views that browsers reported. */
export const ReportPart = ({ report, locale }: { report: Report; locale: string }) => (
  <section className={css.part} aria-labelledby="report-title">
    <div className={css.head}><h2 id="report-title">{report.from_on === report.to_on ? report.to_on : `${report.from_on} to ${report.to_on}`}</h2><Choices label="Period" choices={report.periods} /></div>
    <Totals report={report} locale={locale} />
    <Choices label="Order" choices={report.sorts} />
    {report.rows.length === 0 ? <EmptyState icon="search" title="Nothing to list yet"><p>A text is listed when three different people have searched it. Until then only the totals count it.</p></EmptyState> : (
      <div className={css.scroll} role="region" aria-label="Searches" tabIndex={0}>
        <table className={css.table}>
          <thead><tr>{columns.map((column) => <th scope="col" key={column}>{column}</th>)}</tr></thead>
          <tbody>{report.rows.map((row) => <Row row={row} locale={locale} key={row.text} />)}</tbody>
        </table>
      </div>
    )}
    <Pagination page={report.page} page_count={report.page_count} base_url={report.base_url} />
  </section>
);
