// The order, as people make it: from the home page to what was delivered.
// b1000 tells it by mouse, b1010 by keyboard, b12xx in other set-ups.
import assert from 'node:assert/strict';
import { arrives, browse, says, shoot } from '../lib/browser.mjs';
import { password } from '../lib/shop.mjs';
import { setup } from '../lib/story.mjs';

const button = (page, name) => page.getByRole('button', { name });
const link = (page, name) => page.getByRole('link', { name });

/** Ticks every document; none was ticked before (R19). */
export async function tickAll(page, hand) {
  const boxes = page.locator('main input[type=checkbox]');
  await boxes.first().waitFor();
  const n = await boxes.count();
  assert.ok(n >= 2, 'terms and refund rule at least');
  for (let i = 0; i < n; i++) assert.equal(await boxes.nth(i).isChecked(), false);
  for (let i = 0; i < n; i++) await hand.tick(boxes.nth(i));
}

/** From the product page to the page that shows what was delivered. */
export function fourScreens(profile) {
  assert.deepEqual(profile.ours.map((pathname) => /\/(p|checkout|pay|result)\//.exec(pathname)?.[1] ?? pathname), ['p', 'checkout', 'pay', 'result']);
}

/** The product page to the provider and back, for somebody who is signed in. */
export async function buy(page, hand, card = 'success') {
  await hand.press(button(page, 'Continue to Submit'));
  await arrives(page, /\/checkout\/\?/);
  await tickAll(page, hand);
  await hand.press(button(page, /^Pay now /));
  await arrives(page, /\/pay\/ord_/);
  await hand.press(button(page, /^Confirm and pay /));
  await arrives(page, /\/pay\/ses_/);
  await useCard(page, hand, card);
  await arrives(page, /\/result\/ord_/);
}

export async function useCard(page, hand, card) {
  await hand.press(page.locator(`button[name=card][value=${card}]`));
  if (card !== 'challenge') return;
  await hand.press(button(page, 'Approve the payment'));
}

/** screens: also count ours for each delivery; more(step) adds what else is to be tried in this set-up. */
export function orderStory(hand, { server = 'nginx', base = '', screens = false, ...options } = {}, more = () => {}) {
  const title = `order by ${hand.name}`;
  browse(title, { ...setup(server, base), inbox: true, ...options }, (step) => {
    const person = { name: 'Ada Buyer', email: `ada.${hand.name}@buyer.example`, company: 'Engine & Sons' };
    let profile, page, order;

    step('a visitor finds the product from the home page (R3, R7)', async (browser) => {
      profile = await browser.profile(hand.name === 'keyboard' ? { reducedMotion: 'reduce' } : {});
      page = await profile.open('/');
      await hand.search(page.locator('#top-q'), 'photo gallery');
      await arrives(page, /\/search\?.*q=photo/);
      await hand.press(link(page.locator('main'), 'Lumen Gallery'));
      await arrives(page, /\/p\/lumen-gallery/);
      await says(page.locator('h1:visible'), /Lumen Gallery/);
      await says(page.locator('#refunds'), /14 days/);
      await says(page.locator('#terms'), /licence/i);
    });

    step('each choice is priced by the server (R11)', async () => {
      const total = page.locator('[data-total]').first();
      await hand.pick(page.locator('input[name=plan][value=pro]'));
      await says(total, /49\.00/);
      await hand.more(page.locator('input[name="cap.users"]'));
      await hand.more(page.locator('input[name="cap.users"]'));
      await says(total, /55\.00/);
      await hand.type(page.locator('input[name=quantity]'), '2');
      await says(total, /110\.00/);
      await hand.type(page.locator('input[name=periods]'), '3');
      await says(total, /330\.00/);
      await shoot(page, `order-${hand.name}-product`, { fullPage: false });
    });

    step('Continue to Submit shows exactly that, and leads a visitor to an account', async () => {
      await hand.press(button(page, 'Continue to Submit'));
      await arrives(page, /\/checkout\/\?/);
      await says(page.locator('.sums__total'), /330\.00/);
      await hand.press(link(page.locator('main'), 'Sign in to order'));
      await arrives(page, /\/sign-in\/#next=/);
      await hand.press(link(page.locator('main'), 'Create account'));
      await arrives(page, /\/sign-up\/#next=/);
    });

    step('sign-up says what is missing, and then asks to look at the mail (R6)', async () => {
      await hand.press(button(page.locator('main'), 'Create account'));
      await says(page.locator('.error-summary'), /Enter your name/);
      await hand.type(page.locator('#user_name'), person.name);
      await hand.type(page.locator('#email'), person.email);
      await hand.type(page.locator('#password'), password);
      await hand.type(page.locator('#company'), person.company);
      await hand.choose(page.locator('#country'), 'Germany');
      await hand.press(button(page.locator('main'), 'Create account'));
      await says(page.locator('[data-sign-up-done] h1'), /Check your mail/);
      await says(page.locator('[data-sign-up-email]'), new RegExp(person.email));
    });

    step('the mail is read in the inbox page and its link confirms the address', async (browser) => {
      const inbox = await profile.context.newPage();
      await inbox.goto(`${browser.inboxOrigin}/`);
      await hand.press(inbox.locator('nav a').first());
      await hand.press(inbox.getByRole('link', { name: 'Text', exact: true }));
      const opened = profile.context.waitForEvent('page');
      await hand.press(inbox.locator('pre a[href*="/verify/"]'));
      const verify = await opened;
      await says(verify.locator('h1:visible'), /Your address is confirmed/);
      assert.ok(!verify.url().includes('#'), 'the token is gone from the address');
      await verify.close();
      await inbox.close();
    });

    step('signing in comes back to the same place, configuration and all (R3)', async () => {
      await hand.press(link(page, 'Sign in meanwhile'));
      await arrives(page, /\/sign-in\/#next=/);
      await hand.type(page.locator('#email'), person.email);
      await hand.type(page.locator('#password'), password);
      await hand.press(button(page.locator('main'), 'Sign in'));
      await arrives(page, /\/checkout\/\?/);
      await says(page.locator('.sums__total'), /330\.00/);
      await says(page.locator('main .facts'), /Pro[^]*Monthly[^]*3 months[^]*2[^]*7/);
      await says(page.locator('main .facts'), new RegExp(person.company));
    });

    step('without its terms ticked nothing is ordered (R19)', async (browser, world) => {
      await hand.press(button(page, /^Pay now /));
      await says(page.locator('.error-summary'), /Tick /);
      assert.equal(await page.evaluate(() => document.activeElement.className), 'error-summary');
      const [[n]] = await world.sql(world.site, 'SELECT COUNT(*) FROM orders');
      assert.equal(n, '0');
    });

    step('Pay Now places the order; the method page pays it by card (R20)', async (browser, world) => {
      await tickAll(page, hand);
      await hand.press(button(page, /^Pay now .*330\.00/));
      await arrives(page, /\/pay\/ord_/);
      order = /ord_[0-9a-z]+/.exec(page.url())[0];
      await says(page.locator('main'), /Monthly settlement[^]*operator/);
      await hand.pick(page.locator('input[name=method][value=card]'));
      await hand.press(button(page, /^Confirm and pay .*330\.00/));
      await arrives(page, /\/pay\/ses_/);
      assert.ok(page.url().startsWith(world.sandboxOrigin));
      await useCard(page, hand, 'success');
      await arrives(page, new RegExp(`/result/${order}$`));
    });

    step('the result page says paid, then delivered, with the address', async () => {
      await says(page.locator('h1:visible'), /Paid, thank you|Delivered/);
      await says(page.locator('h1:visible'), /Delivered/);
      const open = link(page.locator('main'), 'Open');
      assert.match(await open.getAttribute('href'), /^https:\/\//);
      await shoot(page, `order-${hand.name}-result`, { fullPage: false });
    });

    step('My Orders lists it; its page shows bill, delivery and history', async () => {
      await hand.press(page.locator('[data-account] summary'));
      await hand.press(link(page.locator('[data-account]'), 'My orders'));
      await arrives(page, /\/my\/orders\/$/);
      await says(page.locator('table'), /Lumen Gallery[^]*Active[^]*330\.00/);
      await hand.press(link(page.locator('table'), 'Lumen Gallery'));
      await arrives(page, new RegExp(`/my/orders/${order}$`));
      await says(page.locator('section[aria-labelledby=h-bill]'), /Number \S+[^]*Paid[^]*330\.00/);
      await says(page.locator('section[aria-labelledby=h-history]'), /Delivered[^]*Order paid[^]*Order placed/);
      assert.equal(await page.locator('.sums del').count(), 0, 'the price of the list is no discount');
      await hand.press(button(page, 'Show the access data'));
      const secret = await says(page.locator('.secret code'), /\S{8,}/);
      assert.ok(secret);
    });

    for (const [what, slug, got] of screens ? [['SaaS', 'quill-mail', link], ['a licence', 'ledger-desk', button]] : []) {
      step(`${what} takes four of our screens, product page to delivered (R1)`, async () => {
        profile.screens.length = 0;
        await profile.open(`/p/${slug}`, page);
        await buy(page, hand);
        await says(page.locator('h1:visible'), /Delivered/);
        await got(page.locator('main'), /^Open$|^Show the access data$/).first().waitFor();
        fourScreens(profile);
      });
    }

    step('signing out ends it', async () => {
      await hand.press(page.locator('[data-account] summary'));
      await hand.press(button(page.locator('[data-account]'), 'Sign out'));
      await link(page.locator('[data-account]'), 'Sign in').waitFor();
      await profile.open('/my/orders/', page);
      await arrives(page, /\/sign-in\/#next=/);
    });

    more(step);
    step('the books balance', (browser, world) => world.ctl(world.site, 'verify'));
  });
}
