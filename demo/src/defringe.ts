/** Pixels as sharp's raw output has them: red, green, blue, alpha, row by row. */
export type Pixels = Uint8Array<ArrayBufferLike>;

const SOLID = 250;
const PASSES = 3;

/** Pixels that are solid and lie among solid ones, so that no white of the page was mixed into their colour. */
function innerPixels(pixels: Pixels, width: number): Uint8Array {
  const isSolid = (n: number) => (pixels[n * 4 + 3] ?? 0) >= SOLID;
  return Uint8Array.from({ length: pixels.length / 4 }, (_, n) => {
    const x = n % width;
    const is_inside = x > 0 && x < width - 1;
    return Number(is_inside && isSolid(n) && isSolid(n - 1) && isSolid(n + 1) && isSolid(n - width) && isSolid(n + width));
  });
}

/** Mean colour of the known pixels around one, or null where none is. */
function around(pixels: Pixels, known: Uint8Array, width: number, n: number): [number, number, number] | null {
  let [red, green, blue, count] = [0, 0, 0, 0];
  for (const step of [-width - 1, -width, -width + 1, -1, 1, width - 1, width, width + 1]) {
    const other = n + step;
    if (known[other] !== 1) continue;
    red += pixels[other * 4] ?? 0;
    green += pixels[other * 4 + 1] ?? 0;
    blue += pixels[other * 4 + 2] ?? 0;
    count += 1;
  }
  return count === 0 ? null : [Math.round(red / count), Math.round(green / count), Math.round(blue / count)];
}

/**
 * Carries the colour of the inside to the rim and a little beyond. The art is stored with subsampled colour, which mixes
 * the rim with white; enlarged on a tinted ground that shows as a bright line. Alpha stays as it is. In place.
 */
export function defringe(pixels: Pixels, width: number): void {
  let known = innerPixels(pixels, width);
  for (let pass = 0; pass < PASSES; pass += 1) {
    const next = known.slice();
    for (let n = 0; n < known.length; n += 1) {
      if (known[n] === 1) continue;
      const color = around(pixels, known, width, n);
      if (color === null) continue;
      [pixels[n * 4], pixels[n * 4 + 1], pixels[n * 4 + 2]] = color;
      next[n] = 1;
    }
    known = next;
  }
}
