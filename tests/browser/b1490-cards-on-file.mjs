// R4, R20: a card is put on file on the way to paying, pays without the
// provider's page, is declined, challenged, removed; by mouse and by keyboard.
import assert from 'node:assert/strict';
import { axeFaults, overflowFaults } from '../lib/audit.mjs';
import { arrives, browse, says } from '../lib/browser.mjs';
import { Keyboard, Mouse } from '../lib/hands.mjs';
import { Buyer, expectStatus, putOnFile } from '../lib/shop.mjs';
import { setup } from '../lib/story.mjs';

const choice = { product: 'ledger-desk', plan: 'single', billing_mode: 'one_time', capacities: {} };

browse('cards on file', setup(), (step) => {
  const mouse = new Mouse(), keyboard = new Keyboard();
  let buyer, profile, page, order;

  const button = (name) => page.locator('main').getByRole('button', { name });
  const way = (name) => page.getByRole('radio', { name });
  const news = () => page.locator('[data-screen] .notice');
  const notYet = () => page.locator('button[name=card][value=success]');
  const atPayment = async () => {
    order = await buyer.placeOrder(choice);
    await profile.open(`/pay/${order.id}`, page);
    await button(/^Confirm and pay /).waitFor();
  };
  const payments = (world) => world.sql(world.site, 'SELECT state FROM payments WHERE order_id = (SELECT order_id FROM orders ORDER BY created_at DESC LIMIT 1) ORDER BY attempt');

  step('no card on file: one is added on the provider\'s page, which leads back to the same order', async (browser, world) => {
    buyer = await Buyer.ready(world);
    profile = await (await browser.profile()).as(buyer);
    page = await profile.open('/my/cards/');
    await says(page.locator('.empty'), /No card on file/);
    await atPayment();
    await says(page.locator('.picks'), /^(?![^]*••••)/);
    await mouse.press(button('Add a card'));
    await arrives(page, /\/setup\//);
    await mouse.press(page.getByRole('link', { name: /^Go back to the shop/ }));
    await arrives(page, new RegExp(`/pay/${order.id}$`));
    await says(news(), /No card was added[^]*Nothing was charged/);
    await mouse.press(button('Add a card'));
    await mouse.press(notYet());
    await arrives(page, new RegExp(`/pay/${order.id}$`));
    await says(news(), /•••• \d{4} is on file/);
    assert.equal(await way(/••••/).isChecked(), true, 'what was just added is chosen');
    await says(page.locator('.picks'), /Another card/);
  });

  step('it pays at once, without the provider\'s page, once', async (browser, world) => {
    profile.screens.length = 0;
    await mouse.press(button(/^Confirm and pay /));
    await arrives(page, new RegExp(`/result/${order.id}$`));
    await says(page.locator('h1:visible'), /Paid, thank you|Delivered/);
    assert.ok(!profile.screens.some((url) => url.startsWith(world.sandboxOrigin)));
    assert.deepEqual(await payments(world), [['CAPTURED']]);
  });

  step('declined, then another way; the bank asks, by keyboard alone', async (browser, world) => {
    for (const card of ['decline', 'challenge']) {
      const { id } = await putOnFile(buyer, card);
      expectStatus(await buyer.client.post(`/api/checkout/cards/${id}/refreshes`, {}), 200);
    }
    await atPayment();
    const [challenge, decline] = await page.locator('input[name=method]').all();
    await mouse.pick(decline);
    await mouse.press(button(/^Confirm and pay /));
    await says(page.locator('h1:visible'), /The payment did not go through/);
    await says(page.locator('.outcome'), /not charged[^]*the card was declined/);
    await mouse.press(page.getByRole('link', { name: 'Try the payment again' }));
    await arrives(page, /\/pay\/ord_/);
    await says(news(), /did not go through/);
    await keyboard.pick(challenge);
    await keyboard.press(button(/^Confirm and pay /));
    await arrives(page, /\/pay\/(?!ord_)/);
    await keyboard.press(page.getByRole('button', { name: 'Approve the payment' }));
    await says(page.locator('h1:visible'), /Paid, thank you|Delivered/);
    assert.deepEqual(await payments(world), [['FAILED'], ['CAPTURED']]);
  });

  step('the cards are listed and removed, by keyboard alone', async () => {
    await profile.open('/my/cards/', page);
    await page.locator('#h-cards').waitFor();
    const rows = page.locator('ul.todo li');
    assert.equal(await rows.count(), 3);
    for (const width of [1280, 320]) {
      await page.setViewportSize({ width, height: 800 });
      assert.deepEqual([...await overflowFaults(page, `${width} px`), ...await axeFaults(page, `${width} px`)], []);
    }
    await keyboard.press(rows.first().getByRole('button', { name: /^Remove/ }));
    await says(page.locator('dialog[open]'), /Remove .* •••• \d{4}\?/);
    await keyboard.press(page.locator('dialog[open]').getByRole('button', { name: 'Remove' }));
    await says(news(), /is removed/);
    assert.equal(await rows.count(), 2);
    await mouse.press(button('Add a card'));
    await mouse.press(page.locator('button[name=card][value=refused]'));
    await arrives(page, /\/my\/cards\/$/);
    await says(news(), /The card is not on file[^]*the bank does not let it be kept/);
    assert.equal(await rows.count(), 2);
  });
});
