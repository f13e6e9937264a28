// R3, R22, R30, X2, X3: a private offer by its link, signed out, signed in,
// and in every state that it can have.
import assert from 'node:assert/strict';
import { arrives, browse, says } from '../lib/browser.mjs';
import { Keyboard, Mouse } from '../lib/hands.mjs';
import { run } from '../lib/proc.mjs';
import { Buyer, expectStatus, password } from '../lib/shop.mjs';
import { setup } from '../lib/story.mjs';
import { dealers, look, lookAgain, terms, tokenOf } from './dealing.mjs';

browse('offer by link', setup(), (step) => {
  const mouse = new Mouse(), keyboard = new Keyboard();
  let seller, buyer, desk, offer, token, profile, page, order;
  const main = () => page.locator('main');
  const button = (name) => main().getByRole('button', { name });
  const link = (name) => main().getByRole('link', { name });
  const news = () => page.locator('[data-news] .notice');
  const path = (it) => `/o/#${tokenOf(it)}`;

  step('signed out it tells seller, product and last day, and no more; the token leaves the address', async (browser, world) => {
    ({ seller, buyer, desk } = await dealers(world));
    offer = await desk.sent(buyer.email, { ...terms(buyer.email), documents: [{ title: 'Service levels', text: '*Ninety-nine* percent.' }] });
    token = tokenOf(offer);
    profile = await browser.profile({ reducedMotion: 'reduce' });
    page = await profile.open(path(offer));
    await says(page.locator('h1:visible'), /Studio halo has an offer for you/);
    const text = await says(main(), /Halo Frames[^]*Accept by/);
    assert.doesNotMatch(text, /USD|12\.00|1,440/);
    assert.ok(!page.url().includes(token), 'the token is gone from the address');
    await lookAgain(page, 'offer-signed-out');
    await page.reload();
    await says(page.locator('h1:visible'), /has an offer for you/);
  });

  step('signing in comes back to it, filled in and locked; the token is nowhere but in fragments (R3, R22)', async () => {
    await keyboard.press(link('Sign in to see it'));
    await arrives(page, /\/sign-in\/#next=/);
    await keyboard.type(page.locator('#email'), buyer.email);
    await keyboard.type(page.locator('#password'), password);
    await keyboard.press(button('Sign in'));
    await arrives(page, /\/o\/(off_[0-9a-z]+)?$/);
    await says(page.locator('h1:visible'), /Halo Frames: an offer from Studio halo/);
    await says(page.locator('main .facts'), /Solo[^]*10 × Solo[^]*Walls[^]*3 in each[^]*Price by the month[^]*12 months, paid in one sum[^]*nothing renews by itself/i);
    await says(page.locator('main .sums'), /1,440\.00/);
    await says(page.locator('.sums__saved'), /USD/);
    await says(main(), /As we said on the phone[^]*What happens next[^]*Nothing is charged yet/);
    assert.equal(await page.locator('main .facts .fixed').count(), 5, 'each value says that it is set');
    assert.equal(await page.locator('main form :is(input, select):not([type=checkbox], [name=po_number], [name=cost_centre])').count(), 0);
    assert.match(page.url(), /\/o\/off_[0-9a-z]+$/);
    assert.ok(profile.requests.every((url) => !new URL(url).pathname.includes(token) && !new URL(url).search.includes(token)));
    assert.equal(await page.evaluate((secret) => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, history.state]).includes(secret), token), false);
    await lookAgain(page, 'offer-confirm');
  });

  step('nothing is ticked, and without its terms nothing is ordered (R19)', async (browser, world) => {
    assert.ok(await page.locator('main input[type=checkbox]').count() >= 4, 'terms, refunds, licence, and the offer’s own');
    assert.equal(await page.locator('main input[type=checkbox]:checked').count(), 0);
    await keyboard.press(button(/^Accept and order for USD\s1,440\.00/));
    await says(page.locator('.error-summary'), /Service levels/);
    assert.deepEqual(await world.sql(world.site, 'SELECT COUNT(*) FROM orders'), [['0']]);
  });

  step('revised while it is looked at: old and new are shown, and it starts over (X3)', async () => {
    for (const box of await page.locator('main input[type=checkbox]').all()) await mouse.tick(box);
    const draft = await desk.save(offer.id, { ...terms(buyer.email), quantity: 12, documents: [{ title: 'Service levels', text: '*Ninety-nine* percent.' }] });
    expectStatus(await desk.send(offer.id, draft.row_version), 200, 'second version');
    await profile.allowing(/status of 409/, async () => {
      await mouse.press(button(/^Accept and order/));
      await says(news(), /changed meanwhile[^]*was USD\s1,440\.00 and is USD\s1,728\.00/);
    });
    await page.waitForFunction(() => document.activeElement.className === 'notice notice--warn');
    assert.equal(await page.locator('main input[type=checkbox]:checked').count(), 0);
    await says(page.locator('section[aria-labelledby=h-changes]'), /Quantity[^]*10[^]*12/);
    await look(page, 'offer-changed');
  });

  step('accepted, it is the order that it said, at the offer’s price', async () => {
    for (const box of await page.locator('main input[type=checkbox]').all()) await keyboard.tick(box);
    await keyboard.press(button(/^Accept and order for USD\s1,728\.00/));
    await arrives(page, /\/pay\/ord_/);
    order = await buyer.get(/ord_[0-9a-z]+/.exec(page.url())[0]);
    assert.deepEqual([order.total.amount, order.lines[0].quantity, order.offer.id, order.offer.version], [172800, 12, offer.id, 2]);
    await profile.open(`/my/orders/${order.id}`, page);
    await says(page.locator('.sums'), /Private offer[^]*You save/);
    await look(page, 'offer-order');
  });

  step('used: the link leads to the order', async () => {
    await profile.open(path(offer), page);
    await says(page.locator('h1:visible'), /has been used/);
    await look(page, 'offer-used');
    await mouse.press(link(/^See order /));
    await arrives(page, new RegExp(order.id));
  });

  step('not yet begun, ended and withdrawn each say so, and what can be done', async (browser, world) => {
    const later = await desk.sent(buyer.email, { ...terms(buyer.email), starts_on: new Date(Date.now() + 5 * 86400000).toISOString().slice(0, 10) });
    await profile.open(path(later), page);
    await says(page.locator('h1:visible'), /starts on/);
    await look(page, 'offer-upcoming');
    const old = await desk.sent(buyer.email, terms(buyer.email));
    await world.sql(world.site, `UPDATE offers SET starts_at = starts_at - INTERVAL 60 DAY, ends_at = UTC_TIMESTAMP(6) - INTERVAL 1 DAY WHERE token_hash IS NOT NULL AND state <> 'REDEEMED' AND starts_at <= UTC_TIMESTAMP(6)`);
    await profile.open(path(old), page);
    await says(page.locator('h1:visible'), /This offer ended on/);
    await look(page, 'offer-expired');
    await mouse.type(main().getByLabel(/^Words to Studio halo/), 'Two more weeks, please.');
    await mouse.press(button('Ask to extend it'));
    await says(page.locator('.notice--good'), /Studio halo has been asked/);
    const back = await desk.sent(buyer.email, terms(buyer.email));
    expectStatus(await desk.api('POST', `offers/${back.id}/withdrawals`, { row_version: back.row_version, reason: 'The plan is no longer sold.' }), 200, 'withdrawal');
    await profile.open(path(back), page);
    await says(page.locator('h1:visible'), /was withdrawn/);
    await says(main(), /no longer sold/);
    await look(page, 'offer-withdrawn');
  });

  step('who may only look is told who may accept', async (browser, world) => {
    offer = await desk.sent(buyer.email, terms(buyer.email));
    const viewer = new Buyer(world, world.site, 'viewer@staff.example');
    await run(world.program('ctl'), ['--site', world.site.file, 'user', 'add', '--email', viewer.email, '--role', 'viewer', '--verified',
      '--company', (await buyer.signIn()).company.id], { input: `${password}\n` });
    await viewer.signIn();
    const other = await (await browser.profile({ reducedMotion: 'reduce' })).as(viewer);
    page = await other.open(path(offer));
    await says(main(), /Your role cannot accept it[^]*\(Owner\)/i);
    await says(page.locator('.sums'), /1,440\.00/);
    assert.equal(await button(/^Accept and order/).count(), 0);
    await lookAgain(page, 'offer-role');
  });

  step('another account learns the masked right one, never the price, and can change (X2)', async (browser, world) => {
    const stranger = await Buyer.ready(world);
    const other = await (await browser.profile({ reducedMotion: 'reduce' })).as(stranger);
    page = await other.open(path(offer));
    await says(page.locator('h1:visible'), /for another account/);
    const text = await says(main(), /It is for[^]*\*\*\*[^]*You are/);
    assert.doesNotMatch(text, /1,440|12\.00/);
    assert.ok(!text.includes(buyer.email));
    await lookAgain(page, 'offer-wrong-account');
    await mouse.press(button('Sign in with another account'));
    await arrives(page, /\/sign-in\/#next=/);
    await mouse.type(page.locator('#email'), buyer.email);
    await mouse.type(page.locator('#password'), password);
    await mouse.press(button('Sign in'));
    await arrives(page, /\/o\//);
    await says(page.locator('h1:visible'), /an offer from Studio halo/);
  });

  step('a link that is cut off says so', async () => {
    await profile.allowing(/status of 404/, async () => {
      page = await profile.open(`/o/#${token.slice(0, 20)}`);
      await says(page.locator('h1:visible'), /Open the link from the message again/);
    });
    await lookAgain(page, 'offer-unknown');
  });
});
