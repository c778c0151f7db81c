const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' };

/** HTML of a feed as plain text: block ends become spaces, tags go, entities are read. */
export function plainText(html: string): string {
  const withoutTags = html.replace(/<(script|style)[^>]*>[\s\S]*?<\/\1>/gi, ' ').replace(/<[^>]{0,2000}>/g, ' ');
  return withoutTags.replace(/&(#x?[0-9a-f]{1,6}|\w{2,6});/gi, (whole, name: string) => entities[name.toLowerCase()] ?? characterOf(name) ?? whole);
}

function characterOf(name: string): string | undefined {
  if (!name.startsWith('#')) return undefined;
  const code = name[1]?.toLowerCase() === 'x' ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
  return code > 31 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff) ? String.fromCodePoint(code) : ' ';
}

/** One line without control characters, cut at a whole character. */
export function normaliseText(text: string, most: number): string {
  const clean = text.toWellFormed().replace(/[\p{Cc}\ufffd]+/gu, ' ').replace(/\s+/g, ' ').trim();
  return clean.length <= most ? clean : Array.from(clean).slice(0, most).join('').slice(0, most).trim();
}

/** `Café Crème, 2 kg` → `cafe-creme-2-kg`. */
export function slugOf(text: string, most: number): string {
  const slug = text.normalize('NFKD').replace(/[\u0300-\u036f]/g, '').toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-+|-+$/g, '');
  return slug.slice(0, most).replace(/-+$/, '');
}

export function titleCase(text: string): string {
  return text.replace(/(^|\s)\p{L}/gu, (letter) => letter.toUpperCase());
}
