import sharp, { type OverlayOptions, type Sharp } from 'sharp';
import { defringe } from './defringe.ts';
import { angleOf, artPath, pictureBackgrounds, type PictureAngle, type PictureSpec } from './picture-key.ts';
import { recolor } from './recolor.ts';

export { decodePicture, encodePicture, pictureAngles, pictureBackgrounds, type PictureSpec } from './picture-key.ts';

/** Edge lengths in pixels that `renderPicture` draws; others are refused so that nobody fills a cache with all of them. */
export const pictureSizes = [96, 160, 240, 320, 480, 640, 960] as const;
export type PictureSize = (typeof pictureSizes)[number];
export type PictureFormat = 'webp' | 'avif';

export interface PictureOutput {
  readonly size_px: number;
  readonly format: PictureFormat;
}

/** One copy of the art on the picture. Lengths are shares of the picture's edge. */
interface Placement {
  /** Edge of the art's square. */
  readonly size: number;
  readonly center_x: number;
  /** Bottom of the visible art, where it touches the ground. */
  readonly ground_y: number;
  readonly turn_degrees: number;
  readonly is_mirrored: boolean;
}

const PLACEMENTS: Readonly<Record<PictureAngle, readonly Placement[]>> = {
  front: [{ size: 0.66, center_x: 0.5, ground_y: 0.81, turn_degrees: 0, is_mirrored: false }],
  mirror: [{ size: 0.66, center_x: 0.5, ground_y: 0.81, turn_degrees: 0, is_mirrored: true }],
  tilt: [{ size: 0.64, center_x: 0.5, ground_y: 0.82, turn_degrees: -12, is_mirrored: false }],
  pair: [
    { size: 0.42, center_x: 0.69, ground_y: 0.69, turn_degrees: 5, is_mirrored: true },
    { size: 0.54, center_x: 0.39, ground_y: 0.82, turn_degrees: 0, is_mirrored: false },
  ],
  close: [{ size: 1.12, center_x: 0.53, ground_y: 1.06, turn_degrees: -4, is_mirrored: false }],
};

/** Flat things stand higher, nearer to the middle of the picture: this share of the height that they lack. */
const FLAT_LIFT = 0.4;

export function isPictureSize(size_px: number): size_px is PictureSize {
  return pictureSizes.some((known) => known === size_px);
}

interface Art {
  readonly pixels: Buffer;
  readonly width: number;
  readonly height: number;
}

/** The art without its empty margin, recoloured. */
async function loadArt(spec: PictureSpec): Promise<Art> {
  const path = artPath(spec.art);
  if (path === null) throw new RangeError('unknown art');
  const { data: pixels, info: { width, height } } = await sharp(path).ensureAlpha().trim({ background: { r: 0, g: 0, b: 0, alpha: 0 }, threshold: 8 }).raw().toBuffer({ resolveWithObject: true });
  defringe(pixels, width);
  if (spec.tint !== undefined) recolor(pixels, width, spec.tint);
  return { pixels, width, height };
}

function pipeline(art: Art): Sharp {
  return sharp(art.pixels, { raw: { width: art.width, height: art.height, channels: 4 } });
}

async function drawCopy(art: Art, placement: Placement, size_px: number): Promise<{ image: Buffer; width: number; height: number }> {
  const edge = Math.round(placement.size * size_px);
  let copy = pipeline(art).resize({ width: edge, height: edge, fit: 'inside', kernel: 'lanczos3' });
  if (placement.is_mirrored) copy = copy.flop();
  // The rotation needs its input drawn, else sharp turns before it resizes.
  const upright = await copy.png().toBuffer();
  let turned = sharp(upright);
  if (placement.turn_degrees !== 0) turned = turned.rotate(placement.turn_degrees, { background: { r: 0, g: 0, b: 0, alpha: 0 } });
  // Little brightening (y2), else the edge of pale art gets a white line.
  if (edge > art.width) turned = turned.sharpen({ sigma: Math.min(2, 0.5 * (edge / art.width)), m1: 0.6, m2: 1.2, y2: 1.5 });
  const { data: image, info: { width, height } } = await turned.png().toBuffer({ resolveWithObject: true });
  return { image, width, height };
}

