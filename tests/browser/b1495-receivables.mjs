// R4: the operator records bank transfers: a part, then too much; what becomes
// of it is said before and after, and on the buyer's own bill.
import assert from 'node:assert/strict';
import { axeFaults, overflowFaults } from '../lib/audit.mjs';
import { arrives, browse, says } from '../lib/browser.mjs';
import { Keyboard } from '../lib/hands.mjs';
import { Operator } from '../lib/seller.mjs';
import { Buyer, expectStatus } from '../lib/shop.mjs';
import { setup } from '../lib/story.mjs';

const choice = { product: 'ledger-desk', plan: 'single', billing_mode: 'one_time', capacities: {} };

browse('receivables', { ...setup(), params: () => ({ BANK_DETAILS: 'Souk Test GmbH, DE02 1203 0000 0000 2020 51' }) }, (step) => {
  const keyboard = new Keyboard();
  let buyer, order, bill, profile, page;

  const button = (name) => page.locator('main').getByRole('button', { name });
  const news = () => page.locator('[data-news] .notice');
  const open = () => page.locator('aside .sums__total').last();
  const looks = async (what) => {
    const faults = [];
    for (const width of [1280, 320]) {
      await page.setViewportSize({ width, height: 800 });
      faults.push(...await overflowFaults(page, `${what}, ${width} px`), ...await axeFaults(page, `${what}, ${width} px`));
    }
    assert.deepEqual(faults, []);
  };

  step('the bill is found by its number, by keyboard alone', async (browser, world) => {
    buyer = await Buyer.ready(world);
    order = await buyer.placeOrder(choice);
    ({ bill } = expectStatus(await buyer.client.post('/api/checkout/settlements', { order: order.id, method: 'bank_transfer' },
      { headers: { 'Idempotency-Key': 'receivables-story' } }), 201).json);
    profile = await (await browser.profile()).as(await Operator.ready(world));
    page = await profile.open('/operator/bills/');
    await says(page.locator('tbody'), new RegExp(`${bill.number}[^]*To be paid`));
    await looks('list');
    await page.setViewportSize({ width: 1280, height: 800 });
    await keyboard.type(page.locator('#number'), '2020-000001');
    await page.keyboard.press('Enter');
    await says(page.locator('.empty'), /There is no bill 2020-000001/);
    await keyboard.type(page.locator('#number'), bill.number);
    await page.keyboard.press('Enter');
    await keyboard.press(page.getByRole('link', { name: bill.number }));
    await arrives(page, new RegExp(`/operator/bills/${bill.id}$`));
  });

  step('a part: said before, recorded, the order waits', async () => {
    const amount = page.locator('#amount');
    await amount.waitFor();
    assert.equal(await amount.inputValue(), (order.total.amount / 100).toFixed(2));
    await says(page.locator('#amount-is'), /Exactly what is open/);
    await keyboard.type(amount, '10');
    await says(page.locator('#amount-is'), /Less than is open/);
    await keyboard.press(button('Record USD 10.00'));
    await says(page.locator('.error-summary'), /Enter the bank’s reference/);
    await keyboard.type(page.locator('#reference'), 'KTO 1');
    await keyboard.press(button('Record USD 10.00'));
    await says(news(), /USD\s10\.00 recorded: USD\s.* are still open[^]*when all of it has come/);
    await says(page.locator('.page-head'), /Paid in part/);
    assert.equal((await buyer.get(order)).state, 'PENDING_PAYMENT');
    await looks('bill');
    await page.setViewportSize({ width: 1280, height: 800 });
  });

  step('too much: the order goes on, and the rest is a deposit, which the buyer reads too', async (browser, world) => {
    await page.locator('#amount').fill(`${order.total.amount / 100}`);
    await says(page.locator('#amount-is'), /More than is open/);
    await page.fill('#reference', 'KTO 2');
    await button(/^Record USD /).click();
    await says(news(), /recorded: USD\s10\.00 of it are more than was open[^]*deposit[^]*goes on/);
    await says(open(), /0\.00/);
    await buyer.orderIn(order, 'ACTIVE');
    await page.fill('#amount', '5');
    await says(page.locator('#amount-is'), /Nothing is open/);
    const own = await (await browser.profile()).as(buyer);
    const bills = await own.open(`/my/bills/${bill.id}`);
    await says(bills.locator('.sums'), /KTO 2[^]*came; what is too much is sent back/);
    await world.ctl(world.site, 'verify');
  });

  step('a part and no more: order and bill are cancelled with a reason, by keyboard; the buyer sees what goes back', async (browser, world) => {
    const stuck = await buyer.placeOrder(choice);
    const { bill: half } = expectStatus(await buyer.client.post('/api/checkout/settlements', { order: stuck.id, method: 'bank_transfer' },
      { headers: { 'Idempotency-Key': 'receivables-stuck' } }), 201).json;
    await world.ctl(world.site, 'payment', 'record', half.number, '3.00', '--reference', 'KTO 3');
    await page.goto(new URL(`/operator/bills/${half.id}`, page.url()).href);
    await says(page.locator('main'), /USD\s3\.00 of it has come/);
    await keyboard.press(button('Cancel the order').first());
    const sheet = page.getByRole('dialog');
    await sheet.waitFor();
    await looks('cancel');
    await page.setViewportSize({ width: 1280, height: 800 });
    await keyboard.press(sheet.getByRole('button', { name: 'Cancel the order' }));
    await says(sheet.locator('.error-summary'), /Write why/);
    await keyboard.type(sheet.locator('#reason'), 'The rest never came.');
    await keyboard.press(sheet.getByRole('button', { name: 'Cancel the order' }));
    await says(news(), /bill is void[^]*USD\s3\.00 waits to be sent back/);
    await says(page.locator('.page-head'), /Void/);
    assert.equal(await page.locator('#h-cancel').count(), 0);
    const own = await (await browser.profile()).as(buyer);
    const mine = await own.open(`/my/orders/${stuck.id}`);
    await says(mine.locator('main'), /Cancelled[^]*The rest never came\.[^]*USD\s3\.00/);
    await world.ctl(world.site, 'verify');
  });
});
