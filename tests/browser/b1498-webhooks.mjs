// X9: an owner makes a webhook, tries it, changes it, sends again, pauses it
// and deletes it, by mouse; what the server answered is seen without a reload.
import assert from 'node:assert/strict';
import { after } from 'node:test';
import { arrives, browse, says } from '../lib/browser.mjs';
import { Mouse } from '../lib/hands.mjs';
import { until } from '../lib/proc.mjs';
import { Receiver } from '../lib/receiver.mjs';
import { Buyer, expectStatus } from '../lib/shop.mjs';
import { setup } from '../lib/story.mjs';
import { look } from './dealing.mjs';

const receiver = await Receiver.start();
after(() => receiver.stop());
const params = () => ({ OUTBOUND_PORTS: `443, ${receiver.port}`, OUTBOUND_ALLOW: '127.0.0.0/8' });

browse('webhooks', { ...setup(), params }, (step) => {
  const mouse = new Mouse();
  let buyer, profile, page;
  const main = () => page.locator('main');
  const button = (name) => main().getByRole('button', { name });
  const link = (name) => main().getByRole('link', { name });
  const pick = (kind) => main().locator(`label.pick:has(input[value="${kind}"])`);
  const hooks = async () => expectStatus(await buyer.client.get('/api/billing/webhooks'), 200).json.items;

  step('one is made: what is not filled in is told, its secret is shown once', async (browser, world) => {
    buyer = await Buyer.ready(world);
    profile = await (await browser.profile({ reducedMotion: 'reduce' })).as(buyer);
    page = await profile.open('/my/webhooks/');
    await mouse.press(link('New webhook'));
    await mouse.press(button('Make the webhook'));
    await says(page.locator('.error-summary'), /Enter the address[^]*Choose at least one event/);
    await mouse.type(page.locator('#url'), receiver.url);
    await mouse.type(page.locator('#about'), 'Accounting');
    await mouse.press(pick('order.paid'));
    await mouse.press(button('Make the webhook'));
    await says(page.locator('[data-secret]'), /^whsec_/);
    const secret = await page.locator('[data-secret]').innerText();
    await mouse.press(button('I have kept it'));
    await arrives(page, /\/my\/webhooks\/whk_/);
    await says(page.locator('h1:visible'), /Accounting/);
    assert.ok(!(await page.content()).includes(secret), 'it is shown once');
  });

  step('a test is sent, and its answer comes to the page by itself', async () => {
    await mouse.press(button('Send a test'));
    await says(page.locator('[data-screen] .notice'), /It is on its way/);
    await says(main().locator('tbody tr'), /Taken/);
    await says(page.locator('[data-screen] .notice'), /It is on its way/);
    assert.equal(receiver.take().length, 1);
    await look(page, 'webhook-tested');
    await mouse.press(main().locator('tbody').getByRole('link'));
    await says(main(), /Attempt[^]*200[^]*thank you[^]*What is sent/);
  });

  step('the same is sent again; a refusal is told with its answer', async () => {
    receiver.mode = 'refuse';
    await mouse.press(button('Send again'));
    await says(page.locator('[data-screen] .notice'), /It is sent once more/);
    await until(() => receiver.heard.length === 1, 'it is heard again');
    await says(main().locator('tbody tr'), /To be tried again|Given up/);
    await mouse.press(main().locator('tbody').getByRole('link'));
    await says(main(), /400[^]*not this one/);
    receiver.mode = null;
    receiver.take();
    await mouse.press(link('Back'));
  });

  step('it is changed: another name, one event more, one less', async () => {
    await mouse.press(link(/^Change/).first());
    assert.equal(await page.locator('#url').inputValue(), receiver.url);
    await mouse.type(page.locator('#about'), 'Books');
    await mouse.press(pick('bill.issued'));
    await mouse.press(pick('order.paid'));
    await mouse.press(button('Save'));
    await says(page.locator('[data-screen] .notice'), /The webhook is changed/);
    await says(page.locator('h1:visible'), /Books/);
    const [hook] = await hooks();
    assert.deepEqual([hook.about, hook.kinds, hook.url], ['Books', ['bill.issued'], receiver.url]);
  });

  step('paused and switched on again', async () => {
    await mouse.press(button('Pause'));
    await says(page.locator('[data-screen] .notice'), /Paused; what happens meanwhile waits/);
    assert.equal((await hooks())[0].state, 'PAUSED');
    await mouse.press(button('Switch on'));
    await says(page.locator('[data-screen] .notice'), /Switched on/);
    assert.equal((await hooks())[0].state, 'ACTIVE');
  });

  step('deleted after a question; the list is empty again', async () => {
    await mouse.press(link('Delete'));
    await says(main(), /Delete Books\?[^]*This cannot be undone/);
    await mouse.press(link('Back'));
    assert.equal((await hooks()).length, 1, 'Back deletes nothing');
    await mouse.press(link('Delete'));
    await mouse.press(button('Delete the webhook'));
    await arrives(page, /\/my\/webhooks\/$/);
    await says(main(), /No webhooks yet/);
    assert.deepEqual(await hooks(), []);
  });
});
