// R21: a buyer asks for an offer from the product's page, the seller asks for
// other values, answers with an offer; each is told of it.
import assert from 'node:assert/strict';
import { arrives, browse, says } from '../lib/browser.mjs';
import { Keyboard, Mouse } from '../lib/hands.mjs';
import { day } from '../lib/offer.mjs';
import { password } from '../lib/shop.mjs';
import { setup } from '../lib/story.mjs';
import { dealers, look, lookAgain } from './dealing.mjs';

browse('negotiation', setup(), (step) => {
  const mouse = new Mouse(), keyboard = new Keyboard();
  let seller, buyer, profile, page, staff, counter, request, id;
  const main = (where = page) => where.locator('main');
  const button = (name, where = page) => main(where).getByRole('button', { name });
  const link = (name, where = page) => main(where).getByRole('link', { name });
  const turn = (where = page) => where.locator('section[aria-labelledby=h-answer], aside[aria-labelledby=h-answer]');

  step('a visitor asks from the product’s page, signs in, and comes back with what was chosen (R3, R21)', async (browser, world) => {
    ({ seller, buyer } = await dealers(world));
    buyer.company = (await buyer.signIn()).company;
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
    await lookAgain(page, 'request-new');
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
    await lookAgain(page, 'request');
  });

  step('the seller finds it, and asks for other values by keyboard', async (browser) => {
    staff = await (await browser.profile({ reducedMotion: 'reduce' })).as(seller);
    counter = await staff.open('/seller/requests/');
    await says(counter.locator('table'), /Halo Frames[^]*Yours/);
    await lookAgain(counter, 'seller-requests');
    await keyboard.press(counter.locator('table').getByRole('link', { name: 'Halo Frames' }));
    await arrives(counter, new RegExp(`/seller/requests/${request}$`));
    await keyboard.press(button('Ask for other values', counter));
    await keyboard.type(main(counter).getByLabel('Quantity'), '10');
    await keyboard.type(main(counter).getByLabel(/^Message/), 'At ten it could be done.');
    await keyboard.press(button('Send these values', counter));
    await says(counter.locator('[data-news] .notice'), /Sent to/);
    await lookAgain(counter, 'seller-request');
  });

  step('the buyer is told, at the bell and among the notifications', async () => {
    await profile.open('/my/notifications/', page);
    await says(page.locator('.notes'), /Studio halo/);
    await says(page.locator('.bell__count'), /1/);
    await lookAgain(page, 'notifications');
    await mouse.press(page.locator('.notes a').first());
    await arrives(page, new RegExp(`/my/requests/${request}$`));
    await says(page.locator('.rounds'), /Asked for other values[^]*× 10[^]*At ten/);
    await says(turn(), /It is your turn/);
    await says(page.locator('.bell__count'), /^$/);
  });

  step('the buyer leaves it to the seller again', async () => {
    await mouse.press(button('Ask for other values'));
    await mouse.type(main().getByLabel('Quantity'), '9');
    await mouse.type(main().getByLabel(/^Message/), 'Nine, then.');
    await mouse.press(button(/^Send/));
    await says(turn(), /Studio halo’s turn/);
  });

  step('the seller makes an offer of what was asked for, by keyboard from the thread to sent', async () => {
    const at = (pointer) => counter.locator(`[data-at="${pointer}"]`);
    const onward = async (name) => {
      await keyboard.press(button('Continue', counter));
      await says(counter.locator('main h2').first(), name);
    };
    await counter.reload();
    await says(counter.locator('.rounds'), /× 9[^]*Nine, then/);
    await keyboard.press(button('Make an offer', counter));
    await arrives(counter, /\/seller\/offers\/off_/);
    id = /off_[0-9a-z]+/.exec(counter.url())[0];
    await says(main(counter), new RegExp(`${buyer.company.name}[^]*The account is active`));
    await onward(/Product/);
    assert.equal(await at('/product').inputValue(), 'halo-frames');
    assert.deepEqual([await at('/quantity').inputValue(), await at('/periods').inputValue()], ['9', '1']);
    await look(counter, 'offer-of-request');
    await onward(/Price/);
    assert.equal(await at('/price/amount').inputValue(), '9.50', 'what the buyer wished for');
    await keyboard.type(at('/price/amount'), '10.50');
    await onward(/Milestones/);
    await onward(/Dates and terms/);
    await at('/accept_by').fill(day(14));
    await onward(/Review and send/);
    await keyboard.press(button(/^Send the offer of USD\s/, counter));
    await says(counter.locator('[data-news]'), /The offer is sent/);
  });

  step('the buyer is led to it', async () => {
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
    await lookAgain(page, 'requests');
  });
});
