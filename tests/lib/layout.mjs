// What is asked of a page in any language: that nothing written is cut off or
// lies upon something else, that every text is of the catalogue or data, that
// what runs left to right keeps apart in a line from right to left.  Each
// check gives a list of sentences, empty when all is well.

/** Texts that lie outside of what shows them, or upon one another. */
export const layoutFaults = async (page, what) => (await page.evaluate(lookAtLayout)).map((fault) => `${what}: ${fault}`);

function lookAtLayout() {
  const faults = [];
  const nameOf = (e) => `${e.localName}.${e.className?.baseVal ?? e.className}`;
  const hides = (style) => ['hidden', 'clip'].includes(style.overflowX) || ['hidden', 'clip'].includes(style.overflowY);
  const scrolls = (style) => ['auto', 'scroll'].includes(style.overflowX) || ['auto', 'scroll'].includes(style.overflowY);
  // Left to CSS to shorten, with a mark that says so.
  const shortens = (style) => style.textOverflow === 'ellipsis' || style.webkitLineClamp !== 'none';

  /** What cuts off a text: its element, or null when all of it shows or is meant not to. */
  const cutBy = (rect, parent) => {
    for (let e = parent; e && e !== document.body; e = e.parentElement) {
      const style = getComputedStyle(e);
      if (shortens(style)) return null;
      if (hides(style)) {
        const box = e.getBoundingClientRect();
        const out = Math.max(box.left - rect.left, rect.right - box.right, box.top - rect.top, rect.bottom - box.bottom);
        if (out > Math.max(2, rect.height / 4)) return e;
      }
      if (scrolls(style)) return null;
      if (style.position === 'fixed') break;
    }
    return rect.left < -1 || rect.right > innerWidth + 1 ? document.body : null;
  };

  /** For machines that read aloud alone. */
  const veiled = (e) => {
    for (let at = e; at && at !== document.body; at = at.parentElement) if (getComputedStyle(at).clipPath !== 'none') return true;
    return false;
  };

  const open = document.querySelector('dialog[open]');
  const lines = [];
  const walker = document.createTreeWalker(open ?? document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const parent = node.parentElement;
    const words = node.data.trim();
    if (!words || parent.closest('select, script, noscript, svg, .visually-hidden, .skip')) continue;
    if (!parent.checkVisibility({ visibilityProperty: true, opacityProperty: true, contentVisibilityAuto: true }) || veiled(parent)) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const rect of range.getClientRects()) {
      if (rect.width < 1 || rect.height < 1) continue;
      const by = cutBy(rect, parent);
      if (by) faults.push(`"${words.slice(0, 40)}" is cut off by ${nameOf(by)}`);
      lines.push({ rect, parent, node, words: words.slice(0, 40) });
    }
  }
  for (const e of (open ?? document.body).querySelectorAll('svg, img')) {
    const rect = e.getBoundingClientRect();
    if (rect.width < 1 || !e.checkVisibility({ visibilityProperty: true, opacityProperty: true }) || veiled(e)) continue;
    lines.push({ rect, parent: e, node: e, words: 'picture' });
  }
  const floats = (e) => {
    for (let at = e; at; at = at.parentElement) if (['fixed', 'sticky'].includes(getComputedStyle(at).position)) return true;
    return false;
  };
  // Letters reach into the next line's box a little; that is how lines are set.
  const inner = ({ left, right, top, bottom, height }) => ({ left: left + 1, right: right - 1, top: top + height * 0.3, bottom: bottom - height * 0.3 });
  const solid = lines.filter(({ parent }) => !floats(parent)).map((line) => ({ ...line, in: inner(line.rect) }))
    .sort((a, b) => a.in.top - b.in.top);
  for (let i = 0; i < solid.length; i++) {
    for (let j = i + 1; j < solid.length && solid[j].in.top < solid[i].in.bottom; j++) {
      const [a, b] = [solid[i], solid[j]];
      if (a.node === b.node || a.parent.contains(b.node) || b.parent.contains(a.node) || a.in.right <= b.in.left || b.in.right <= a.in.left) continue;
      faults.push(`"${a.words}" in ${nameOf(a.parent)} lies upon "${b.words}" in ${nameOf(b.parent)}`);
    }
  }
  return [...new Set(faults)].slice(0, 12);
}

