// R41, X4: a milestone is handed over, sent back criterion by criterion and
// accepted by keyboard alone. After each act the focus is where the next one
// begins.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { arrives, browse, says } from '../lib/browser.mjs';
import { Keyboard } from '../lib/hands.mjs';
import { expectStatus } from '../lib/shop.mjs';
import { stagedParams, stagedShop } from '../lib/staged.mjs';
import { setup } from '../lib/story.mjs';

const key = () => ({ headers: { 'Idempotency-Key': randomUUID() } });

browse('milestones by keyboard', { ...setup(), params: stagedParams }, (step) => {
  const hand = new Keyboard();
  let shop, order, buyer, seller;
  const main = (page) => page.locator('main');
  const button = (page, name) => main(page).getByRole('button', { name });
  const link = (page, name) => main(page).getByRole('link', { name });
  const dialog = (page) => page.locator('dialog[open]');
  const focus = (page) => page.evaluate(() => `${document.activeElement.localName}#${document.activeElement.id}`);
  const hasNews = async (page, words) => {
    await says(page.locator('[data-news]'), words);
    assert.match(await page.evaluate(() => document.activeElement.className), /notice/, 'who acted hears what came of it');
  };
  const give = async (note) => {
    await hand.type(seller.locator('#note'), note);
    await hand.press(button(seller, /^Hand it over/));
    await hasNews(seller, /It is handed over/);
  };

  step('the seller is led to the milestone, and hands it over', async (browser) => {
    const { world } = browser;
    shop = await stagedShop(world);
    await shop.credit('--postpaid', 'yes', '--milestone', '40000.00');
    const offer = await shop.buyer.exclusive((await shop.sent({ deemed_days: 5 })).id);
    order = expectStatus(await shop.buyer.redeem(shop.buyer.stagedBody(offer)), 201).json;
    expectStatus(await shop.buyer.client.post('/api/checkout/settlements', { order: order.id, method: 'monthly_settlement' }, key()), 201);
    const profile = async (person) => (await browser.profile({ reducedMotion: 'reduce' })).as(person);
    seller = await (await profile(shop.seller)).open(`/seller/handovers/${order.id}`);
    await hand.press(link(seller, 'Hand it over'));
    await arrives(seller, /\/seller\/handovers\/hdo_/);
    await give('The concept.');
    buyer = await (await profile(shop.buyer)).open(`/my/orders/${order.id}`);
    await hand.press(link(buyer, 'Look at it'));
    await arrives(buyer, /\/my\/handovers\/hdo_/);
  });

  step('what is missing is said of each criterion; a fault leads to its field', async () => {
    await hand.press(button(buyer, 'Something is missing'));
    assert.equal(await focus(buyer), 'h2#h-reject');
    await hand.press(button(buyer, 'Send it back'));
    assert.match(await buyer.evaluate(() => document.activeElement.className), /error-summary/);
    await buyer.keyboard.press('Tab');
    await buyer.keyboard.press('Enter');
    assert.equal(await focus(buyer), 'input#met-1-yes');
    await buyer.keyboard.press('Space');
    await hand.pick(buyer.locator('#met-2-no'));
    await hand.type(buyer.locator('#comment-2'), 'It is not signed.');
    await hand.type(buyer.locator('#whole'), 'Please sign it.');
    await hand.press(button(buyer, 'Send it back'));
    await hasNews(buyer, /It is sent back/);
  });

  step('handed over again, its dialog shuts with Escape, and it is accepted', async () => {
    await seller.reload();
    await give('Signed.');
    await buyer.reload();
    const accept = button(buyer, 'Accept it');
    await hand.press(accept);
    await says(dialog(buyer), /That cannot be taken back/);
    await buyer.keyboard.press('Escape');
    await dialog(buyer).waitFor({ state: 'detached' });
    assert.equal(await accept.evaluate((e) => e === document.activeElement), true);
    await hand.press(accept);
    await hand.press(dialog(buyer).getByRole('button', { name: 'Accept it' }));
    await hasNews(buyer, /It is accepted/);
    await hand.press(link(buyer, 'All milestones of the order'));
    await says(buyer.locator('[data-sums]'), /1 of 3 milestones accepted/);
    assert.deepEqual(await hand.tour(buyer), []);
  });
});
