// Paying as it goes wrong (R4, R20): each test card, the back button, reloads,
// two tabs, double clicks, a lost answer, an ended session, a responder that
// is away.  Whatever is pressed how often: one order, one capture.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { arrives, browse, says } from '../lib/browser.mjs';
import { Mouse } from '../lib/hands.mjs';
import { until } from '../lib/proc.mjs';
import { Buyer, password } from '../lib/shop.mjs';
import { setup } from '../lib/story.mjs';
import { tickAll, useCard } from './order.mjs';

const hand = new Mouse();
const checkout = '/checkout/?product=lumen-gallery&plan=basic&mode=monthly&quantity=1&periods=1&currency=USD';
const button = (page, name) => page.getByRole('button', { name });
const heading = (page) => page.locator('h1:visible');
const flags = { sandbox: ['--late', '3', '--pending', '4'] };

browse('cards', { ...setup(), flags, apart: true }, (step) => {
  let buyer, profile, silent;

  /** An unpaid order, on its method page. */
  async function atPayment() {
    const order = await buyer.placeOrder({ plan: 'basic', capacities: {} });
    const page = await profile.open(`/pay/${order.id}`);
    return { order, page };
  }

  async function payBy(card, { order, page }) {
    await hand.press(button(page, /^Confirm and pay /));
    await arrives(page, /\/pay\/ses_/);
    await useCard(page, hand, card);
    await arrives(page, new RegExp(`/result/${order.id}$`));
  }

  /** What the order's payments are, oldest first. */
  async function payments(world, order) {
    const rows = await world.sql(world.site, `SELECT p.state FROM payments p JOIN orders o USING (order_id)
      WHERE HEX(o.order_id) = '${hexOf(order.id)}' ORDER BY p.attempt`);
    return rows.map(([state]) => state);
  }

  step('paid, then silence: a buyer is told that it is being confirmed', async (browser, world) => {
    buyer = await Buyer.ready(world);
    profile = await (await browser.profile()).as(buyer);
    await profile.context.exposeBinding('soukSays', ({ page }, text) => (page.told ??= []).push(text));
    await profile.context.addInitScript(() => {
      let last = '';
      new MutationObserver(() => {
        const text = document.querySelector('[data-screen] h1')?.textContent ?? '';
        if (text && text !== last) window.soukSays(text);
        last = text;
      }).observe(document, { childList: true, subtree: true, characterData: true });
    });
    silent = await atPayment();
    await payBy('timeout_after_capture', silent);
    await says(heading(silent.page), /Your payment is being confirmed/);
  });

  step('decline: the reason is said, nothing is charged, another card pays', async (browser, world) => {
    const it = await atPayment();
    await payBy('decline', it);
    await says(heading(it.page), /The payment did not go through/);
    await says(it.page.locator('.outcome'), /not charged[^]*the card was declined/);
    await hand.press(it.page.getByRole('link', { name: 'Try the payment again' }));
    await arrives(it.page, /\/pay\/ord_/);
    await says(it.page.locator('.notice:visible'), /did not go through/);
    await payBy('success', it);
    await says(heading(it.page), /Delivered/);
    assert.deepEqual(await payments(world, it.order), ['FAILED', 'CAPTURED']);
    await it.page.close();
  });

  step('challenge: approved it is paid, refused it is not', async (browser, world) => {
    const yes = await atPayment();
    await payBy('challenge', yes);
    await says(heading(yes.page), /Paid|Delivered/);
    const no = await atPayment();
    await hand.press(button(no.page, /^Confirm and pay /));
    await hand.press(no.page.locator('button[name=card][value=challenge]'));
    await hand.press(button(no.page, 'Refuse'));
    await says(heading(no.page), /The payment did not go through/);
    await says(no.page.locator('.outcome'), /the confirmation was not given/);
    assert.deepEqual(await payments(world, no.order), ['FAILED']);
    await Promise.all([yes.page.close(), no.page.close()]);
  });

  step('a bank that takes a while: being confirmed, through a reload, then paid', async (browser, world) => {
    const it = await atPayment();
    await payBy('pending', it);
    await says(heading(it.page), /being confirmed/);
    await it.page.reload();
    await says(heading(it.page), /being confirmed/);
    await says(heading(it.page), /Delivered/);
    assert.ok(!it.page.told.some((text) => /not|failed/i.test(text)), it.page.told.join(', '));
    assert.deepEqual(await payments(world, it.order), ['CAPTURED']);
    await it.page.close();
  });

  for (const card of ['duplicate_event', 'late_event']) {
    step(`${card}: paid once`, async (browser, world) => {
      const it = await atPayment();
      await payBy(card, it);
      await says(heading(it.page), /Delivered/);
      assert.deepEqual(await payments(world, it.order), ['CAPTURED']);
      await it.page.close();
    });
  }

  step('back without paying: not charged, and the same payment goes on', async (browser, world) => {
    const it = await atPayment();
    await hand.press(button(it.page, /^Confirm and pay /));
    await hand.press(it.page.getByRole('link', { name: /Go back to the shop/ }));
    await says(heading(it.page), /The payment is not finished/);
    await hand.press(it.page.getByRole('link', { name: 'Try the payment again' }));
    await arrives(it.page, /\/pay\/ord_/);
    await payBy('success', it);
    await says(heading(it.page), /Delivered/);
    assert.deepEqual(await payments(world, it.order), ['CAPTURED']);
    await it.page.close();
  });

  step('reloads and the back button change nothing', async (browser, world) => {
    const it = await atPayment();
    await it.page.reload();
    await hand.press(button(it.page, /^Confirm and pay /));
    await arrives(it.page, /\/pay\/ses_/);
    await it.page.reload();
    await it.page.goBack();
    await arrives(it.page, /\/pay\/ord_/);
    await payBy('success', it);
    await says(heading(it.page), /Delivered/);
    // The provider's page, then ours: both know that it is over.
    await it.page.goBack();
    await says(heading(it.page), /payment/i);
    await profile.open(`/pay/${it.order.id}`, it.page);
    await arrives(it.page, new RegExp(`/result/${it.order.id}$`));
    assert.deepEqual(await payments(world, it.order), ['CAPTURED']);
    await it.page.close();
  });

  step('two tabs: both lead to one payment', async (browser, world) => {
    const one = await atPayment();
    const two = { order: one.order, page: await profile.open(`/pay/${one.order.id}`) };
    for (const { page } of [one, two]) {
      await hand.press(button(page, /^Confirm and pay /));
      await arrives(page, /\/pay\/ses_/);
    }
    assert.equal(one.page.url(), two.page.url());
    await useCard(one.page, hand, 'success');
    await useCard(two.page, hand, 'success');
    for (const { page } of [one, two]) {
      await arrives(page, new RegExp(`/result/${one.order.id}$`));
      await says(heading(page), /Delivered/);
      await page.close();
    }
    assert.deepEqual(await payments(world, one.order), ['CAPTURED']);
  });

  step('double clicks: one order, one payment', async (browser, world) => {
    const [[before]] = await world.sql(world.site, 'SELECT COUNT(*) FROM orders');
    const page = await profile.open(checkout);
    await tickAll(page, hand);
    await button(page, /^Pay now /).dblclick();
    await arrives(page, /\/pay\/ord_/);
    await button(page, /^Confirm and pay /).dblclick();
    await arrives(page, /\/pay\/ses_/);
    await page.locator('button[name=card][value=success]').dblclick();
    await arrives(page, /\/result\/ord_/);
    await says(heading(page), /Delivered/);
    const [[now]] = await world.sql(world.site, 'SELECT COUNT(*) FROM orders');
    assert.equal(Number(now), Number(before) + 1);
    const order = { id: /ord_\w+/.exec(page.url())[0] };
    assert.deepEqual(await payments(world, order), ['CAPTURED']);
    await page.close();
  });

  step('an answer that is lost: pressing again gives the same order', async (browser, world) => {
    const [[before]] = await world.sql(world.site, 'SELECT COUNT(*) FROM orders');
    const page = await profile.open(checkout);
    await tickAll(page, hand);
    await page.route('**/api/checkout/orders', async (route) => {
      await route.fetch();
      await route.abort('connectionreset');
    }, { times: 1 });
    await profile.allowing(/ERR_CONNECTION_RESET/, async () => {
      await hand.press(button(page, /^Pay now /));
      await says(page.locator('.error-summary'), /could not be reached/);
    });
    await hand.press(button(page, /^Pay now /));
    await arrives(page, /\/pay\/ord_/);
    const [[now]] = await world.sql(world.site, 'SELECT COUNT(*) FROM orders');
    assert.equal(Number(now), Number(before) + 1);
    await page.close();
  });

  step('a session that ended elsewhere: sign in again, and go on where one was', async (browser, world) => {
    const other = await Buyer.ready(world);
    const mine = await (await browser.profile()).as(other);
    const page = await mine.open(checkout);
    await tickAll(page, hand);
    await other.client.api('DELETE', '/api/storefront/session');
    await mine.allowing(/status of 401/, async () => {
      await hand.press(button(page, /^Pay now /));
      await arrives(page, /\/sign-in\/#next=/);
    });
    await hand.type(page.locator('#email'), other.email);
    await hand.type(page.locator('#password'), password);
    await hand.press(button(page.locator('main'), 'Sign in'));
    await arrives(page, /\/checkout\/\?.*plan=basic/);
    await says(page.locator('.sums__total'), /19\.00/);
    await mine.close();
  });

  step('checkout is away: said so, nothing lost, and it goes on', async (browser, world) => {
    const page = await profile.open(checkout);
    await tickAll(page, hand);
    await world.procs.checkout.stop();
    await profile.allowing(/status of 50[0-9]/, async () => {
      await hand.press(button(page, /^Pay now /));
      await says(page.locator('.error-summary'), /busy|our side|try again/i);
    });
    for (const box of await page.locator('main input[type=checkbox]').all()) assert.equal(await box.isChecked(), true);
    await world.startResponder('checkout');
    await hand.press(button(page, /^Pay now /));
    await arrives(page, /\/pay\/ord_/);
    await page.close();
  });

  step('the silent payment is settled; never was it said that nothing was charged', async (browser, world) => {
    await silent.page.bringToFront();
    await says(heading(silent.page), /Delivered/, 60000);
    const { told } = silent.page;
    assert.ok(told.some((text) => /being confirmed/.test(text)), told.join(', '));
    assert.ok(!told.some((text) => /not finished|did not|Not paid/.test(text)), told.join(', '));
    assert.deepEqual(await payments(world, silent.order), ['CAPTURED']);
  });

  step('the shop\'s books and the provider\'s agree: a capture an order', async (browser, world) => {
    const book = fs.readFileSync(world.path('sandbox.book'), 'utf8').trim().split('\n').map((line) => JSON.parse(line));
    const captured = book.filter(({ kind }) => kind === 'captured').map(({ session }) => session);
    assert.equal(new Set(captured).size, captured.length, 'no session is captured twice');
    await until(async () => {
      const [[n]] = await world.sql(world.site, "SELECT COUNT(*) FROM payments WHERE state = 'CAPTURED'");
      return Number(n) === captured.length;
    }, `${captured.length} captures in the shop`);
    const twice = await world.sql(world.site, `SELECT order_id FROM payments WHERE state = 'CAPTURED'
      GROUP BY order_id HAVING COUNT(*) > 1`);
    assert.deepEqual(twice, []);
    await world.ctl(world.site, 'verify');
  });
});

/** A TypeID's sixteen bytes: base 32 after Crockford, most significant first. */
function hexOf(id) {
  const digits = '0123456789abcdefghjkmnpqrstvwxyz';
  const value = [...id.slice(id.indexOf('_') + 1)].reduce((n, c) => (n << 5n) | BigInt(digits.indexOf(c)), 0n);
  return value.toString(16).padStart(32, '0').toUpperCase();
}
