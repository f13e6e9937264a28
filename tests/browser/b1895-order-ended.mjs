// X4, X13: an operator sees what waits, ends an order in stages by a ruling,
// and finds its evidence; both sides read what became of it.  By mouse.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import { arrives, browse, says } from '../lib/browser.mjs';
import { json } from '../lib/bundle.mjs';
import { Mouse } from '../lib/hands.mjs';
import { expectStatus } from '../lib/shop.mjs';
import { stagedParams, stagedShop } from '../lib/staged.mjs';
import { setup } from '../lib/story.mjs';
import { unzip } from '../lib/zip.mjs';
import { look } from './dealing.mjs';

const key = () => ({ headers: { 'Idempotency-Key': randomUUID() } });

browse('order ended by a ruling', { ...setup(), params: stagedParams }, (step) => {
  const mouse = new Mouse();
  let shop, order, page, browserOf;
  const main = () => page.locator('main');
  const dialog = () => page.locator('dialog[open]');
  const button = (name) => main().getByRole('button', { name });
  const stat = (name) => page.locator('.stat').filter({ hasText: name });
  const as = async (person, path) => (await (await browserOf.profile({ reducedMotion: 'reduce' })).as(person)).open(path);

  step('the overview says how much waits, and since when', async (browser, world) => {
    browserOf = browser;
    shop = await stagedShop(world);
    page = await as(shop.operator, '/operator/');
    for (const name of ['Disputes', 'Disputed amounts', 'Refunds', 'Payouts to make', 'Overdue bills']) await says(stat(name), /^0[^]*Nothing waits/);
    await shop.credit('--postpaid', 'yes', '--milestone', '40000.00');
    const offer = await shop.buyer.exclusive((await shop.sent()).id);
    order = expectStatus(await shop.buyer.redeem(shop.buyer.stagedBody(offer)), 201).json;
    expectStatus(await shop.buyer.client.post('/api/checkout/settlements', { order: order.id, method: 'monthly_settlement' }, key()), 201);
    const { items: [{ handover, row_version }] } = expectStatus(await shop.seller.client.get(`/api/billing/milestones?order=${order.id}`), 200).json;
    const given = expectStatus(await shop.seller.client.post(`/api/billing/handovers/${handover}/deliveries`, { row_version, note: 'Two pages.' }), 200).json;
    expectStatus(await shop.buyer.client.post(`/api/billing/handovers/${handover}/disputes`, { row_version: given.row_version, reason: 'Two pages are no concept.' }), 200);
    const { items: [bill] } = expectStatus(await shop.buyer.client.get('/api/billing/bills?state=open'), 200).json;
    expectStatus(await shop.buyer.client.post(`/api/billing/bills/${bill.id}/disputes`, { amount: 100, reason: 'One too many.' }), 201);
    await page.reload();
    await says(stat('Disputes'), /^1[^]*The oldest came/);
    await says(stat('Disputed amounts'), /^1[^]*The oldest came/);
    await look(page, 'operator-waiting');
    await mouse.press(stat('Disputes'));
    await arrives(page, /\/operator\/disputes\/$/);
    await mouse.press(main().getByRole('link', { name: 'Halo Frames' }));
    await says(main(), /Two pages are no concept\./);
  });

  step('ending the order asks for its reason, and says what it does', async () => {
    await mouse.press(button('End the order'));
    await says(dialog(), /What was accepted stays and is paid\. Everything else is cancelled/);
    await mouse.press(dialog().getByRole('button', { name: 'End the order' }));
    await says(dialog().locator('.error-summary'), /Write why/);
    await look(page, 'ruling-end');
    await mouse.press(dialog().getByRole('button', { name: 'Cancel' }));
    await dialog().waitFor({ state: 'detached' });
    assert.equal(expectStatus(await shop.buyer.client.get(`/api/billing/milestones?order=${order.id}`), 200).json.state, 'IN_DELIVERY');
    await mouse.press(button('End the order'));
    await mouse.type(dialog().locator('#reason'), 'It cannot be mended any more.');
    await mouse.press(dialog().getByRole('button', { name: 'End the order' }));
    await dialog().waitFor({ state: 'detached' });
    await says(page.locator('[data-news]'), /That is decided/);
    const { state, items } = expectStatus(await shop.buyer.client.get(`/api/billing/milestones?order=${order.id}`), 200).json;
    assert.deepEqual([state, items.map((s) => s.state)], ['CLOSED_EARLY', ['CANCELLED', 'CANCELLED', 'CANCELLED']]);
    const { items: bills } = expectStatus(await shop.buyer.client.get('/api/billing/bills'), 200).json;
    assert.deepEqual(bills.map((b) => b.state), ['VOID'], 'nobody owes anything');
  });

  step('nothing waits any more, and the operator has the evidence', async (browser, world) => {
    await mouse.press(main().getByRole('link', { name: 'All milestones of the order' }));
    await says(page.locator('[data-next]'), /The order has ended early/);
    await look(page, 'operator-ended');
    const [file] = await Promise.all([page.waitForEvent('download'), mouse.press(main().getByRole('link', { name: 'Download evidence (ZIP)' }))]);
    assert.equal(file.suggestedFilename(), `${order.id}.zip`);
    assert.deepEqual(json(unzip(fs.readFileSync(await file.path())), 'order.json').orders.map((o) => o.order_id), [order.id]);
    await page.goto(`${world.site.url}/operator/`);
    for (const name of ['Disputes', 'Disputed amounts']) await says(stat(name), /^0[^]*Nothing waits/);
    await world.ctl(world.site, 'verify');
  });

  step('buyer and seller read how it ended; the buyer has the evidence, too', async () => {
    page = await as(shop.buyer, `/my/orders/${order.id}`);
    await says(main(), /The order has ended early[^]*It cannot be mended any more\./);
    await main().getByRole('link', { name: 'Download evidence (ZIP)' }).waitFor();
    page = await as(shop.seller, `/seller/handovers/${order.id}`);
    await says(main(), /The order has ended early[^]*It cannot be mended any more\./);
    assert.equal(await main().getByRole('link', { name: 'Download evidence (ZIP)' }).count(), 0, 'a seller may not have it');
  });
});
