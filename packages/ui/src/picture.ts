/** Widths in px that every picture is stored in. */
export const pictureSizes = [96, 160, 240, 320, 480, 640, 960] as const;
export type PictureSize = (typeof pictureSizes)[number];
export type PictureFormat = 'avif' | 'webp';

/** Where a stored picture is served: /media/<media_key>-<size>.<format>. */
export const mediaUrl = (media_key: string, size: PictureSize, format: PictureFormat): string => `/media/${media_key}-${size}.${format}`;

/** The smallest stored size that covers `width` CSS px. */
export const coveringSize = (width: number): PictureSize => pictureSizes.find((size) => size >= width) ?? 960;

/** The stored sizes for a picture shown `width` CSS px wide on screens of one, one and a half and two device pixels each. */
export const usefulSizes = (width: number): PictureSize[] => [...new Set([1, 1.5, 2].map((density) => coveringSize(width * density)))];

/** The srcset of those sizes. Short, because a page has dozens of them. */
export const sourceSet = (media_key: string, format: PictureFormat, width: number): string =>
  usefulSizes(width).map((size) => `${mediaUrl(media_key, size, format)} ${size}w`).join(',');
