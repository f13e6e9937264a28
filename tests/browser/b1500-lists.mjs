// Lists: filters, order and suggestions by mouse, by keyboard, on a phone and
// without scripts, below a base path; the back button brings back what was.
// R7, R8.
import assert from 'node:assert/strict';
import { after } from 'node:test';
import { axeFaults, overflowFaults } from '../lib/audit.mjs';
import { arrives, browse, says, shoot } from '../lib/browser.mjs';
import { until } from '../lib/proc.mjs';
import { Shelf } from '../lib/shelf.mjs';
import { setup } from '../lib/story.mjs';

const shelf = new Shelf(130);
after(() => shelf.close());
const docker = shelf.total({ platform: ['Docker'] });
const both = shelf.total({ platform: ['Docker', 'Linux'] });
const saas = shelf.total({ platform: ['Docker', 'Linux'], delivery: ['saas'] });

const box = (page, name, value) => page.locator(`input[type=checkbox][name="${name}"][value="${value}"]`);
const count = (page, n) => says(page.locator('[role=status]').first(), new RegExp(`(^|of )${n} application`));
/** At the top: what the header that stays covers in passing is no fault. */
const clean = async (page, what) => {
  await page.evaluate(() => scrollTo(0, 0));
  assert.deepEqual([...await axeFaults(page, what), ...await overflowFaults(page, what)], []);
};
const marked = (page) => page.evaluate(() => { window.soukSame = true; });
const isSame = async (page) => assert.equal(await page.evaluate(() => window.soukSame === true), true, 'the page was not loaded anew');

