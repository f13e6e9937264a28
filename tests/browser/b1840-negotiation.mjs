// R21: a buyer asks for an offer from the product's page, the seller asks for
// other values, answers with an offer; each is told of it.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { arrives, browse, says } from '../lib/browser.mjs';
import { Keyboard, Mouse } from '../lib/hands.mjs';
import { expectStatus, password } from '../lib/shop.mjs';
import { setup } from '../lib/story.mjs';
import { dealers, look, terms } from './dealing.mjs';

browse('negotiation', setup(), (step) => {
  const mouse = new Mouse(), keyboard = new Keyboard();
  let seller, buyer, desk, profile, page, staff, counter, request;
  const main = (where = page) => where.locator('main');
  const button = (name, where = page) => main(where).getByRole('button', { name });
  const link = (name, where = page) => main(where).getByRole('link', { name });
  const turn = (where = page) => where.locator('section[aria-labelledby=h-answer], aside[aria-labelledby=h-answer]');

  step('a visitor asks from the product’s page, signs in, and comes back with what was chosen (R3, R21)', async (browser, world) => {
    ({ seller, buyer, desk } = await dealers(world));
    profile = await browser.profile({ reducedMotion: 'reduce' });
    page = await profile.open('/p/halo-frames');
    await mouse.type(page.locator('input[name=quantity]'), '8');
    await page.waitForURL(/quantity=8/);
    await mouse.press(link('Ask for an offer'));
    await arrives(page, /\/sign-in\/#next=/);
    await mouse.type(page.locator('#email'), buyer.email);
    await mouse.type(page.locator('#password'), password);
    await mouse.press(button('Sign in'));
    await arrives(page, /\/my\/requests\/\?product=halo-frames/);
    assert.equal(await main().getByLabel('Quantity').inputValue(), '8');
    await look(page, 'request-new');
  });

  step('what is missing is said; sent, it stands in a thread', async () => {
    await keyboard.type(main().getByLabel(/^Price that you wish for/), 'cheap');
    await keyboard.press(button('Send the request'));
    await says(page.locator('.error-summary'), /Write an amount in USD[^]*Write a few words/);
    await keyboard.type(main().getByLabel(/^Price that you wish for/), '9.50');
    await keyboard.type(main().getByLabel(/^Message/), 'Eight walls in the new house.');
    await keyboard.press(button('Send the request'));
    await arrives(page, /\/my\/requests\/ofr_/);
    request = /ofr_[0-9a-z]+/.exec(page.url())[0];
    await says(page.locator('.rounds'), /Asked for an offer[^]*Solo[^]*× 8[^]*USD\s9\.50[^]*Eight walls/);
    await says(turn(), /Studio halo’s turn/);
    await look(page, 'request');
  });

  step('the seller finds it, and asks for other values by keyboard', async (browser) => {
    staff = await (await browser.profile({ reducedMotion: 'reduce' })).as(seller);
    counter = await staff.open('/seller/requests/');
    await says(counter.locator('table'), /Halo Frames[^]*Yours/);
    await look(counter, 'seller-requests');
    await keyboard.press(counter.locator('table').getByRole('link', { name: 'Halo Frames' }));
    await arrives(counter, new RegExp(`/seller/requests/${request}$`));
    assert.match(await link('Make an offer', counter).getAttribute('href'), new RegExp(`/seller/offers/\\?request=${request}`));
    await keyboard.press(button('Ask for other values', counter));
    await keyboard.type(main(counter).getByLabel('Quantity'), '10');
    await keyboard.type(main(counter).getByLabel(/^Message/), 'At ten it could be done.');
    await keyboard.press(button('Send these values', counter));
    await says(counter.locator('[data-news] .notice'), /Sent to/);
    await look(counter, 'seller-request');
  });

  step('the buyer is told, at the bell and among the notifications', async () => {
    await profile.open('/my/notifications/', page);
    await says(page.locator('.notes'), /Studio halo/);
    await says(page.locator('.bell__count'), /1/);
    await look(page, 'notifications');
    await mouse.press(page.locator('.notes a').first());
    await arrives(page, new RegExp(`/my/requests/${request}$`));
    await says(page.locator('.rounds'), /Asked for other values[^]*× 10[^]*At ten/);
    await says(turn(), /It is your turn/);
    await says(page.locator('.bell__count'), /^$/);
  });

  step('the seller answers with an offer, and the buyer goes to it', async () => {
    const { id } = expectStatus(await desk.api('POST', 'offers', { request }, { 'Idempotency-Key': randomUUID() }), 201, 'offer').json;
    await desk.find('email', buyer.email);
    const draft = await desk.save(id, terms(buyer.email));
    expectStatus(await desk.send(id, draft.row_version), 200, 'sent');
    await page.reload();
    await says(page.locator('.rounds'), /Made an offer/);
    await mouse.press(turn().getByRole('link', { name: 'See the offer' }));
    await arrives(page, new RegExp(`/my/offers/${id}$`));
    await says(main(), /Halo Frames: an offer from Studio halo/);
  });

  step('the buyer ends it with a reason', async () => {
    await profile.open(`/my/requests/${request}`, page);
    await mouse.press(button('Decline'));
    const sheet = page.locator('dialog[open]');
    await mouse.type(sheet.getByLabel('Why?'), 'The house is not built.');
    await mouse.press(sheet.getByRole('button', { name: 'Decline it' }));
    await says(turn(), /was declined/);
    await profile.open('/my/requests/', page);
    await says(page.locator('table'), /Declined/);
    await look(page, 'requests');
  });
});