/** The part of a layer that lies on the canvas; sharp refuses layers that stick out. */
async function clip(image: Buffer, width: number, height: number, left: number, top: number, size_px: number): Promise<OverlayOptions | null> {
  const x = Math.max(0, -left);
  const y = Math.max(0, -top);
  const visible_width = Math.min(width - x, size_px - Math.max(0, left));
  const visible_height = Math.min(height - y, size_px - Math.max(0, top));
  if (visible_width <= 0 || visible_height <= 0) return null;
  const input = await sharp(image).extract({ left: x, top: y, width: visible_width, height: visible_height }).png().toBuffer();
  return { input, left: Math.max(0, left), top: Math.max(0, top) };
}

function stage(spec: PictureSpec, shadows: string, size_px: number): Buffer {
  const { center, rim } = pictureBackgrounds[spec.background] ?? { center: '#ffffff', rim: '#eef0f3' };
  return Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="${size_px}" height="${size_px}" viewBox="0 0 1000 1000">
    <defs>
      <radialGradient id="light" cx="50%" cy="42%" r="75%"><stop offset="0" stop-color="${center}"/><stop offset=".45" stop-color="${center}"/><stop offset="1" stop-color="${rim}"/></radialGradient>
      <filter id="wide" x="-50%" y="-200%" width="200%" height="500%"><feGaussianBlur stdDeviation="26 14"/></filter>
      <filter id="near" x="-50%" y="-200%" width="200%" height="500%"><feGaussianBlur stdDeviation="9 5"/></filter>
    </defs>
    <rect width="1000" height="1000" fill="url(#light)"/>${shadows}
  </svg>`);
}

/** A wide soft shadow and a narrow dark one where the art touches the ground. */
function shadowOf(placement: Placement, width_share: number): string {
  const x = placement.center_x * 1000;
  const y = placement.ground_y * 1000;
  const radius = width_share * 500;
  return `<ellipse cx="${x}" cy="${y + 4}" rx="${radius * 0.86}" ry="${18 + radius * 0.05}" fill="#2b3242" opacity=".17" filter="url(#wide)"/>`
    + `<ellipse cx="${x}" cy="${y - 3}" rx="${radius * 0.56}" ry="${7 + radius * 0.016}" fill="#1d2230" opacity=".27" filter="url(#near)"/>`;
}

/**
 * A product photo of the emoji art: studio background, contact shadow, art in the tint. Deterministic for one version of
 * sharp. Throws a RangeError for an unknown art, background or size; `decodePicture` gives no such spec.
 */
export async function renderPicture(spec: PictureSpec, { size_px, format }: PictureOutput): Promise<Buffer> {
  if (!isPictureSize(size_px)) throw new RangeError('unknown picture size');
  if (!Object.hasOwn(pictureBackgrounds, spec.background)) throw new RangeError('unknown background');
  const art = await loadArt(spec);
  const layers: OverlayOptions[] = [];
  const shadows: string[] = [];
  for (const placement of PLACEMENTS[angleOf(spec)]) {
    const { image, width, height } = await drawCopy(art, placement, size_px);
    const ground = { ...placement, ground_y: placement.ground_y - Math.max(0, placement.size - height / size_px) * FLAT_LIFT };
    const left = Math.round(ground.center_x * size_px - width / 2);
    const top = Math.round(ground.ground_y * size_px - height);
    const layer = await clip(image, width, height, left, top, size_px);
    if (layer !== null) layers.push(layer);
    shadows.push(shadowOf(ground, width / size_px));
  }
  const flat = sharp(stage(spec, shadows.join(''), size_px)).composite(layers).removeAlpha();
  return format === 'webp' ? flat.webp({ quality: 82, effort: 4 }).toBuffer() : flat.avif({ quality: 58, effort: 3 }).toBuffer();
}
