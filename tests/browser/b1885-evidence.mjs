// X4: a file of evidence goes on where it was after the page was left; files
// are dropped where they belong, and one that misses the place opens nothing.
import assert from 'node:assert/strict';
import { createHash, randomUUID } from 'node:crypto';
import { browse, says } from '../lib/browser.mjs';
import { Mouse } from '../lib/hands.mjs';
import { expectStatus } from '../lib/shop.mjs';
import { stagedParams, stagedShop } from '../lib/staged.mjs';
import { setup } from '../lib/story.mjs';
import { look } from './dealing.mjs';

const PIECE = 256 * 1024;
const concept = { name: 'concept.txt', mimeType: 'text/plain', buffer: Buffer.alloc(1_200_000, 'The concept, page by page. ') };
const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');

browse('evidence', { ...setup(), params: stagedParams }, (step) => {
  const mouse = new Mouse();
  let shop, page, handover;
  const main = () => page.locator('main');
  const button = (name) => main().getByRole('button', { name });
  const pieces = '**/api/billing/uploads/*';
  /** What a drag brings: files that are made in the page. */
  const dragged = (files) => page.evaluateHandle((list) => {
    const data = new DataTransfer();
    for (const [name, text] of list) data.items.add(new File([text], name, { type: 'text/plain' }));
    return data;
  }, files);

  step('the page is left while a file is on its way', async (browser, world) => {
    shop = await stagedShop(world);
    await shop.credit('--postpaid', 'yes', '--milestone', '40000.00');
    const offer = await shop.buyer.exclusive((await shop.sent()).id);
    const order = expectStatus(await shop.buyer.redeem(shop.buyer.stagedBody(offer)), 201).json;
    expectStatus(await shop.buyer.client.post('/api/checkout/settlements', { order: order.id, method: 'monthly_settlement' },
      { headers: { 'Idempotency-Key': randomUUID() } }), 201);
    [{ handover }] = expectStatus(await shop.seller.client.get(`/api/billing/milestones?order=${order.id}`), 200).json.items;
    page = await (await (await browser.profile({ reducedMotion: 'reduce' })).as(shop.seller)).open(`/seller/handovers/${handover}`);
    let seen = 0;
    await page.route(pieces, (route) => (route.request().method() === 'PUT' && ++seen === 3 ? new Promise(() => {}) : route.continue()));
    await page.setInputFiles('#evidence', [concept]);
    await says(page.locator('[data-sending]'), /525 kB of 1,200 kB/);
    assert.equal(await page.locator('[data-unfinished]').count(), 0, 'it is under way');
    await page.reload();
    await page.unroute(pieces); // not before: what is held back would go on
  });

  step('the same file, added again, goes on where it was', async () => {
    await says(page.locator('[data-unfinished]'), /Not finished before: concept\.txt\. Add the same file again/);
    await look(page, 'evidence-unfinished');
    const sent = [];
    page.on('request', (request) => {
      if (request.method() === 'PUT' && request.url().includes('/uploads/')) sent.push(Number(new URL(request.url()).searchParams.get('from')));
    });
    await page.setInputFiles('#evidence', [concept]);
    await says(main(), new RegExp(sha256(concept.buffer)));
    assert.deepEqual(sent, [2 * PIECE, 3 * PIECE, 4 * PIECE], 'what was there already is not sent again');
    assert.equal(await page.locator('[data-unfinished]').count(), 0);
    const kept = await shop.seller.client.get(await page.getByRole('link', { name: 'concept.txt' }).getAttribute('href').then((href) => new URL(href, page.url()).pathname));
    assert.equal(sha256(expectStatus(kept, 200).body), sha256(concept.buffer));
  });

  step('files are dropped; the place shows that it takes them', async () => {
    const place = page.locator('.drop');
    const dataTransfer = await dragged([['plan.txt', 'The plan.'], ['empty.txt', '']]);
    await place.dispatchEvent('dragover', { dataTransfer });
    assert.notEqual(await place.getAttribute('data-over'), null);
    await place.dispatchEvent('dragleave', { dataTransfer });
    assert.equal(await place.getAttribute('data-over'), null);
    await place.dispatchEvent('drop', { dataTransfer });
    await says(main(), new RegExp(sha256('The plan.')));
    await says(page.locator('[data-sending]'), /empty\.txt[^]*This file is empty/);
    await mouse.press(button(/^Remove empty\.txt/));
  });

  step('beside its place a file opens nothing, and what was written stays', async () => {
    await mouse.type(page.locator('#note'), 'The concept and the plan.');
    const data = await dragged([['astray.txt', 'Astray.']]);
    const taken = await page.evaluate((dataTransfer) => ['dragover', 'drop'].map((kind) =>
      !document.body.dispatchEvent(new DragEvent(kind, { dataTransfer, bubbles: true, cancelable: true }))), data);
    assert.deepEqual(taken, [true, true], 'the browser is kept from opening it');
    assert.equal(await main().getByText('astray.txt').count(), 0);
    await mouse.press(button(/^Hand it over/));
    await says(page.locator('[data-news]'), /It is handed over/);
    const { rounds: [round] } = expectStatus(await shop.buyer.client.get(`/api/billing/handovers/${handover}`), 200).json;
    assert.deepEqual(round.files.map(({ name }) => name).sort(), ['concept.txt', 'plan.txt']);
  });
});
