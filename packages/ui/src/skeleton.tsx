import css from './skeleton.module.css';

/** Holds the room of text that is on its way; hidden from screen readers. */
export const Skeleton = ({ lines = 1 }: { lines?: number }) => (
  <span className={css.block} aria-hidden="true">{Array.from({ length: lines }, (_, line) => <span className={css.line} key={line} />)}</span>
);
