// What is asked of every page: WCAG 2.2 AA by axe-core, valid HTML, no
// sideways scrolling, little to load, nothing that jumps.  Each check gives
// a list of sentences, empty when all is well.
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { HtmlValidate } from 'html-validate/node';
import { shoot, shots } from './browser.mjs';
import { until } from './proc.mjs';
import { top } from './world.mjs';

const require = createRequire(import.meta.url);
const axe = fs.readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const KIB = 1024;

/** On first load, gzip; images that sellers bring do not count. */
export const budgets = {
  public: { script: 35 * KIB, style: 15 * KIB, requests: 20, cls: 0.05 },
  console: { script: 60 * KIB, style: 15 * KIB, requests: 25, cls: 0.05 },
};

const validator = new HtmlValidate({
  extends: ['html-validate:recommended'],
  elements: ['html5'],
  rules: {
    'long-title': 'off', // a title carries the product's name whole
    'no-trailing-whitespace': 'off',
    'tel-non-breaking': 'off', // order numbers are not telephone numbers
    'require-sri': 'off', // all of it is same-origin
    // A DOM that was parsed says nothing of how its source was written.
    'doctype-style': 'off', 'void-style': 'off', 'attr-quotes': 'off', 'attribute-boolean-style': 'off',
    'attribute-empty-style': 'off', 'no-implicit-close': 'off', 'attr-case': 'off', 'element-case': 'off',
    // A list drawn without bullets loses its role in Safari otherwise; a table
    // that scrolls is a region that takes the focus; suggestions are a listbox.
    'no-redundant-role': 'off',
    'form-dup-name': 'off', // several values of one name are how filters are sent
    'prefer-native-element': ['error', { exclude: ['list', 'region', 'listbox'] }],
    // Before signing in, the form of the review leads on by a link.
    'wcag/h32': 'off',
  },
});

// Many pages are sent as the same shell: each text is read once.
const reports = new Map();

export async function htmlFaults(text, name) {
  if (!reports.has(text)) reports.set(text, await validator.validateString(text, name));
  return reports.get(text).results.flatMap(({ messages }) => messages.map((m) =>
    `HTML: ${m.ruleId}: ${m.message} (${name} ${m.line}:${m.column} ${m.selector ?? ''})`));
}

const SECTIONS = Object.keys(JSON.parse(fs.readFileSync(path.join(top, 'www/assets/locale/en.json'), 'utf8')));

/** Keys of the catalogue that are shown because there is no text for them. */
export const keyFaults = (page, what) => page.evaluate(([sections, name]) => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const found = new Set();
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const section = /^\s*(\w+)\.\w+\s*$/.exec(node.data)?.[1];
    if (sections.includes(section) && !node.parentElement.closest('script, style, code')) found.add(`${name}: no text for "${node.data.trim()}"`);
  }
  return [...found];
}, [SECTIONS, what]);

/** The dearest of axe's rules; what it says does not change with a language. */
export const COLOURS = ['color-contrast'];

/** only, except: rules, for what alone can differ from a run before. */
export async function axeFaults(page, what, { only = null, except = [] } = {}) {
  if (!await page.evaluate(() => 'axe' in globalThis)) await page.evaluate(axe);
  const runOnly = only ? { type: 'rule', values: only } : { type: 'tag', values: TAGS };
  const { violations } = await page.evaluate((options) => globalThis.axe.run(document, options),
    { runOnly, rules: Object.fromEntries(except.map((rule) => [rule, { enabled: false }])), resultTypes: ['violations'], preload: false });
  return violations.flatMap(({ id, help, nodes }) => nodes.map((node) =>
    `axe ${what}: ${id}: ${help}: ${node.target.join(' ')} ${node.html.slice(0, 160)} ${node.any[0]?.message ?? ''}`));
}

export async function overflowFaults(page, what) {
  const wide = await page.evaluate(() => {
    const root = document.scrollingElement;
    if (root.scrollWidth <= innerWidth) return null;
    return [...document.querySelectorAll('body *')].filter((e) => e.getBoundingClientRect().right > innerWidth + 1)
      .slice(-3).map((e) => `${e.localName}.${e.className?.baseVal ?? e.className}`);
  });
  return wide ? [`${what}: scrolls sideways by ${wide.join(', ')}`] : [];
}

