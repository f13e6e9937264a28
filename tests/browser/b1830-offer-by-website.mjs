// R25, R31, R32, R33, X1: a private offer found under Exclusive offers, used
// on the product's page, missed by a field, and set with one press.
import assert from 'node:assert/strict';
import { arrives, browse, says } from '../lib/browser.mjs';
import { Keyboard, Mouse } from '../lib/hands.mjs';
import { setup } from '../lib/story.mjs';
import { dealers, look, lookAgain, terms } from './dealing.mjs';
import { tickAll } from './order.mjs';

browse('offer by website', setup(), (step) => {
  const mouse = new Mouse(), keyboard = new Keyboard();
  let buyer, desk, offer, profile, page;
  const main = () => page.locator('main');
  const button = (name) => main().getByRole('button', { name });
  const link = (name) => main().getByRole('link', { name });
  const panel = () => page.locator('[data-offer]');
  const total = () => page.locator('[data-total]').first();

  step('the menu’s Discounts lead to the offers, in tabs with their counts (R25)', async (browser, world) => {
    ({ buyer, desk } = await dealers(world));
    offer = await desk.sent(buyer.email, terms(buyer.email));
    await desk.sent(buyer.email, { ...terms(buyer.email), starts_on: new Date(Date.now() + 5 * 86400000).toISOString().slice(0, 10) });
    profile = await (await browser.profile({ reducedMotion: 'reduce' })).as(buyer);
    page = await profile.open('/');
    await keyboard.press(page.locator('[data-account] summary'));
    await keyboard.press(page.locator('[data-account]').getByRole('group', { name: 'Discounts' }).getByRole('link', { name: 'Exclusive offers' }));
    await arrives(page, /\/my\/offers\/$/);
    await says(page.locator('table'), /Halo Frames[^]*Studio halo[^]*USD\s1,440\.00[^]*You save[^]*Use now/);
    await says(page.locator('.segments'), /Active 1[^]*Upcoming 1[^]*Used 0[^]*Expired 0/);
    await lookAgain(page, 'offers');
    await keyboard.press(main().getByRole('link', { name: /^Upcoming/ }));
    await says(page.locator('table'), /Starts on/);
    assert.equal(await link(/^Use now/).count(), 0);
    await page.goBack();
  });

  step('its details: price, discount, validity, a file for the calendar; Use now opens the Pricing tab (R31)', async () => {
    await mouse.press(page.locator('table').getByRole('link', { name: 'Halo Frames', exact: true }));
    await arrives(page, new RegExp(`/my/offers/${offer.id}$`));
    await says(main(), /What it costs[^]*List price[^]*Your price[^]*1,440\.00[^]*You save/);
    await says(page.locator('section[aria-labelledby=h-valid]'), /From[^]*Valid until[^]*Version/);
    const calendar = await page.request.get(await link('Add the last day to a calendar').getAttribute('href'));
    assert.match(await calendar.text(), /^BEGIN:VCALENDAR\r\n/);
    await lookAgain(page, 'offer-details');
    await mouse.press(link('Use now'));
    await arrives(page, /\/p\/halo-frames\?.*#pricing$/);
  });

  step('what fits exactly has its price at once, and says so (R32)', async () => {
    await says(total(), /1,440\.00/);
    await says(panel(), /Your private offer is applied[^]*You save USD/);
    await says(page.locator('[data-own-offer]'), /Your private offer, until/);
    await look(page, 'offer-applied');
  });

  step('what differs is named, and set by one press, with no reload (R33, X1)', async () => {
    await page.evaluate(() => { window.same = true; });
    await keyboard.type(page.locator('input[name=quantity]'), '9');
    await says(panel(), /not applied: 1 thing differs[^]*Quantity[^]*9[^]*10/);
    assert.doesNotMatch(await total().textContent(), /1,440/);
    await keyboard.type(page.locator('input[name="cap.walls"]'), '2');
    await says(panel(), /2 things differ[^]*Quantity[^]*Walls[^]*2[^]*3/);
    await lookAgain(page, 'offer-near');
    await keyboard.press(button('Set the offer’s values'));
    await says(panel(), /Your private offer is applied/);
    assert.match(await page.evaluate(() => document.activeElement.textContent), /is applied/);
    await says(total(), /1,440\.00/);
    assert.deepEqual([await page.locator('input[name=quantity]').inputValue(), await page.locator('input[name="cap.walls"]').inputValue()], ['10', '3']);
    assert.equal(await page.evaluate(() => window.same), true);
  });

  step('the confirm page shows the linked offer; the order has its price', async () => {
    await mouse.press(button('Continue to Submit'));
    await arrives(page, /\/checkout\/\?/);
    await says(main(), /You save[^]*Your private offer is applied/);
    await look(page, 'offer-checkout');
    await tickAll(page, mouse);
    await mouse.press(button(/^Pay now .*1,440\.00/));
    await arrives(page, /\/pay\/ord_/);
    const order = await buyer.get(/ord_[0-9a-z]+/.exec(page.url())[0]);
    assert.deepEqual([order.total.amount, order.offer.id], [144000, offer.id]);
    await profile.open('/my/orders/', page);
    await says(page.locator('table'), /You save/);
    await profile.open('/my/offers/?tab=used', page);
    await says(page.locator('table'), /See the order/);
    await look(page, 'offers-used');
  });

  step('an offer is declined, with a reason', async () => {
    const other = await desk.sent(buyer.email, terms(buyer.email));
    await profile.open(`/my/offers/${other.id}`, page);
    await mouse.press(button('Decline the offer'));
    const sheet = page.locator('dialog[open]');
    await mouse.press(sheet.getByRole('button', { name: 'Decline it' }));
    await says(sheet.locator('.error-summary'), /Say why/);
    await mouse.type(sheet.getByLabel('Why?'), 'We have found another way.');
    await look(page, 'offer-decline');
    await mouse.press(sheet.getByRole('button', { name: 'Decline it' }));
    await says(main(), /This offer was declined/);
  });
});
