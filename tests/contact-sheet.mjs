// Lays the pictures that browser tests keep (SOUK_SHOTS=folder) side by side
// for a person: FOLDER/index.html, a row a page with its widths, schemes and
// locales, and the same as sheet-1.png and so on.  usage: contact-sheet FOLDER
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';

const PAGES_A_SHEET = 4;
const STYLE = `body { margin: 24px; font: 14px system-ui, sans-serif; background: #ddd; }
h2 { margin: 0 0 8px; } section { margin: 0 0 28px; } div { display: flex; gap: 12px; align-items: start; }
figure { margin: 0; } a { display: block; width: 640px; max-height: 520px; overflow: hidden; box-shadow: 0 1px 4px #0006; } img { display: block; width: 100%; }
.narrow a { width: 240px; } figcaption { margin-top: 4px; color: #333; }`;

const [folder] = process.argv.slice(2);
assert.ok(folder && fs.existsSync(folder), 'usage: contact-sheet FOLDER, with pictures in it');

/** name-[locale-]width[-scheme].png by name. */
function pagesIn(names) {
  const pages = new Map();
  for (const name of names.sort()) {
    const [, page, what] = /^(.*?)-((?:(?:ar|en-XA)-)?(?:1280|390)(?:-(?:light|dark))?)\.png$/.exec(name) ?? [];
    if (page) pages.set(page, [...pages.get(page) ?? [], { name, what }]);
  }
  return [...pages];
}

const rows = (pages) => pages.map(([page, shots]) => `<section id="${page}"><h2>${page}</h2><div>${shots.map(({ name, what }) =>
  `<figure${what.includes('390') ? ' class="narrow"' : ''}><a href="${name}"><img src="${name}" alt=""></a><figcaption>${what}</figcaption></figure>`).join('')}</div></section>`).join('\n');
const documentOf = (pages) => `<!DOCTYPE html>\n<html lang="en"><meta charset="utf-8"><title>Contact sheet</title><style>${STYLE}</style>\n${rows(pages)}\n</html>\n`;

const pages = pagesIn(fs.readdirSync(folder));
assert.ok(pages.length, `no pictures of pages in ${folder}`);
const index = path.join(folder, 'index.html');
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] });
try {
  const page = await browser.newPage({ viewport: { width: 1900, height: 1000 } });
  for (let i = 0; i * PAGES_A_SHEET < pages.length; i++) {
    fs.writeFileSync(index, documentOf(pages.slice(i * PAGES_A_SHEET, (i + 1) * PAGES_A_SHEET)));
    await page.goto(pathToFileURL(path.resolve(index)).href);
    await page.screenshot({ path: path.join(folder, `sheet-${i + 1}.png`), fullPage: true });
  }
} finally {
  await browser.close();
}
fs.writeFileSync(index, documentOf(pages));
console.log(`${pages.length} pages: ${index}`);
