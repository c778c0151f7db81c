import { texts } from './texts.ts';

/** What an e-mail consists of, from the top. All text is plain. */
export type Block =
  | { readonly kind: 'text'; readonly text: string; readonly is_small?: boolean }
  | { readonly kind: 'button'; readonly label: string; readonly url: string; readonly is_spelled_out?: boolean }
  | { readonly kind: 'table'; readonly heading: string; readonly note?: string; readonly rows: readonly Row[] }
  | { readonly kind: 'lines'; readonly heading: string; readonly lines: readonly string[] };

export interface Row {
  readonly label: string;
  readonly amount?: string;
  readonly is_total?: boolean;
}

export interface Page {
  readonly shop_url: string;
  /** What a mailbox shows after the subject. */
  readonly preheader: string;
  readonly heading: string;
  readonly blocks: readonly Block[];
}

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

const font = "font-family:Figtree,-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif";
const river_dark = '#0c332d';
const river = '#0b6b58';

/** Tables and inline styles, because mail programs know little else; one column of 600 pixels that narrows with the window. */
export function renderHtml({ shop_url, preheader, heading, blocks }: Page): string {
  const shop = escapeHtml(shop_url);
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="color-scheme" content="light"><title>${escapeHtml(heading)}</title></head>
<body style="margin:0;padding:0;background:#f4f1ea">
<div style="display:none;max-height:0;overflow:hidden;color:#f4f1ea">${escapeHtml(preheader)}</div>
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="background:#f4f1ea"><tr><td align="center" style="padding:24px 12px">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="max-width:600px;background:#ffffff;border-radius:10px;overflow:hidden">
<tr><td style="background:${river_dark};padding:20px 32px"><a href="${shop}" style="${font};font-size:22px;font-weight:700;letter-spacing:-0.02em;color:#ffffff;text-decoration:none">orinoco</a></td></tr>
<tr><td style="padding:32px;${font};font-size:16px;line-height:1.5;color:#1c1a16">
<h1 style="margin:0 0 16px;${font};font-size:24px;line-height:1.25;color:#1c1a16">${escapeHtml(heading)}</h1>
${blocks.map(blockHtml).join('\n')}
</td></tr>
<tr><td style="padding:20px 32px;border-top:1px solid #e5e0d6;${font};font-size:13px;line-height:1.5;color:#69635a">${escapeHtml(texts.footer(hostOf(shop_url)))}</td></tr>
</table></td></tr></table>
</body></html>
`;
}

function blockHtml(block: Block): string {
  switch (block.kind) {
    case 'text':
      return `<p style="margin:0 0 16px;overflow-wrap:anywhere${block.is_small ? ';font-size:14px;color:#4d483f' : ''}">${escapeHtml(block.text)}</p>`;
    case 'button': {
      const url = escapeHtml(block.url);
      const spelled = block.is_spelled_out ? `<p style="margin:0 0 16px;font-size:13px;color:#69635a;overflow-wrap:anywhere">${escapeHtml(texts.button_fallback)}<br><a href="${url}" style="color:${river}">${url}</a></p>` : '';
      return `<table role="presentation" cellpadding="0" cellspacing="0" border="0" style="margin:8px 0 24px"><tr><td style="background:${river};border-radius:6px"><a href="${url}" style="display:inline-block;padding:12px 24px;${font};font-size:16px;font-weight:600;color:#ffffff;text-decoration:none">${escapeHtml(block.label)}</a></td></tr></table>${spelled}`;
    }
    case 'table': {
      const note = block.note === undefined ? '' : `<p style="margin:0 0 8px;font-size:14px;color:#4d483f">${escapeHtml(block.note)}</p>`;
      return `${headingHtml(block.heading)}${note}<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="margin:0 0 24px;font-size:15px">${block.rows.map(rowHtml).join('')}</table>`;
    }
    case 'lines':
      return `${headingHtml(block.heading)}<p style="margin:0 0 16px;font-size:15px;overflow-wrap:anywhere">${block.lines.map(escapeHtml).join('<br>')}</p>`;
  }
}

function headingHtml(heading: string): string {
  return `<h2 style="margin:0 0 4px;${font};font-size:16px;color:#1c1a16">${escapeHtml(heading)}</h2>`;
}

function rowHtml({ label, amount, is_total = false }: Row): string {
  const style = `padding:8px 0;border-top:1px solid #e5e0d6;vertical-align:top;${is_total ? 'font-weight:700' : ''}`;
  const cell = amount === undefined ? '' : `<td align="right" style="${style};padding-left:16px;white-space:nowrap">${escapeHtml(amount)}</td>`;
  return `<tr><td${amount === undefined ? ' colspan="2"' : ''} style="${style};overflow-wrap:anywhere">${escapeHtml(label)}</td>${cell}</tr>`;
}

/** The same for programs and people that want no HTML. */
export function renderText({ shop_url, heading, blocks }: Page): string {
  return [heading, ...blocks.map(blockText), `-- \n${texts.footer(hostOf(shop_url))}`].join('\n\n') + '\n';
}

function blockText(block: Block): string {
  switch (block.kind) {
    case 'text':
      return block.text;
    case 'button':
      return `${block.label}:\n${block.url}`;
    case 'table':
      return [block.heading, ...(block.note === undefined ? [] : [block.note]), ...block.rows.map(({ label, amount }) => (amount === undefined ? `  ${label}` : `  ${label}: ${amount}`))].join('\n');
    case 'lines':
      return [block.heading, ...block.lines.map((line) => `  ${line}`)].join('\n');
  }
}

function hostOf(shop_url: string): string {
  return URL.parse(shop_url)?.host ?? shop_url;
}
