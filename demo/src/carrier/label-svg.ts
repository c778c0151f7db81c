import { html } from '../outside/html.ts';
import type { Label, PostalAddress } from './store.ts';

// Code 39 (ISO/IEC 16388): nine bars and gaps a character, n narrow, w wide. Only what a tracking number is made of.
const code39: Readonly<Record<string, string>> = {
  '0': 'nnnwwnwnn', '1': 'wnnwnnnnw', '2': 'nnwwnnnnw', '3': 'wnwwnnnnn', '4': 'nnnwwnnnw', '5': 'wnnwwnnnn', '6': 'nnwwwnnnn',
  '7': 'nnnwnnwnw', '8': 'wnnwnnwnn', '9': 'nnwwnnwnn', O: 'wnnnwnnwn', R: 'wnnnnnwwn', '*': 'nwnnwnwnn',
};
const wide = 3;

/** Bars as `[x, width]` in narrow units, with the start and stop character, and the width of all. */
export function code39Bars(text: string): { bars: [number, number][]; width: number } {
  const bars: [number, number][] = [];
  let x = 0;
  for (const character of `*${text}*`) {
    for (const [index, element] of [...(code39[character] ?? '')].entries()) {
      const width = element === 'w' ? wide : 1;
      if (index % 2 === 0) bars.push([x, width]);
      x += width;
    }
    x += 1;
  }
  return { bars, width: x - 1 };
}

function addressLines(address: PostalAddress): string[] {
  const place = [address.city, [address.region, address.postal_code].filter(Boolean).join(' ')].filter(Boolean).join(', ');
  return [address.name, address.company, address.line1, address.line2, place, address.country].filter((line): line is string => typeof line === 'string' && line !== '');
}

/** The label on 4 x 6 inches: addresses, weight, and the tracking number as bars. */
export function labelSvg(label: Label): string {
  const { request, tracking_number } = label;
  const weight_g = request.parcels.reduce((sum, parcel) => sum + parcel.weight_g, 0);
  const { bars, width } = code39Bars(tracking_number);
  const scale = 352 / width;
  const lines = (address: PostalAddress, y: number, size: number, gap: number) => addressLines(address).map((line, index) => html`<text x="24" y="${y + index * gap}" font-size="${size}">${line.slice(0, 44)}</text>`);
  return html`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 600" width="4in" height="6in" font-family="Arial, Helvetica, sans-serif" role="img" aria-label="Shipping label ${tracking_number}">
<rect width="400" height="600" fill="#fff"/><rect x="8" y="8" width="384" height="584" fill="none" stroke="#000" stroke-width="2"/>
<text x="24" y="44" font-size="22" font-weight="700">Orinoco Carrier</text><text x="376" y="44" font-size="18" font-weight="700" text-anchor="end">${request.service.toUpperCase()}</text>
<path d="M8 60H392M8 200H392M8 400H392" stroke="#000" stroke-width="2"/>
<text x="24" y="82" font-size="12">FROM</text>${lines(request.from, 102, 14, 17)}
<text x="24" y="224" font-size="12">SHIP TO</text>${lines(request.to, 252, 20, 25)}
<text x="24" y="424" font-size="13">${(weight_g / 1000).toFixed(2)} kg in ${request.parcels.length} ${request.parcels.length === 1 ? 'parcel' : 'parcels'}</text><text x="376" y="424" font-size="13" text-anchor="end">Ref ${request.reference.slice(0, 40)}</text>
<g transform="translate(24 444)">${bars.map(([x, bar]) => html`<rect x="${(x * scale).toFixed(2)}" width="${(bar * scale).toFixed(2)}" height="96"/>`)}</g>
<text x="200" y="570" font-size="18" font-weight="700" text-anchor="middle" letter-spacing="2">${tracking_number}</text>
</svg>`.text;
}
