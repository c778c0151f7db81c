import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What a product picture shows; everything that `renderPicture` draws follows from it. */
export interface PictureSpec {
  /** One emoji that the art package has. */
  readonly art: string;
  /** CSS hex colour '#rrggbb' that the coloured parts of the art take on. */
  readonly tint?: string;
  /** One of `pictureBackgrounds`. */
  readonly background: string;
  /** One of `pictureAngles`; 'front' when absent. */
  readonly angle?: string;
}

/** Centre and rim of the soft studio light, as CSS hex colours. */
export const pictureBackgrounds: Readonly<Record<string, { readonly center: string; readonly rim: string }>> = {
  snow: { center: '#ffffff', rim: '#eef0f3' },
  mist: { center: '#ffffff', rim: '#e6ecf4' },
  sand: { center: '#fffdf9', rim: '#f3ebdf' },
  blush: { center: '#fffcfb', rim: '#f6e7e4' },
  mint: { center: '#fbfffd', rim: '#e1f1ea' },
  lilac: { center: '#fdfcff', rim: '#eae6f5' },
  sky: { center: '#fbfeff', rim: '#dcecf6' },
  lemon: { center: '#fffffa', rim: '#f6f1d8' },
};

export const pictureAngles = ['front', 'mirror', 'tilt', 'pair', 'close'] as const;
export type PictureAngle = (typeof pictureAngles)[number];

const KEY = /^([0-9a-f]{2,6}(?:-[0-9a-f]{2,6}){0,9})_(0|[0-9a-f]{6})_([a-z]{1,12})_([a-z]{1,12})$/u;
const KEY_MAX_LENGTH = 120;
const VARIATION_SELECTOR = 'fe0f';

const artFolder = join(dirname(fileURLToPath(import.meta.resolve('@lobehub/fluent-emoji-3d/package.json'))), 'assets');
let artFiles: ReadonlyMap<string, string> | undefined;

/** Code points without the variation selector, because the package writes it in some names only. */
function bareCode(parts: readonly string[]): string {
  return parts.filter((part) => part !== VARIATION_SELECTOR).map((part) => part.replace(/^0+/u, '')).join('-');
}

function codeOf(art: string): string {
  return bareCode(Array.from(art, (point) => (point.codePointAt(0) ?? 0).toString(16)));
}

function knownArt(): ReadonlyMap<string, string> {
  artFiles ??= new Map(readdirSync(artFolder).map((file) => [bareCode(file.replace(/\.webp$/u, '').split('-')), file]));
  return artFiles;
}

/** Path of the 256 px art of an emoji, or null when the package has none. */
export function artPath(art: string): string | null {
  const file = knownArt().get(codeOf(art));
  return file === undefined ? null : join(artFolder, file);
}

function isAngle(angle: string): angle is PictureAngle {
  return pictureAngles.some((known) => known === angle);
}

/** The spec's angle, 'front' when it has none or an unknown one. */
export function angleOf(spec: PictureSpec): PictureAngle {
  return spec.angle !== undefined && isAngle(spec.angle) ? spec.angle : 'front';
}

/** Short key for URLs: `<code points>_<tint or 0>_<background>_<angle>`, for example '1f45f_2f6fd0_mist_front'. */
export function encodePicture(spec: PictureSpec): string {
  return `${codeOf(spec.art)}_${spec.tint?.slice(1).toLowerCase() ?? '0'}_${spec.background}_${angleOf(spec)}`;
}

/** The spec of a key, or null for everything that `encodePicture` cannot have written. */
export function decodePicture(key: string): Required<Omit<PictureSpec, 'tint'>> & Pick<PictureSpec, 'tint'> | null {
  if (key.length > KEY_MAX_LENGTH) return null;
  const [, code, tint, background, angle] = KEY.exec(key) ?? [];
  if (code === undefined || tint === undefined || background === undefined || angle === undefined) return null;
  if (!knownArt().has(code) || !Object.hasOwn(pictureBackgrounds, background) || !isAngle(angle)) return null;
  const art = String.fromCodePoint(...code.split('-').map((part) => Number.parseInt(part, 16)));
  return tint === '0' ? { art, background, angle } : { art, tint: `#${tint}`, background, angle };
}
