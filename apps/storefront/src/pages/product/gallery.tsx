import { Picture } from '@orinoco/ui/picture.tsx';
import { Island } from '../../islands/island.tsx';
import type { Product, Variant } from '../../types.ts';
import css from './gallery.module.css';

export const gallerySizes = '(min-width: 1180px) 520px, (min-width: 960px) 45vw, 100vw';

/** The pictures with the selected variant's first. */
export const galleryMedia = (product: Product, variant: Variant): Product['media'] => {
  const own = product.media.find((picture) => picture.media_key === variant.media_key) ?? { media_key: variant.media_key, alt: product.title };
  return [own, ...product.media.filter((picture) => picture.media_key !== variant.media_key)];
};

/** A row of pictures that scrolls and snaps, thumbnails that lead to them, and a closer look on demand. Works without script. */
export const Gallery = ({ product, variant }: { product: Product; variant: Variant }) => {
  const media = galleryMedia(product, variant);
  return (
    <div className={css.gallery} data-gallery>
      {media.length > 1 && (
        <ul className={css.thumbnails} aria-label="Pictures">
          {media.map((picture, index) => <li key={picture.media_key}><a className={css.thumbnail} href={`#picture-${index}`} aria-label={`Show picture ${index + 1}: ${picture.alt}`} aria-current={index === 0 ? 'true' : undefined}><Picture media_key={picture.media_key} alt="" width={64} /></a></li>)}
        </ul>
      )}
      <div className={css.frame}>
        <ul className={css.track} data-gallery-track tabIndex={0} aria-label="Pictures, scroll sideways">
          {media.map((picture, index) => <li className={css.picture} id={`picture-${index}`} key={picture.media_key}><Picture media_key={picture.media_key} alt={picture.alt} width={640} sizes={gallerySizes} is_priority={index === 0} /></li>)}
        </ul>
        <div className={css.closer}><Island name="zoom" props={{ media }} when="touch" /></div>
      </div>
    </div>
  );
};