browse('lists', { ...setup('nginx', '/shop'), data: shelf.file }, (step) => {
  let page, profile;

  step('by mouse: a filter takes hold in place, in the address, and is told', async (browser) => {
    profile = await browser.profile();
    page = await profile.open('/search');
    await marked(page);
    await box(page, 'platform', 'Docker').click();
    await count(page, docker);
    assert.match(page.url(), /\/shop\/search\?platform=Docker$/);
    assert.equal(await box(page, 'platform', 'Docker').isChecked(), true);
    await box(page, 'platform', 'Linux').click();
    await count(page, both);
    await box(page, 'delivery', 'saas').click();
    await count(page, saas);
    await isSame(page);
    assert.equal(await page.locator('.chip--on').count(), 3);
    assert.equal(await page.locator('[role=status]').count(), 1, 'one line tells');
    await clean(page, 'filtered');
    await shoot(page, 'lists-filtered');
  });

  step('the back button brings back what was, and forward what came', async () => {
    await page.goBack();
    await count(page, both);
    assert.equal(await box(page, 'delivery', 'saas').isChecked(), false);
    await page.goBack();
    await page.goBack();
    await count(page, 130);
    assert.equal(await page.locator('.chip--on').count(), 0);
    await page.goForward();
    await count(page, docker);
    assert.equal(await box(page, 'platform', 'Docker').isChecked(), true);
    await isSame(page);
  });

  step('a chip takes its filter away, the focus stays on the page; clear takes all', async () => {
    await box(page, 'platform', 'Linux').click();
    await count(page, both);
    await page.locator('.chip--on').first().click();
    await count(page, shelf.total({ platform: ['Linux'] }));
    assert.notEqual(await page.evaluate(() => document.activeElement.localName), 'body');
    await page.getByRole('link', { name: 'Clear all' }).first().click();
    await count(page, 130);
    assert.match(page.url(), /\/search$/);
    assert.notEqual(await page.evaluate(() => document.activeElement.localName), 'body');
  });

  step('a price is typed, wrong and right; a band is pressed', async () => {
    await page.locator('#price_min').fill('cheap');
    await page.locator('#price_min').press('Enter');
    await says(page.locator('#price-bad'), /49\.90/);
    await clean(page, 'price-bad');
    await page.locator('#price_min').fill('49.90');
    await page.locator('#price_min').press('Enter');
    await count(page, shelf.total({ price_min: 49.9 }));
    assert.match(page.url(), /price_min=49\.90/);
    await page.locator('[data-facet=price] a', { hasText: 'USD 10 to USD 50' }).click();
    await count(page, shelf.total({ price_min: 10.01, price_max: 50 }));
    await isSame(page);
  });

  step('a long group shows all, and is looked through', async () => {
    await profile.open('/search?delivery=saas', page);
    const group = page.locator('[data-facet=platform]');
    assert.ok(await group.locator('li:visible').count() <= 8);
    await group.getByText(/^Show all 12$/).click();
    await group.getByRole('searchbox', { name: 'Find in Runs on' }).fill('o');
    const seen = await group.locator('li:visible .facet__name').allTextContents();
    assert.deepEqual(seen.filter((name) => !name.toLowerCase().includes('o')), []);
    await group.getByRole('searchbox').fill('kuber');
    await group.locator('li:visible input').check();
    await count(page, shelf.total({ delivery: ['saas'], platform: ['Kubernetes'] }));
    assert.equal(await group.locator('li:visible').count(), 1, 'what was looked for is kept');
    await clean(page, 'found');
  });

  step('by keyboard: the box that was ticked keeps the focus', async () => {
    await profile.open('/c/office', page);
    await marked(page);
    await box(page, 'delivery', 'saas').focus();
    await page.keyboard.press('Space');
    await count(page, shelf.total({ category: ['office'], delivery: ['saas'] }));
    assert.match(page.url(), /\/shop\/c\/office\?delivery=saas$/);
    const focused = () => page.evaluate(() => document.activeElement.value);
    assert.equal(await focused(), 'saas');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Space');
    await count(page, shelf.total({ category: ['office'] }));
    assert.equal(await focused(), 'license');
    await page.locator('#sort').focus();
    await page.locator('#sort').selectOption('price');
    await until(() => page.url().includes('sort=price'), 'the order is in the address');
    await says(page.locator('.result .price b').first(), /USD\s0\.00/);
    await isSame(page);
    await page.locator('.chip--on[href*="sort=price"]').first().focus();
    await page.keyboard.press('Enter');
    await count(page, shelf.total({ category: ['office'], delivery: ['license'] }));
    assert.match(page.url(), /sort=price/);
  });

  step('what is pressed before an answer is there is added to what was asked', async () => {
    await profile.open('/search?platform=Docker', page);
    await marked(page);
    const held = [];
    const hold = (route) => { held.push(route); };
    const letGo = async () => {
      await page.unroute('**/search?*', hold);
      for (const route of held.splice(0)) await route.continue().catch(() => {});
    };
    const docker = page.locator('.chip--on', { hasText: 'Docker' }).first();
    await page.route('**/search?*', hold);
    await page.locator('#sort').selectOption('price');
    await until(() => held.length === 1, 'the order is asked for');
    await box(page, 'delivery', 'saas').click();
    await until(() => held.length === 2, 'the delivery is asked for');
    await docker.click();
    await until(() => held.length === 3, 'less is asked for');
    await letGo();
    await count(page, shelf.total({ delivery: ['saas'] }));
    assert.deepEqual(Object.fromEntries(new URL(page.url()).searchParams), { sort: 'price', delivery: 'saas' });
    await says(page.locator('.result .price b').first(), /USD\s0\.00/);
    await page.route('**/search?*', hold);
    await box(page, 'delivery', 'license').click();
    await until(() => held.length === 1, 'the other delivery is asked for');
    await page.locator('[data-inplace=clear]').first().click();
    await until(() => held.length === 2, 'all is asked for');
    await letGo();
    await count(page, 130);
    assert.deepEqual(Object.fromEntries(new URL(page.url()).searchParams), { sort: 'price' });
    await isSame(page);
  });

  step('nothing found: a way on leads on', async () => {
    await profile.open('/search?delivery=license&mode=monthly', page);
    await says(page.locator('.none h2'), /Nothing passes/);
    await clean(page, 'none');
    await shoot(page, 'lists-none');
    await page.locator('.ways a').first().click();
    await count(page, shelf.total({ mode: ['monthly'] }));
  });

  step('on a phone the filters are a dialog with a number on its button', async (browser) => {
    const phone = await browser.profile({ viewport: { width: 320, height: 640 }, hasTouch: true });
    const small = await phone.open('/search?delivery=saas');
    const open = small.getByRole('link', { name: 'Filters (1)' });
    assert.equal(await small.locator('#filters').isVisible(), false);
    await open.click();
    const dialog = small.getByRole('dialog', { name: 'Filters' });
    await dialog.waitFor();
    await clean(small, 'drawer');
    await box(dialog, 'platform', 'Docker').check();
    const n = shelf.total({ delivery: ['saas'], platform: ['Docker'] });
    await dialog.getByRole('button', { name: `Show ${n} applications` }).click();
    await count(small, n);
    await says(small.locator('[data-open-filters]'), /Filters \(2\)/);
    assert.equal(await dialog.isVisible(), false);
    assert.equal(await small.evaluate(() => document.activeElement.hasAttribute('data-open-filters')), true, 'the focus is back');
    await small.locator('[data-open-filters]').click();
    await small.keyboard.press('Escape');
    await until(async () => !await dialog.isVisible(), 'Escape closes');
    await clean(small, 'phone');
    await shoot(small, 'lists-phone');
    await phone.close();
    browser.profiles.splice(browser.profiles.indexOf(phone), 1);
  });

  step('without scripts the form is sent by its button, on a phone as well', async (browser) => {
    for (const width of [1280, 320]) {
      const bare = await browser.profile({ javaScriptEnabled: false, viewport: { width, height: 640 } });
      const plain = await bare.open('/search');
      if (width === 320) await plain.getByRole('link', { name: 'Filters' }).click();
      await box(plain, 'platform', 'Docker').check();
      await box(plain, 'delivery', 'saas').check();
      await plain.getByRole('button', { name: 'Show results' }).click();
      await arrives(plain, /platform=Docker/);
      await count(plain, shelf.total({ platform: ['Docker'], delivery: ['saas'] }));
      await plain.locator('.chip--on').first().click();
      await says(plain.locator('.chips').first(), /Docker|SaaS/);
      assert.equal(await plain.locator('.chip--on').count(), 1);
      await shoot(plain, `lists-bare-${width}`);
      await bare.close();
      browser.profiles.splice(browser.profiles.indexOf(bare), 1);
    }
  });

  step('suggestions by keyboard: arrows, Escape, Enter as typed, Enter on one', async () => {
    await profile.open('/', page);
    const input = page.locator('#top-q');
    await input.focus();
    await page.keyboard.type('item 12');
    const list = page.getByRole('listbox');
    await list.waitFor();
    assert.equal(await input.getAttribute('role'), 'combobox');
    assert.equal(await input.getAttribute('aria-expanded'), 'true');
    await until(async () => /suggestions?;/.test(await page.locator('.top__search [aria-live]').textContent()), 'their number is told');
    await clean(page, 'suggestions');
    await shoot(page, 'lists-suggestions', { fullPage: false });
    await page.keyboard.press('ArrowDown');
    const active = await input.getAttribute('aria-activedescendant');
    assert.equal(await page.locator(`#${active}`).getAttribute('aria-selected'), 'true');
    await page.keyboard.press('ArrowUp');
    assert.equal(await input.getAttribute('aria-activedescendant'), null, 'back to what was typed');
    await page.keyboard.press('Escape');
    assert.equal(await input.getAttribute('aria-expanded'), 'false');
    assert.equal(await input.inputValue(), 'item 12', 'Escape keeps what was typed');
    await page.keyboard.press('ArrowDown');
    await list.waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await arrives(page, /\/shop\/p\/item-12/);
    await page.locator('#top-q').focus();
    await page.keyboard.type('item 12');
    await page.getByRole('listbox').waitFor();
    await page.keyboard.press('Enter');
    await arrives(page, /\/shop\/search\?q=item\+12/);
  });

  step('suggestions by mouse: sellers and categories too; a late answer does not come up', async () => {
    const input = page.locator('#top-q');
    await input.fill('');
    await page.route('**/suggestions?q=se&*', async (route) => {
      await until(() => page.url().includes('/s/'), 'the reader has gone on', 5000).catch(() => {});
      await route.abort().catch(() => {});
    });
    await input.pressSequentially('se', { delay: 200 });
    await input.pressSequentially('ller 3');
    await page.getByRole('option', { name: 'Seller 3', exact: true }).click();
    await arrives(page, /\/shop\/s\/seller-3/);
    await page.unroute('**/suggestions?q=se&*');
    await says(page.locator('h1'), /Seller 3/);
    await input.focus();
    await input.pressSequentially('offi');
    await page.getByRole('option', { name: 'Office', exact: true }).waitFor();
    await page.mouse.click(8, 700);
    await until(async () => !await page.getByRole('listbox').isVisible(), 'a press elsewhere closes it');
  });

  step('what was looked at stands on the start page, on this machine alone', async () => {
    await page.evaluate(() => localStorage.setItem('souk-seen', JSON.stringify(['item-5', 'no-such', 'item-8', '../evil'])));
    await profile.open('/p/item-17', page);
    await until(() => page.evaluate(() => localStorage.getItem('souk-seen').includes('item-17')), 'it is remembered');
    await profile.open('/', page);
    const section = page.locator('[data-seen]');
    await says(section, /Item 17.*Item 5.*Item 8/s);
    assert.equal(await section.locator('.product-card').count(), 3);
    await clean(page, 'home');
    await shoot(page, 'lists-home');
  });

  step('right to left and long words hold', async (browser) => {
    const wide = await browser.profile({ viewport: { width: 320, height: 640 } });
    const it = await wide.open('/search?delivery=saas');
    await it.evaluate(() => {
      document.documentElement.dir = 'rtl';
      for (const name of document.querySelectorAll('.facet__name, .result h2 a')) name.append(' Donaudampfschifffahrtsgesellschaftskapitän'.repeat(2));
    });
    assert.deepEqual(await overflowFaults(it, 'rtl'), []);
    await shoot(it, 'lists-rtl');
    await wide.close();
    browser.profiles.splice(browser.profiles.indexOf(wide), 1);
  });
});