/** Text that stands in a column of single letters. */
async function squeezeFaults(page, what) {
  const narrow = await page.evaluate(() => [...document.querySelectorAll('main *')].filter((e) => {
    const { width, height } = e.getBoundingClientRect();
    return width < 32 && height > 96 && [...e.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim().length > 12);
  }).map((e) => `${e.localName} "${e.textContent.trim().slice(0, 30)}"`));
  return narrow.map((e) => `${what}: no room for ${e}`);
}

const LOOKS = [[1280, 'light'], [390, 'dark'], [1280, 'dark'], [390, 'light']];

/**
 * As it stands on a desk by day and on a telephone at night; of all four
 * there are pictures, when asked for.  judged: another story judges this page.
 */
export async function lookFaults(page, name, { judged = false } = {}) {
  if (judged && !shots) return [];
  // A picture hides the caret by a style of its own.
  const faults = shots ? [] : await htmlFaults(await page.content(), name);
  for (const [i, [width, colorScheme]] of LOOKS.entries()) {
    if (i >= 2 && !shots) continue;
    await page.setViewportSize({ width, height: 800 });
    await page.emulateMedia({ colorScheme });
    if (i < 2) faults.push(...await keyFaults(page, name), ...await overflowFaults(page, `${name} ${width}`), ...await squeezeFaults(page, `${name} ${width}`), ...await axeFaults(page, `${name} ${width} ${colorScheme}`));
    await shoot(page, `${name}-${width}-${colorScheme}`);
  }
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.emulateMedia({ colorScheme: 'light' });
  return faults;
}

/** To be called before the page loads anything: counts what it loads. */
export function meter(page) {
  const pending = new Set(), loaded = [];
  const on = {
    request: (request) => pending.add(request),
    requestfailed: (request) => pending.delete(request),
    requestfinished: async (request) => {
      loaded.push({ url: request.url(), type: request.resourceType(),
        bytes: (await request.sizes().catch(() => null))?.responseBodySize ?? 0 });
      pending.delete(request);
    },
  };
  for (const [event, note] of Object.entries(on)) page.on(event, note);
  return {
    loaded,
    stop: () => { for (const [event, note] of Object.entries(on)) page.off(event, note); },
    /** Once nothing has been under way for two frames. */
    quiet: () => until(async () => {
      if (pending.size > 0) return false;
      await page.evaluate(() => new Promise((resolve) => { requestAnimationFrame(() => requestAnimationFrame(resolve)); }));
      return pending.size === 0;
    }, `${page.url()} has loaded`),
  };
}

export async function watchShifts(context) {
  await context.addInitScript(() => {
    window.soukShift = 0;
    window.soukShifted = [];
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        if (entry.hadRecentInput) continue;
        window.soukShift += entry.value;
        window.soukShifted.push(...entry.sources.map(({ node, previousRect: a, currentRect: b }) =>
          `${node?.localName ?? 'gone'}.${node?.className?.baseVal ?? node?.className} ${a.x},${a.y},${a.height} to ${b.x},${b.y},${b.height}`));
      }
    }).observe({ type: 'layout-shift', buffered: true });
  });
}

export async function weightFaults(page, loaded, kind) {
  const budget = budgets[kind];
  const own = loaded.filter(({ url }) => !url.includes('/media/'));
  const sum = (type) => own.filter((r) => r.type === type).reduce((n, r) => n + r.bytes, 0);
  const { cls, shifted } = await page.evaluate(() => ({ cls: window.soukShift, shifted: window.soukShifted }));
  const found = { script: sum('script'), style: sum('stylesheet'), requests: own.length, cls };
  return { found, faults: Object.entries(budget).filter(([name, most]) => found[name] > most)
    .map(([name, most]) => `${name} ${found[name]}, at most ${most}${name === 'cls' ? `: ${shifted.join('; ')}` : ''}`) };
}
