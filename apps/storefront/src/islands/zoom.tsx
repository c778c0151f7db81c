import { useRef, useState } from 'react';
import { Icon } from '@orinoco/ui/icon.tsx';
import { mediaUrl } from '@orinoco/ui/picture.ts';
import css from './zoom.module.css';

export type ZoomProps = { media: { media_key: string; alt: string }[] };

/** Looks at the pictures of a product in full size, in a native dialog with keys and buttons. */
export const Zoom = ({ media }: ZoomProps) => {
  const dialog = useRef<HTMLDialogElement>(null);
  const [shown, setShown] = useState(0);
  const step = (by: number) => setShown((index) => (index + by + media.length) % media.length);
  const picture = media[shown];
  if (!picture) return null;
  return (
    <>
      <button type="button" className={css.open} aria-haspopup="dialog" onClick={() => dialog.current?.showModal()}><Icon name="search" size={18} />Look closer</button>
      <dialog ref={dialog} className={css.dialog} aria-label="Pictures in full size" onClick={(event) => { if (event.target === dialog.current) dialog.current.close(); }}
        onKeyDown={(event) => { if (event.key === 'ArrowRight') step(1); if (event.key === 'ArrowLeft') step(-1); }}>
        <div className={css.stage}>
          <img className={css.image} src={mediaUrl(picture.media_key, 960, 'webp')} alt={picture.alt} width={960} height={960} loading="lazy" />
          <p className={css.count} aria-live="polite">{shown + 1} of {media.length}</p>
          {media.length > 1 && <button type="button" className={css.previous} aria-label="Previous picture" onClick={() => step(-1)}><Icon name="chevron" size={24} /></button>}
          {media.length > 1 && <button type="button" className={css.next} aria-label="Next picture" onClick={() => step(1)}><Icon name="chevron" size={24} /></button>}
          <button type="button" className={css.close} aria-label="Close" onClick={() => dialog.current?.close()}><Icon name="close" size={22} /></button>
        </div>
      </dialog>
    </>
  );
};
