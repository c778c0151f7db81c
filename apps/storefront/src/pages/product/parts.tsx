import { Picture } from '@orinoco/ui/picture.tsx';
import type { BundlePart } from '../../types.ts';
import css from './parts.module.css';

const nameOf = ({ title, variant_title }: BundlePart) => (variant_title === '' ? title : `${title}, ${variant_title}`);

/** What a bundle holds, with links to each. */
export const Parts = ({ parts }: { parts: BundlePart[] }) => (
  <section aria-labelledby="parts-title">
    <h2 className={css.title} id="parts-title">This set contains</h2>
    <ul className={css.parts}>
      {parts.map((part) => (
        <li className={css.part} key={part.variant_id}>
          <Picture media_key={part.media_key} alt="" width={56} />
          <span>{part.quantity} × {part.url === null ? nameOf(part) : <a className={css.link} href={part.url}>{nameOf(part)}</a>}</span>
        </li>
      ))}
    </ul>
  </section>
);
