// R3, R22, R25, R31, R33, X1: a buyer takes a private offer by keyboard
// alone: from the mail's link, and from Exclusive offers past a near miss.
// After each act the focus is where the next one begins.
import assert from 'node:assert/strict';
import { arrives, browse, says } from '../lib/browser.mjs';
import { Keyboard } from '../lib/hands.mjs';
import { letter, linkIn } from '../lib/letter.mjs';
import { password } from '../lib/shop.mjs';
import { setup } from '../lib/story.mjs';
import { dealers, terms } from './dealing.mjs';
import { tickAll, useCard } from './order.mjs';

const services = { title: 'Service levels', text: '*Ninety-nine* percent.' };

browse('offer by keyboard', setup(), (step) => {
  const hand = new Keyboard();
  let buyer, desk, offer, again, profile, page, byLink, byWebsite;
  const main = () => page.locator('main');
  const button = (name) => main().getByRole('button', { name });
  const link = (name) => main().getByRole('link', { name });
  const dialog = () => page.locator('dialog[open]');
  /** In words: what has the focus. */
  const focus = () => page.evaluate(() => {
    const at = document.activeElement;
    return `${at.localName}${at.id && `#${at.id}`}${at.className && `.${at.className.split(' ').join('.')}`}`;
  });
  /** A page that has just been loaded begins at its first link, which is to the content. */
  const begins = async () => {
    assert.equal(await focus(), 'body');
    await page.keyboard.press('Tab');
    assert.equal(await focus(), 'a.skip');
    await page.keyboard.press('Enter');
    assert.match(page.url(), /#main$/);
  };
  /** Every stop of Tab can be seen, and the last leads out of the page. */
  const noTrap = async () => {
    assert.deepEqual(await hand.tour(page), []);
    const stops = await page.evaluate(() => window.soukStops.map(({ words, first }, i) => (!words || (i > 0 && first) ? null : words)));
    const end = stops.indexOf(null, 1);
    assert.ok(end > 10, `Tab goes round: ${stops.join(', ')}`);
    assert.match(stops[end - 1], /^select/, 'from the last of the footer on');
  };
  const pay = async () => {
    await arrives(page, /\/pay\/ord_/);
    const id = /ord_[0-9a-z]+/.exec(page.url())[0];
    await hand.press(button(/^Confirm and pay /));
    await arrives(page, /\/pay\/ses_/);
    await useCard(page, hand, 'success');
    await arrives(page, new RegExp(`/result/${id}`));
    await says(page.locator('h1:visible'), /Delivered/);
    return buyer.get(id);
  };

  step('the mail’s link, signed out: Tab leads to the way in', async (browser, world) => {
    ({ buyer, desk } = await dealers(world));
    offer = await desk.sent(buyer.email, { ...terms(buyer.email), documents: [services] });
    const mail = await letter(await world.mail.next(buyer.email, (text) => text.includes('/o/#')));
    const address = new URL(linkIn(mail.text));
    assert.equal(address.href, offer.link);
    profile = await browser.profile({ reducedMotion: 'reduce' });
    page = await profile.open(`/o/${address.hash}`);
    await says(page.locator('h1:visible'), /has an offer for you/);
    await begins();
    await hand.press(link('Sign in to see it'));
    await arrives(page, /\/sign-in\/#next=/);
  });

  step('signed in with Enter from the last field, it is the filled, locked confirm page, which Tab goes round', async () => {
    await hand.type(page.locator('#email'), buyer.email);
    await hand.type(page.locator('#password'), password);
    await page.keyboard.press('Enter');
    await arrives(page, /\/o\/off_/);
    await says(page.locator('h1:visible'), /Halo Frames: an offer from Studio halo/);
    await begins();
    await page.keyboard.press('Tab');
    assert.equal(await page.evaluate(() => document.activeElement.closest('main') !== null && document.activeElement.matches('main *')), true, 'past the header at once');
    await noTrap();
  });

  step('a document opens over the page, holds the focus, and Escape gives it back', async () => {
    const read = button(/^Read Service levels/);
    await hand.press(read);
    await says(dialog(), /Ninety-nine/);
    assert.equal(await page.evaluate(() => document.activeElement.closest('dialog[open]') !== null), true);
    for (let i = 0; i < 6; i++) {
      await page.keyboard.press('Tab');
      assert.equal(await page.evaluate(() => document.activeElement === document.body || document.activeElement.closest('dialog[open]') !== null), true, 'nothing behind it takes the focus');
    }
    await page.keyboard.press('Escape');
    await dialog().waitFor({ state: 'detached' });
    assert.equal(await read.evaluate((e) => e === document.activeElement), true);
  });

  step('what is not ticked is told, and the first of the list leads to its box', async () => {
    await hand.press(button(/^Accept and order for USD\s1,440\.00/));
    assert.equal(await focus(), 'div.error-summary');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    assert.equal(await focus(), 'input#doc-0');
    await page.keyboard.press('Space');
    await says(main(), /Halo Frames/);
    assert.equal(await page.locator('#doc-0-error').count(), 0, 'ticked, it is no fault any more');
    assert.equal(await focus(), 'input#doc-0');
    await page.keyboard.press('Space');
    assert.equal(await page.locator('#doc-0').isChecked(), false);
  });

  step('ticked and accepted with Enter, paid, delivered', async () => {
    await tickAll(page, hand);
    await hand.press(button(/^Accept and order for USD\s1,440\.00/));
    byLink = await pay();
    assert.match(await focus(), /^(h1|body)$/, 'what became of it, once that has changed under the reader');
    assert.deepEqual([byLink.total.amount, byLink.offer.id], [144000, offer.id]);
  });

  step('the next offer: by the menu to Exclusive offers, whose menu Escape closes', async () => {
    again = await desk.sent(buyer.email, { ...terms(buyer.email), documents: [services] });
    profile.screens.length = 0;
    const menu = page.locator('[data-account] summary');
    await hand.press(menu);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Escape');
    assert.equal(await menu.evaluate((e) => e === document.activeElement && !e.parentElement.open), true);
    await page.keyboard.press('Enter');
    await hand.press(page.locator('[data-account]').getByRole('link', { name: 'Exclusive offers' }));
    await arrives(page, /\/my\/offers\/$/);
    await says(page.locator('table'), /Halo Frames/);
    await begins();
    await hand.press(link(/^Use now/));
    await arrives(page, /\/p\/halo-frames\?.*#pricing$/);
    await says(page.locator('[data-offer]'), /Your private offer is applied/);
  });

  step('a near miss is told without taking the focus, and mended by one press, which takes it there', async () => {
    const panel = page.locator('[data-offer]');
    await hand.type(page.locator('input[name=quantity]'), '8');
    await says(panel, /1 thing differs[^]*Quantity[^]*8[^]*10/);
    assert.equal(await page.evaluate(() => document.activeElement.name), 'quantity', 'who types goes on typing');
    await hand.press(button('Set the offer’s values'));
    await says(panel, /Your private offer is applied/);
    assert.equal(await focus(), 'div.notice.notice--good');
    assert.equal(await page.locator('input[name=quantity]').inputValue(), '10');
  });

  step('ordered and paid, it is the order that the link made', async () => {
    profile.screens.length = 0;
    await hand.press(button('Continue to Submit'));
    await arrives(page, /\/checkout\/\?/);
    await says(main(), /Your private offer is applied/);
    await tickAll(page, hand);
    await hand.press(button(/^Pay now .*1,440\.00/));
    byWebsite = await pay();
    assert.equal(byWebsite.offer.id, again.id);
    for (const part of ['lines', 'net', 'tax', 'total', 'documents', 'seller', 'product']) assert.deepEqual(byWebsite[part], byLink[part], part);
  });

  step('a dialog of the offer closes with Escape, and the focus is where it was', async () => {
    const other = await desk.sent(buyer.email, terms(buyer.email));
    await profile.open(`/my/offers/${other.id}`, page);
    const decline = button('Decline the offer');
    await hand.press(decline);
    assert.equal(await page.evaluate(() => document.activeElement.name), 'reason');
    await page.keyboard.press('Escape');
    assert.equal(await decline.evaluate((e) => e === document.activeElement), true);
    await hand.press(decline);
    await hand.type(dialog().getByLabel('Why?'), 'Another way was found.');
    await hand.press(dialog().getByRole('button', { name: 'Decline it' }));
    await says(main(), /This offer was declined/);
    assert.match(await focus(), /^h1/);
  });
});
