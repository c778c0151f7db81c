/** Widths in px that every picture is stored in. */
export const pictureSizes = [96, 160, 240, 320, 480, 640, 960] as const;
export type PictureSize = (typeof pictureSizes)[number];
export type PictureFormat = 'avif' | 'webp';

/** Where a stored picture is served: /media/<media_key>-<size>.<format>. */
export const mediaUrl = (media_key: string, size: PictureSize, format: PictureFormat): string => `/media/${media_key}-${size}.${format}`;

/** The srcset of a picture shown at most `width` CSS px wide: from half of it, for narrow columns, to twice, for dense screens. */
export const sourceSet = (media_key: string, format: PictureFormat, width: number): string => {
  const useful = pictureSizes.filter((size, index) => (size >= width / 2 && size <= width * 2) || (index === 0 && width < 96));
  const last = pictureSizes.find((size) => size >= width * 2);
  const sizes = last === undefined || useful.includes(last) ? useful : [...useful, last];
  return sizes.map((size) => `${mediaUrl(media_key, size, format)} ${size}w`).join(', ');
};

/** The smallest stored size that covers `width` CSS px. */
export const coveringSize = (width: number): PictureSize => pictureSizes.find((size) => size >= width) ?? 960;