/**
 * In the pseudo-locale: visible texts and labels that came neither from the
 * catalogue nor from data; known: a set of texts that are data.
 */
export async function foreignFaults(page, what, known) {
  const texts = await page.evaluate(() => {
    const shown = (e) => e.checkVisibility({ visibilityProperty: true });
    // What sellers, buyers and laws wrote, and what Intl writes.
    const data = 'script, style, noscript, code, bdi, time, .prose, .id, .ref, .codes, .avatar, .logo, .qr, [data-brand], [data-lang-select], option, [translate=no]';
    const found = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const e = node.parentElement.closest('mark')?.parentElement ?? node.parentElement;
      const text = e.querySelector(':scope > mark') ? e.textContent : node.data; // hits are marked in the middle of data
      if (text.trim() && !e.closest(data) && shown(e)) found.push(text.trim());
    }
    for (const e of document.querySelectorAll('[aria-label], [placeholder], [title], [alt]')) {
      if (e.closest(data) || !shown(e)) continue;
      for (const name of ['aria-label', 'placeholder', 'title', 'alt']) if (e.getAttribute(name)?.trim()) found.push(e.getAttribute(name).trim());
    }
    return [...found, document.title];
  });
  return [...new Set(texts)].filter((text) => !isCatalogueOrData(text, known))
    .map((text) => `${what}: "${text.slice(0, 90)}" is not from the catalogue`);
}

const CURRENCY = /\b(USD|EUR|JPY)\b/g;
const ADDRESS = /\S+@\S+|https?:\/\/\S+|\/[a-z]+\/\S*/g;
const DATE = /\b(January|February|March|April|May|June|July|August|September|October|November|December|AM|PM|at|and|GMT|UTC|CET|CEST|in|ago|yesterday|tomorrow|now|this|days?|hours?|minutes?)\b/g;

function isCatalogueOrData(text, known) {
  let rest = text.normalize();
  for (let before = ''; before !== rest;) {
    before = rest;
    rest = rest.replace(/⟦[^⟦⟧]*⟧/g, ' ');
  }
  // A text may have an element in its middle.
  const bare = rest.replace(/⟦[^⟦⟧]*$/, ' ').replace(/^[^⟦⟧]*⟧/, ' ').replace(/\s+/g, ' ').trim();
  if (known.has(bare)) return true;
  const parts = bare.replace(ADDRESS, ' ').split(/[·,:×–—•()]| - /).map((part) => part.trim().replace(/^\d+\. /, ''));
  return parts.every((part) => known.has(part) || !/\p{L}{2}/u.test(part.replace(CURRENCY, '').replace(/\d/.test(part) ? DATE : /$^/, '')));
}

/** Money and counts in a line from right to left that nothing keeps apart. */
export async function isolationFaults(page, what) {
  const found = await page.evaluate(() => {
    const faults = [];
    const walker = document.createTreeWalker(document.querySelector('main') ?? document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const e = node.parentElement;
      if (e.closest('script, option, .prose, bdi') || !e.checkVisibility()) continue;
      // Between FSI and PDI, too, a part keeps to itself.
      const open = node.data.replace(/[\u2066-\u2068][^\u2069]*\u2069/g, '');
      const money = /[-\u2212]?(?:USD|EUR|US\$|€)\s*\d[\d.,]*|[-\u2212]?\d[\d.,]*\s*(?:USD|EUR|US\$|€)/.exec(open)?.[0];
      if (!money) continue;
      const alone = e.textContent.replace(/[\u200e\u200f\u061c]/g, '').trim() === money.trim() && getComputedStyle(e).display !== 'inline';
      if (!alone) faults.push(`"${node.data.trim().slice(0, 60)}" in ${e.localName}.${e.className?.baseVal ?? e.className}`);
    }
    return [...new Set(faults)];
  });
  return found.map((fault) => `${what}: money is not kept apart: ${fault}`);
}
