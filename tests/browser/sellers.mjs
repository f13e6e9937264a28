// A company that sells: from sign-up to a product that strangers find and
// can order.  b1400 tells it by mouse, b1410 by keyboard alone, b1401 in
// another set-up.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { arrives, browse, says, shoot } from '../lib/browser.mjs';
import { png } from '../lib/picture.mjs';
import { until } from '../lib/proc.mjs';
import { Operator } from '../lib/seller.mjs';
import { password } from '../lib/shop.mjs';
import { setup } from '../lib/story.mjs';

const main = (page) => page.locator('main');
const button = (page, name) => main(page).getByRole('button', { name });
const link = (page, name) => main(page).getByRole('link', { name });
const field = (page, name) => main(page).getByLabel(name, { exact: true });

/** The editor says that all is stored. */
export const saved = (page) => until(async () => {
  const [said, kept] = await page.evaluate(() => [document.querySelector('[data-save-state]')?.textContent ?? '',
    Object.keys(localStorage).some((key) => key.startsWith('souk-draft-'))]);
  return /Saved \d\d:\d\d/.test(said) && !kept;
}, 'the editor has saved');

export function sellerStory(hand, { server = 'nginx', base = '' } = {}) {
  browse(`seller by ${hand.name}`, { ...setup(server, base), inbox: true }, (step) => {
    const person = { name: 'Sefa Maker', email: `sefa.${hand.name}@maker.example`, company: 'Maker & Co' };
    let profile, page, staff, desk, product;

    /** The inbox's newest to this address that fits. */
    const mail = (browser, fits) => until(async () => {
      const { items } = await (await fetch(`${browser.inboxOrigin}/api/messages?to=${encodeURIComponent(person.email)}`)).json();
      return items.find(({ text }) => fits.test(text));
    }, `mail that says ${fits}`);

    step('an owner signs up and confirms the address', async (browser, world) => {
      profile = await browser.profile(hand.name === 'keyboard' ? { reducedMotion: 'reduce' } : {});
      page = await profile.open('/sign-up/');
      await page.locator('#country option').nth(1).waitFor({ state: 'attached' });
      await hand.type(page.locator('#user_name'), person.name);
      await hand.type(page.locator('#email'), person.email);
      await hand.type(page.locator('#password'), password);
      await hand.type(page.locator('#company'), person.company);
      await hand.choose(page.locator('#country'), 'Germany');
      await hand.press(button(page, 'Create account'));
      await says(page.locator('[data-sign-up-done] h1'), /Check your mail/);
      const { text } = await mail(browser, /\/verify\/#/);
      await profile.open(/\/verify\/#\S+/.exec(text)[0], page);
      await says(page.locator('h1:visible'), /Your address is confirmed/);
      await profile.open(`/sign-in/#next=${world.base}/seller/`, page);
      await hand.type(page.locator('#email'), person.email);
      await hand.type(page.locator('#password'), password);
      await hand.press(button(page, 'Sign in'));
      await arrives(page, /\/seller\/$/);
      await says(page.locator('h1:visible'), /Sell here/);
    });

    step('the application says what is missing, then waits', async () => {
      await button(page, 'Send the application').waitFor();
      await hand.press(button(page, 'Send the application'));
      await says(page.locator('.error-summary'), /Enter the tax number[^]*Enter the account[^]*Tick/);
      assert.equal(await page.evaluate(() => document.activeElement.className), 'error-summary');
      assert.equal(await field(page, 'Shop name').inputValue(), person.company, 'never asked twice');
      assert.equal(await field(page, 'Address of the shop').inputValue(), 'maker-co');
      await hand.type(field(page, 'Tax number'), 'DE123456788');
      await hand.type(field(page, 'Account that is paid to'), 'DE89 3704 0044 0532 0130 00');
      await hand.tick(page.locator('#terms'));
      await hand.press(button(page, 'Send the application'));
      await says(page.locator('main .notice h2'), /Your application is with us/);
      assert.ok(!(await main(page).textContent()).includes('3704'), 'the account is not shown again');
      await shoot(page, `seller-${hand.name}-waiting`, { fullPage: false });
    });

    step('an operator finds it first in the queue, and approves', async (browser, world) => {
      const operator = await Operator.ready(world);
      staff = await (await browser.profile(hand.name === 'keyboard' ? { reducedMotion: 'reduce' } : {})).as(operator);
      desk = await staff.open('/operator/');
      await says(main(desk), /1[^]*Seller applications/);
      await hand.press(link(desk, /Seller applications/));
      await arrives(desk, /\/operator\/sellers\/$/);
      await says(desk.locator('article'), /Maker & Co[^]*DE123456788/);
      await hand.press(button(desk, /^Approve/));
      await says(desk.locator('main .notice h2'), /Maker & Co may sell/);
      assert.match(await desk.evaluate(() => document.activeElement.className), /notice/, 'the focus is where the news is');
      await mail(browser, /approved/);
    });

    step('a new listing is begun', async () => {
      await profile.open('/seller/', page);
      await says(main(page), /Nothing is listed yet/);
      await hand.press(link(page, 'New listing'));
      await page.locator('dialog#new[open]').waitFor();
      await hand.type(field(page, 'Name of the product'), 'Tide Tables');
      assert.equal(await field(page, 'Address').inputValue(), 'tide-tables');
      await hand.choose(field(page, 'Category'), 'Photos');
      await hand.press(button(page, 'Create the draft'));
      await arrives(page, /\/seller\/listings\/prd_\w+$/);
      await says(page.locator('h1:visible'), /Tide Tables/);
      product = /prd_\w+/.exec(page.url())[0];
    });

    step('what is not ready is told section by section, and led to', async () => {
      const nav = page.getByRole('navigation', { name: 'Parts of the listing' });
      await says(nav, /Basics\s*1[^]*Texts\s*2[^]*Plans and prices\s*1/);
      await hand.press(button(page, 'Submit for review'));
      await says(page.locator('.error-summary'), /5 things are to be mended[^]*English: Summary is missing/);
      assert.equal(await page.evaluate(() => document.activeElement.className), 'error-summary');
      await hand.press(page.locator('.error-summary a').first());
      assert.equal(await page.evaluate(() => document.activeElement.dataset.at), '/licence');
      await says(page.locator('#texts .error-text').first(), /^Summary is missing$/);
    });

    step('texts, logo, plan and prices are written, and saved by themselves', async (browser) => {
      await hand.type(field(page, 'Summary'), 'Tides of every harbour');
      await hand.type(field(page, 'Description'), '# Water\n\nHigh and low, *by the minute*.');
      const file = path.join(browser.dir, 'logo.png');
      fs.writeFileSync(file, png(256, 256, { pixel: (x, y) => [x, y, 160] }));
      const chooser = page.waitForEvent('filechooser');
      await hand.press(hand.name === 'mouse' ? main(page).getByText('Choose a logo') : page.locator('#pick-logo'));
      await (await chooser).setFiles(file);
      await page.locator('#pictures .logo img').waitFor();
      await hand.press(button(page, 'Add a plan'));
      assert.equal(await page.evaluate(() => document.activeElement.dataset.at), '/plans/0/texts/0/name');
      await hand.type(field(page, 'Name of the plan'), 'Harbour');
      assert.equal(await field(page, 'Code of the plan').inputValue(), 'harbour');
      const cell = (words, currency) => main(page).getByRole('textbox', { name: `Monthly, ${words}${currency}`, exact: true });
      await hand.type(cell('The plan, ', 'USD'), '1,2.50');
      await says(page.locator('.table--prices .error-text'), /not an amount/);
      await hand.type(cell('The plan, ', 'USD'), '12,5');
      await hand.type(cell('The plan, ', 'EUR'), '11');
      assert.equal(await cell('The plan, ', 'USD').inputValue(), '12.50', 'tidied when left');
      await hand.press(button(page, /^Quantity tier/));
      assert.equal(await page.evaluate(() => document.activeElement.getAttribute('aria-label')), 'From quantity');
      await hand.type(cell('The plan, from 10 on, ', 'USD'), '9');
      await hand.type(main(page).getByLabel(/^Support address/), 'help@maker.example');
      await hand.type(main(page).getByRole('textbox', { name: 'Licence' }), 'MIT');
      await saved(page);
      assert.equal(await page.locator('.editor .error-text').count(), 0);
      await shoot(page, `seller-${hand.name}-editor`);
      await page.reload();
      await says(page.locator('h1:visible'), /Tide Tables/);
      assert.equal(await cell('The plan, ', 'USD').inputValue(), '12.50');
      assert.equal(await cell('The plan, from 10 on, ', 'USD').inputValue(), '9.00');
      assert.match(await field(page, 'Description').inputValue(), /^# Water/);
    });

    step('submitted, it can be taken back, and is locked until it is answered', async () => {
      await hand.press(button(page, 'Submit for review'));
      await says(page.locator('[data-news]'), /In review/);
      assert.equal(await field(page, 'Summary').isDisabled(), true);
      await hand.press(button(page, 'Take it back'));
      await says(page.locator('[data-news]'), /Taken back/);
      assert.equal(await field(page, 'Summary').isDisabled(), false);
      await hand.press(button(page, 'Submit for review'));
      await says(page.locator('[data-news]'), /In review/);
    });

    step('the operator asks for a change, which stands above the listing', async () => {
      await staff.open('/operator/reviews/', desk);
      await hand.press(link(desk, 'Tide Tables'));
      await arrives(desk, new RegExp(`/operator/reviews/${product}$`));
      await says(main(desk), /A new product[^]*Tides of every harbour[^]*Monthly[^]*USD\s12\.50/);
      await shoot(desk, `seller-${hand.name}-review`);
      await hand.press(button(desk, 'Ask for changes'));
      await says(desk.locator('.error-summary'), /Say what is to be changed/);
      await hand.type(field(desk, 'What is to be changed'), 'Name the harbours.');
      await hand.press(button(desk, 'Ask for changes'));
      await says(desk.locator('h1:visible'), /Tide Tables went back/);
      await profile.open('/seller/', page);
      await says(main(page), /Tide Tables[^]*was sent back[^]*Name the harbours\./);
      await hand.press(link(page, 'Tide Tables'));
      await says(page.locator('[data-news]'), /The marketplace asks for changes[^]*Name the harbours\./);
      await hand.type(field(page, 'Summary'), 'Tides of Brest, Cuxhaven and Leith');
      await saved(page);
      await hand.press(button(page, 'Submit for review'));
      await says(page.locator('[data-news]'), /Submitted/);
    });

    step('approved, it is found by a stranger and can be ordered (R7, R11)', async (browser) => {
      await staff.open(`/operator/reviews/${product}`, desk);
      await hand.press(button(desk, 'Approve'));
      await says(desk.locator('h1:visible'), /Tide Tables is approved/);
      const stranger = await browser.profile(hand.name === 'keyboard' ? { reducedMotion: 'reduce' } : {});
      const shop = await stranger.open('/');
      await until(async () => {
        await stranger.open('/search?q=cuxhaven', shop);
        return await link(shop, 'Tide Tables').count() > 0;
      }, 'search finds it');
      await hand.press(link(shop, 'Tide Tables').first());
      await arrives(shop, /\/p\/tide-tables/);
      await says(shop.locator('[data-total]').first(), /12\.50/);
      await hand.press(shop.getByRole('button', { name: 'Continue to Submit' }));
      await arrives(shop, /\/checkout\/\?/);
      await says(shop.locator('.sums__total'), /12\.50/);
    });

    step('hidden it is gone from search, and shown again it is back (R13)', async (browser, world) => {
      const live = async () => (await (await fetch(`${world.site.url}/api/storefront/products?q=cuxhaven`)).json()).items.length;
      await profile.open(`/seller/listings/${product}`, page);
      await hand.press(button(page, 'Hide it'));
      await says(page.locator('[data-news]'), /The product is hidden/);
      await until(async () => await live() === 0, 'search does not find it');
      await hand.press(button(page, 'Show it again'));
      await says(page.locator('[data-news]'), /on sale again/);
      await until(async () => await live() === 1, 'search finds it again');
      await hand.press(button(page, 'Published revisions'));
      await says(page.locator('#about table'), /1[^]*admin/);
    });

    step('the preview is the page that buyers would see', async () => {
      await profile.open(`/seller/listings/${product}`, page);
      const opened = profile.context.waitForEvent('page');
      await hand.press(link(page, 'Preview'));
      const preview = await opened;
      await says(preview.locator('h1:visible'), /Tide Tables/);
      await says(preview.locator('main'), /Tides of Brest[^]*by the minute[^]*12\.50/);
      await preview.close();
    });
  });
}
