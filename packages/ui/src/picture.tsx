import { coveringSize, mediaUrl, sourceSet } from './picture.ts';
import { classNames } from './class-names.ts';
import css from './picture.module.css';

/**
 * A square stored picture in AVIF and WebP. `width` is the largest shown width in CSS px, `sizes` the layout's answer per viewport.
 * A priority picture is the page's largest paint: loaded first and never lazily.
 */
export const Picture = ({ media_key, alt, width, sizes = `${width}px`, is_priority = false, is_plain = false }: {
  media_key: string; alt: string; width: number; sizes?: string; is_priority?: boolean; is_plain?: boolean;
}) => (
  <picture className={classNames(css.frame, is_plain && css.plain)}>
    <source type="image/avif" srcSet={sourceSet(media_key, 'avif', width)} sizes={sizes} />
    <img className={css.image} src={mediaUrl(media_key, coveringSize(width), 'webp')} srcSet={sourceSet(media_key, 'webp', width)} sizes={sizes} alt={alt} width={width} height={width}
      loading={is_priority ? 'eager' : 'lazy'} fetchPriority={is_priority ? 'high' : 'auto'} decoding={is_priority ? 'sync' : 'async'} />
  </picture>
);
