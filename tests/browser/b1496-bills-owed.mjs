// R40, X5, X6: a bill on credit is paid by card in part, disputed, ruled on and written off, by keyboard alone;
// the statement of credit tells of each.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { randomUUID } from 'node:crypto';
import { lookFaults } from '../lib/audit.mjs';
import { arrives, browse, pictures, says } from '../lib/browser.mjs';
import { Keyboard } from '../lib/hands.mjs';
import { idHex } from '../lib/id.mjs';
import { Operator } from '../lib/seller.mjs';
import { Buyer, expectStatus } from '../lib/shop.mjs';
import { setup } from '../lib/story.mjs';
import { useCard } from './order.mjs';

const choice = { product: 'ledger-desk', plan: 'single', billing_mode: 'one_time', capacities: {} };

browse('bills owed', { ...setup(), worker: false }, (step) => {
  const keyboard = new Keyboard();
  const main = () => page.locator('main');
  const button = (name) => main().getByRole('button', { name });
  const look = async (name) => {
    await pictures(page, `owed-${name}`);
    assert.deepEqual(await lookFaults(page, `owed-${name}`), []);
  };
  let buyer, operator, profile, desk, page, bill;

  step('a part is paid on the provider\'s page, and the bill says so', async (browser, world) => {
    buyer = await Buyer.ready(world);
    operator = await Operator.ready(world);
    await world.ctl(world.site, 'credit', 'set', (await buyer.signIn()).company.id, '--postpaid', 'yes', '--general', '500', '--milestone', '3000');
    const order = await buyer.placeOrder(choice);
    expectStatus(await buyer.client.post('/api/checkout/settlements', { order: order.id, method: 'monthly_settlement' },
      { headers: { 'Idempotency-Key': randomUUID() } }), 201);
    const clock = world.path('clock');
    fs.writeFileSync(clock, String(32 * 86400));
    await world.work('--clock', clock);
    await buyer.signIn();
    await operator.signIn();
    [bill] = expectStatus(await buyer.client.get('/api/billing/bills?state=open'), 200).json.items;
    profile = await (await browser.profile({ reducedMotion: 'reduce' })).as(buyer);
    page = await profile.open('/my/bills/');
    await look('list');
    await keyboard.press(page.getByRole('link', { name: bill.number }));
    await page.locator('#pay_amount').waitFor();
    await look('bill');
    await keyboard.type(page.locator('#pay_amount'), '99999');
    await keyboard.press(button(/^Pay /));
    await says(page.locator('.error-summary'), /at most/);
    await keyboard.type(page.locator('#pay_amount'), '10');
    await keyboard.press(button('Pay USD 10.00'));
    await arrives(page, /\/pay\/ses_/);
    await useCard(page, keyboard, 'success');
    await arrives(page, new RegExp(`/my/bills/${bill.id}\\?payment=pay_`));
    await says(page.locator('[data-news]'), /Paid/);
    await says(page.locator('.page-head'), /Paid in part/);
    await look('part');
    await profile.open('/my/credit/', page);
    await says(main(), /Credit for milestones/);
    const here = async (name) => page.getByRole('navigation', { name }).locator('[aria-current]').innerText();
    assert.deepEqual([await here('Discounts'), await here('What is shown')], ['Bills and credit', 'Credit']);
    assert.ok(await page.evaluate(() => document.querySelector('h1').compareDocumentPosition(document.querySelector('.tabs')) & Node.DOCUMENT_POSITION_FOLLOWING), 'the title stands above its tabs');
    await keyboard.choose(page.getByLabel('Month', { exact: true }), new Date(Date.UTC(new Date().getUTCFullYear(), new Date().getUTCMonth() - 1)).toLocaleDateString('en-GB', { month: 'long', year: 'numeric', timeZone: 'UTC' }));
    await keyboard.press(button('Show'));
    await says(main(), /No entries in this month/);
    await pictures(page, 'owed-pools');
    await keyboard.press(page.getByRole('link', { name: bill.number }).first());
    await page.locator('#pay_amount').waitFor();
  });

  step('an amount is disputed; an operator rules on it', async (browser) => {
    await keyboard.press(button('Dispute an amount'));
    await page.locator('#dispute').waitFor();
    await keyboard.type(page.locator('#dispute_amount'), '5');
    await keyboard.type(page.locator('#dispute_reason'), 'Five dollars were promised off.');
    await look('dispute-dialog');
    await keyboard.press(page.locator('#dispute footer').getByRole('button', { name: 'Dispute an amount' }));
    await says(page.locator('[data-news]'), /Your dispute is recorded[^]*comes by mail/);
    await says(page.locator('.page-head'), /Disputed/);
    const { open } = (await buyer.client.get(`/api/billing/bills/${bill.id}`)).json;
    assert.equal(Number(await page.locator('#pay_amount').inputValue()), open.amount / 100 - 5, 'the card is asked for what nobody disputes');
    await says(page.locator('#pay_amount-hint'), /USD\s5\.00 of it is in dispute/);
    await look('disputed');
    desk = await (await browser.profile({ reducedMotion: 'reduce' })).as(operator);
    const own = page;
    page = await desk.open('/operator/bills/');
    await says(page.locator('#h-disputes'), /Disputed amounts/);
    await look('desk');
    await keyboard.press(page.getByRole('link', { name: `Monthly statement ${bill.number}` }).or(page.getByRole('link', { name: `Bill ${bill.number}` })).first());
    await keyboard.press(button('Decide'));
    await page.locator('#rule').waitFor();
    await keyboard.type(page.locator('#credit'), '2');
    await keyboard.type(page.locator('#ruling'), 'Two were.');
    await look('rule-dialog');
    await keyboard.press(page.locator('#rule footer').getByRole('button', { name: 'Decide' }));
    await says(page.locator('[data-news]'), /The dispute is decided/);
    await look('ruled');
    page = own;
    await profile.open(`/my/bills/${bill.id}`, page);
    await says(page.locator('.timeline'), /Dispute closed[^]*Credit note issued[^]*Amount disputed[^]*Money received/);
    await says(main(), /Upheld[^]*Two were\.[^]*USD\s2\.00 were taken off/);
  });

  step('written off by the operator; the statement of credit tells of all', async (browser, world) => {
    await world.sql(world.site, `UPDATE bills SET due_at = UTC_TIMESTAMP() - INTERVAL 30 DAY, issued_at = UTC_TIMESTAMP() - INTERVAL 60 DAY WHERE bill_id = X'${idHex(bill.id)}'`);
    await world.work();
    const own = page;
    page = await desk.open(`/operator/bills/${bill.id}`);
    await keyboard.press(button('Write off'));
    await page.locator('#write-off').waitFor();
    await keyboard.type(page.locator('#why'), 'Insolvent.');
    await look('write-off-dialog');
    await keyboard.press(page.locator('#write-off footer').getByRole('button', { name: 'Write off' }));
    await says(page.locator('[data-news]'), /The bill is written off/);
    await says(page.locator('.page-head'), /Written off/);
    page = own;
    await profile.open(`/my/bills/${bill.id}`, page);
    await says(page.locator('.timeline'), /Bill written off[^]*Insolvent\.[^]*Reminder sent[^]*Bill overdue/);
    await look('written-off');
    await profile.open('/my/credit/?pool=general', page);
    await says(main(), /Reserved for an order/);
    await look('credit');
    await world.ctl(world.site, 'verify');
  });
});
