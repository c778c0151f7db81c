import { coveringSize, mediaUrl, sourceSet } from './picture.ts';
import css from './picture.module.css';

const plain = `${css.frame} ${css.plain}`;

/**
 * A square stored picture: AVIF in the sizes that fit, and one WebP for browsers without it. `width` is the largest shown width in CSS px,
 * `sizes` the layout's answer per viewport. A priority picture is the page's largest paint: loaded first and never lazily.
 */
export const Picture = ({ media_key, alt, width, sizes, is_priority = false, is_plain = false }: {
  media_key: string; alt: string; width: number; sizes?: string; is_priority?: boolean; is_plain?: boolean;
}) => (
  <picture className={is_plain ? plain : css.frame}>
    <source type="image/avif" srcSet={sourceSet(media_key, 'avif', width)} sizes={sizes ?? `${width}px`} />
    <img src={mediaUrl(media_key, coveringSize(width * 1.5), 'webp')} alt={alt} width={width} height={width} loading={is_priority ? undefined : 'lazy'} fetchPriority={is_priority ? 'high' : undefined} />
  </picture>
);
