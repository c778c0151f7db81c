import type { Pixels } from './defringe.ts';

type Lab = [lightness: number, a: number, b: number];

const HUE_BINS = 36;
/** Chroma in OKLab from which a pixel counts as coloured. */
const COLORED = 0.045;
/** How far from the dominant hue a pixel may be and still take the new colour in full, and at all; in radians. */
const FULL_REACH = 0.75;
const REACH = 1.25;
/** Art of which the main hue covers less than this is grey: its grey parts take the colour and its accents stay. */
const GREY_ART = 0.3;
/** Chroma up to which a pixel is grey in full, and at all; the greys of this art are violet, so that hue may have more. */
const GREY_FULL = 0.05;
const GREY_REACH = 0.09;
const VIOLET_EXTRA = 0.055;
/** The outline is this share of the art's edge wide, and counts this many times as much as what it encloses. */
const OUTLINE_SHARE = 0.07;
const OUTLINE_IMPORTANCE = 4;
/** Mean chroma below which art with a violet main hue is grey art after all. */
const FAINT = 0.1;
/** Weights are smoothed over this radius, because the art's compression leaves blocks where a colour is faint. */
const SMOOTH_PX = 2;
/** How much of the art's light and shade stays; less for very dark and very light colours, which have no room for it. */
const SHADING = 0.85;

function toLinear(channel: number): number {
  const value = channel / 255;
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
}

function fromLinear(value: number): number {
  const clamped = Math.min(1, Math.max(0, value));
  return Math.round(255 * (clamped <= 0.0031308 ? clamped * 12.92 : 1.055 * clamped ** (1 / 2.4) - 0.055));
}

const linear = Float64Array.from({ length: 256 }, (_, channel) => toLinear(channel));

