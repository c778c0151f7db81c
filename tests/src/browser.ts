import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { chromium, type Browser, type BrowserContext, type BrowserContextOptions, type Page } from 'playwright-core';

const require = createRequire(import.meta.url);
const installed = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const args = ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu'];

/** Chromium: the machine's own, or the one that npm brings, with the libraries that the machine lacks. */
export async function openBrowser(): Promise<Browser> {
  const own = installed.find((path) => existsSync(path));
  if (own !== undefined && process.env['TEST_BROWSER'] !== 'npm') return chromium.launch({ executablePath: own, args });
  const { default: brought, inflate } = await import('@sparticuz/chromium');
  const executablePath = await brought.executablePath();
  const is_lacking = spawnSync('ldd', [executablePath], { encoding: 'utf8' }).stdout.includes('not found');
  if (is_lacking) await inflate(join(dirname(require.resolve('@sparticuz/chromium')), '../bin/al2023.tar.br'));
  const libraries = [is_lacking ? join(tmpdir(), 'al2023/lib') : '', process.env['LD_LIBRARY_PATH'] ?? ''].filter(Boolean).join(':');
  return chromium.launch({ executablePath, args: [...args, '--no-zygote'], env: { ...process.env, LD_LIBRARY_PATH: libraries } as Record<string, string> });
}

/** A visitor's browser window, and everything that went wrong in it. */
export interface Window {
  readonly page: Page;
  readonly context: BrowserContext;
  /** What the console complained about and the server failed at. */
  readonly complaints: string[];
}

export async function openWindow(browser: Browser, base_url: string, options: BrowserContextOptions): Promise<Window> {
  const context = await browser.newContext({ baseURL: base_url, locale: 'en-US', reducedMotion: 'reduce', ...options });
  context.setDefaultTimeout(20_000);
  context.setDefaultNavigationTimeout(60_000);
  await standInForPictures(context);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => { if (message.type() === 'error') complaints.push(`${page.url()}: ${message.text()} ${message.location().url}`); });
  page.on('pageerror', (error) => complaints.push(`${page.url()}: ${error.message}`));
  page.on('response', (response) => { if (response.status() >= 500) complaints.push(`${response.status()} ${response.url()}`); });
  return { page, context, complaints };
}

/** Pictures are drawn when they are first asked for, which would take most of a test's time: after some, a dot stands for each. */
async function standInForPictures(context: BrowserContext): Promise<void> {
  let left = 12;
  const body = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');
  await context.route('**/media/**', (route) => ((left -= 1) >= 0 ? route.continue() : route.fulfill({ status: 200, contentType: 'image/png', body })));
}

interface Violation { readonly id: string; readonly help: string; readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[] }

const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/** The page breaks no rule of WCAG 2.2 AA that a machine can check, and nothing sticks out sideways. */
export async function checkPage(page: Page): Promise<void> {
  await page.waitForLoadState('load');
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axe);
  const violations = await page.evaluate(async (values) => {
    const { axe: rules } = globalThis as unknown as { axe: { run(context: object, options: object): Promise<{ violations: Violation[] }> } };
    return (await rules.run(document, { runOnly: { type: 'tag', values }, iframes: false, resultTypes: ['violations'] })).violations;
  }, tags);
  const where = new URL(page.url());
  const size = page.viewportSize()?.width ?? 0;
  assert.equal(violations.map((violation) => `${violation.id} (${violation.help}) ${violation.nodes.slice(0, 3).map((node) => `${node.html.slice(0, 200)} ${node.failureSummary ?? ''}`).join('\n  ')}`).join('\n'), '', `${where.pathname}${where.search} at ${size} px`);
  const [content, room] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth] as const);
  assert.ok(content <= room, `${where.pathname} is ${content} px wide in a window of ${room}`);
}