/** OKLab of an sRGB colour (Björn Ottosson, 2020). */
function toLab(red: number, green: number, blue: number): Lab {
  const [r = 0, g = 0, b = 0] = [linear[red], linear[green], linear[blue]];
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

function writeLab(pixels: Pixels, at: number, [lightness, a, b]: Lab): void {
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  pixels[at] = fromLinear(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s);
  pixels[at + 1] = fromLinear(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s);
  pixels[at + 2] = fromLinear(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s);
}

function hexLab(color: string): Lab {
  const value = Number.parseInt(color.slice(1), 16);
  return toLab((value >> 16) & 255, (value >> 8) & 255, value & 255);
}

interface Palette {
  /** The hue that most of the art has, or null for grey art. */
  readonly hue: number | null;
  /** Mean lightness of the pixels that will be coloured. */
  readonly lightness: number;
}

function binOf(a: number, b: number): number {
  return Math.floor(((Math.atan2(b, a) + Math.PI) / (2 * Math.PI)) * HUE_BINS) % HUE_BINS;
}

function hueOfBin(bin: number): number {
  return ((bin + 0.5) / HUE_BINS) * 2 * Math.PI - Math.PI;
}

function hueDistance(hue: number, a: number, b: number): number {
  const distance = Math.abs(Math.atan2(b, a) - hue);
  return Math.min(distance, 2 * Math.PI - distance);
}

function isViolet(a: number, b: number): boolean {
  return b < 0 && Math.abs(a) < -b * 1.4;
}

/** How much of the new colour a pixel takes, 0 to 1. */
function weightOf(palette: Palette, a: number, b: number): number {
  const chroma = Math.hypot(a, b);
  if (palette.hue === null) {
    const extra = isViolet(a, b) ? VIOLET_EXTRA : 0;
    return Math.min(1, Math.max(0, (GREY_REACH + extra - chroma) / (GREY_REACH - GREY_FULL)));
  }
  const colored = Math.min(1, Math.max(0, (chroma - COLORED / 2) / (COLORED / 2)));
  return colored * Math.min(1, Math.max(0, (REACH - hueDistance(palette.hue, a, b)) / (REACH - FULL_REACH)));
}

function strongestHue(chroma_by_bin: Float64Array): number {
  const around = (bin: number) => [-1, 0, 1].reduce((sum, step) => sum + (chroma_by_bin[(bin + step + HUE_BINS) % HUE_BINS] ?? 0), 0);
  let best = 0;
  for (let bin = 1; bin < HUE_BINS; bin += 1) if (around(bin) > around(best)) best = bin;
  return hueOfBin(best);
}

/**
 * How much a pixel counts when the main colour is found: the body of a thing makes its outline, while a screen, a dial
 * or the coffee in a cup lies inside. Zero for pixels that are not solid.
 */
function importance(pixels: Pixels, width: number): Float32Array {
  const height = pixels.length / 4 / width;
  const rows = Array.from({ length: height }, () => ({ from: width, to: -1 }));
  const columns = Array.from({ length: width }, () => ({ from: height, to: -1 }));
  const isSolid = (n: number) => (pixels[n * 4 + 3] ?? 0) >= 128;
  const total = width * height;
  for (let n = 0; n < total; n += 1) {
    if (!isSolid(n)) continue;
    const [x, y] = [n % width, Math.floor(n / width)];
    const [row, column] = [rows[y], columns[x]];
    if (row !== undefined) { row.from = Math.min(row.from, x); row.to = Math.max(row.to, x); }
    if (column !== undefined) { column.from = Math.min(column.from, y); column.to = Math.max(column.to, y); }
  }
  const margin = OUTLINE_SHARE * Math.max(width, height);
  const isNear = (at: number, span: { from: number; to: number } | undefined) => span !== undefined && (at - span.from < margin || span.to - at < margin);
  return Float32Array.from({ length: total }, (_, n) => {
    if (!isSolid(n)) return 0;
    return isNear(n % width, rows[Math.floor(n / width)]) || isNear(Math.floor(n / width), columns[n % width]) ? OUTLINE_IMPORTANCE : 1;
  });
}

/** Mean lightness and chroma of what will be coloured, and how much that is of the whole. */
function weigh(pixels: Pixels, important: Float32Array, hue: number | null): { lightness: number; chroma: number; share: number } {
  let [weights, lightness, chroma, counted, whole] = [0, 0, 0, 0, 0];
  for (let n = 0; n < important.length; n += 1) {
    const counts = important[n] ?? 0;
    if (counts === 0) continue;
    const [light, a, b] = toLab(pixels[n * 4] ?? 0, pixels[n * 4 + 1] ?? 0, pixels[n * 4 + 2] ?? 0);
    const weight = weightOf({ hue, lightness: 0 }, a, b);
    weights += weight;
    lightness += weight * light;
    chroma += weight * Math.hypot(a, b);
    counted += weight * counts;
    whole += counts;
  }
  return { lightness: weights === 0 ? 0.6 : lightness / weights, chroma: weights === 0 ? 0 : chroma / weights, share: whole === 0 ? 0 : counted / whole };
}

function paletteOf(pixels: Pixels, width: number): Palette {
  const important = importance(pixels, width);
  const chroma_by_bin = new Float64Array(HUE_BINS);
  for (let n = 0; n < important.length; n += 1) {
    const counts = important[n] ?? 0;
    if (counts === 0) continue;
    const [, a, b] = toLab(pixels[n * 4] ?? 0, pixels[n * 4 + 1] ?? 0, pixels[n * 4 + 2] ?? 0);
    if (Math.hypot(a, b) < COLORED) continue;
    const bin = binOf(a, b);
    chroma_by_bin[bin] = (chroma_by_bin[bin] ?? 0) + counts * Math.hypot(a, b);
  }
  const hue = strongestHue(chroma_by_bin);
  const colored = weigh(pixels, important, hue);
  const grey = weigh(pixels, important, null);
  const is_faint = colored.chroma < FAINT && isViolet(Math.cos(hue), Math.sin(hue));
  const is_grey = is_faint || grey.share > colored.share * (colored.share < GREY_ART ? 1 : 1.5);
  return is_grey ? { hue: null, lightness: grey.lightness } : { hue, lightness: colored.lightness };
}

/** Mean over the visible pixels of a square around each, rows first, then columns. */
function smooth(weights: Float32Array, visible: (n: number) => boolean, step: number, length: number): Float32Array {
  return weights.map((weight, n) => {
    if (!visible(n)) return weight;
    let [sum, count] = [0, 0];
    const at = Math.floor(n / step) % length;
    for (let offset = -SMOOTH_PX; offset <= SMOOTH_PX; offset += 1) {
      const other = n + offset * step;
      if (at + offset < 0 || at + offset >= length || !visible(other)) continue;
      sum += weights[other] ?? 0;
      count += 1;
    }
    return sum / Math.max(1, count);
  });
}

function weightMap(pixels: Pixels, width: number, palette: Palette): Float32Array {
  const visible = (n: number) => (pixels[n * 4 + 3] ?? 0) > 0;
  const plain = Float32Array.from({ length: pixels.length / 4 }, (_, n) => {
    if (!visible(n)) return 0;
    const [, a, b] = toLab(pixels[n * 4] ?? 0, pixels[n * 4 + 1] ?? 0, pixels[n * 4 + 2] ?? 0);
    return weightOf(palette, a, b);
  });
  return smooth(smooth(plain, visible, 1, width), visible, width, plain.length / width);
}

/**
 * Gives the parts of the art that have its main hue another colour and leaves the rest (a sole, a label, a screen) as
 * it is. Of grey art the grey parts take the colour. Light and shade stay, around the lightness of the new colour. In place.
 */
export function recolor(pixels: Pixels, width: number, color: string): void {
  const palette = paletteOf(pixels, width);
  const weights = weightMap(pixels, width, palette);
  const [lightness, a_new, b_new] = hexLab(color);
  const room = Math.min(1, 0.45 + 2.2 * Math.min(lightness - 0.05, 1.02 - lightness));
  for (let at = 0; at < pixels.length; at += 4) {
    const weight = weights[at / 4] ?? 0;
    if (weight === 0) continue;
    const [light, a, b] = toLab(pixels[at] ?? 0, pixels[at + 1] ?? 0, pixels[at + 2] ?? 0);
    const target = Math.min(0.985, Math.max(0.06, lightness + (light - palette.lightness) * SHADING * Math.max(0.3, room)));
    // Highlights lose chroma, as light on a real surface does.
    const fade = Math.min(1, Math.max(0.35, 1 - Math.max(0, target - lightness) * 1.4));
    writeLab(pixels, at, [light + (target - light) * weight, a + (a_new * fade - a) * weight, b + (b_new * fade - b) * weight]);
  }
}
