// R22, R30, X2, X3: the link of an offer, by who opens it and when; what an
// order of it takes from the offer alone; and each state with its own name.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { setup, story } from '../lib/story.mjs';
import { run } from '../lib/proc.mjs';
import { expectProblem, expectStatus, password } from '../lib/shop.mjs';
import { day } from '../lib/offer.mjs';
import { OfferBuyer, offerShop, open, tokenOf } from '../lib/exclusive.mjs';

const DAY_MS = 24 * 3600 * 1000;
// Of 1200 a unit against 1600 of the list, ten of them for twelve months.
const money = (amount) => ({ amount, currency: 'USD' });

story('offers by link', setup(), (step) => {
  let shop, desk, buyer, other, sent, offer, order;

  const opened = async (client, of = sent) => expectStatus(await open(client, tokenOf(of)), 200, 'opening').json;
  /** No amount of the offer is in an answer to somebody whose it is not. */
  const tellsNoPrice = (answer) => assert.doesNotMatch(JSON.stringify(answer), /amount|1200|14400|19200|saved|quantity|digest/);
  const refused = async (offering, standing) => {
    const problem = expectProblem(await buyer.redeem(buyer.body(offer, { offer: offering.id, version: offering.version })), 409, 'offer_state');
    assert.equal(problem.standing, standing);
  };

  step('a seller sends an offer with a document of its own', async (world) => {
    shop = await offerShop(world);
    ({ desk, buyer, other } = shop);
    sent = await desk.sent(buyer.email, { documents: [{ title: 'Frames at cost', text: 'We agree on **ten** frames.' }] });
    assert.equal(sent.standing, 'active');
  });

  step('signed out it shows seller, product and end, and nothing else', async (world) => {
    const answer = await opened(world.client);
    assert.deepEqual(Object.keys(answer), ['standing', 'seller', 'product', 'ends_at', 'access']);
    assert.deepEqual([answer.standing, answer.access, answer.seller.slug, answer.product], ['active', 'sign_in', 'halo',
      { slug: 'halo-frames', name: 'Halo Frames', logo: null }]);
    assert.ok(Date.parse(answer.ends_at) > Date.now() + 13 * DAY_MS);
    tellsNoPrice(answer);
  });

  step('a wrong account sees the masked right one, and the seller that it looked', async () => {
    const answer = await opened(other.client);
    assert.deepEqual(Object.keys(answer), ['standing', 'seller', 'product', 'ends_at', 'access', 'issued_to', 'you']);
    assert.equal(answer.access, 'wrong_account');
    assert.match(answer.issued_to, /^.{1,2}\*\*\*@buyer\.example$/);
    assert.notEqual(answer.issued_to, buyer.email);
    tellsNoPrice(answer);
    for (const path of ['', '/calendar']) expectProblem(await other.client.get(`/api/offers/exclusive-offers/${sent.id}${path}`), 404, 'not_found');
    assert.deepEqual((await other.tab('active')).counts, { active: 0, upcoming: 0, used: 0, expired: 0 });
    const { openings } = await desk.offer(sent.id);
    assert.deepEqual(openings.map(({ own }) => own), [false], 'whoever was signed out left nothing');
    await opened(other.client);
    await opened(shop.seller.client);
    const { items } = await desk.get('notifications');
    assert.deepEqual(items.map(({ kind }) => kind), ['offer_opened_elsewhere'], 'once, and not of the seller itself');
  });

  step('the right one sees what is bought, what it costs, what is saved, and what it needs', async () => {
    const answer = await opened(buyer.client);
    assert.equal(answer.access, 'full');
    offer = answer.offer;
    assert.deepEqual([offer.net, offer.list_net, offer.saved, offer.saved_bp], [money(144000), money(192000), money(48000), 2500]);
    const { confirm } = offer;
    assert.deepEqual(confirm.lines.map(({ kind, unit, net }) => [kind, unit, net]), [['software', money(1200), money(144000)]]);
    assert.deepEqual([confirm.net, confirm.total, confirm.list_total], [money(144000), money(144000), money(192000)]);
    assert.match(confirm.digest, /^[0-9a-f]{64}$/);
    assert.deepEqual(confirm.documents.map(({ kind }) => kind), ['terms', 'refunds', 'agreement', 'offer']);
    assert.deepEqual(offer.documents.map(({ title, html }) => [title, html.includes('<strong>ten</strong>')]), [['Frames at cost', true]]);
    assert.ok(offer.checks.length >= 5 && offer.checks.every(({ ok, mend }) => ok && mend === null), JSON.stringify(offer.checks));
    assert.equal(offer.changes, null);
    assert.deepEqual(await buyer.exclusive(sent.id), offer, 'Discounts show the same');
    assert.ok(!JSON.stringify(offer).includes(tokenOf(sent)), 'its link is no part of it');
  });

  step('the form on the product page has the values that it leads to', () => {
    assert.equal(offer.use, '/p/halo-frames?plan=solo&mode=monthly&quantity=10&periods=12&cap.walls=3#pricing');
  });

  step('a viewer of the company sees it, and is told who may order', async (world) => {
    const viewer = new OfferBuyer(world, world.site, 'viewer@buyer.example');
    const company = (await buyer.signIn()).company.id;
    const added = await run(world.program('ctl'), ['--site', world.site.file, 'user', 'add', '--email', viewer.email, '--role', 'viewer',
      '--verified', '--company', company], { input: `${password}\n` });
    assert.equal(added.code, 0, added.stderr);
    await viewer.signIn();
    const answer = await opened(viewer.client);
    assert.deepEqual([answer.access, answer.offer.net], ['role', money(144000)]);
    assert.deepEqual(answer.offer.checks.filter(({ ok }) => !ok).map(({ check, mend }) => [check, mend.url]), [['role', '/my/company/']]);
    expectProblem(await viewer.redeem(buyer.body(offer)), 403, 'forbidden');
    expectProblem(await viewer.client.post(`/api/offers/exclusive-offers/${sent.id}/declines`, { reason: 'No.' }), 403, 'forbidden');
  });

  step('each document is accepted, its own one too', async () => {
    const { documents } = buyer.body(offer);
    for (let i = 0; i < documents.length; i++) {
      expectProblem(await buyer.redeem(buyer.body(offer, { documents: documents.toSpliced(i, 1) })), 422, 'terms');
    }
    expectProblem(await buyer.redeem(buyer.body(offer, { documents: [...documents, 'a'.repeat(64)] })), 409, 'terms_changed');
  });

  step('it becomes one order, of what the offer says', async () => {
    const key = randomUUID();
    const body = buyer.body(offer, { po_number: 'PO-7' });
    order = expectStatus(await buyer.redeem(body, key), 201, 'redemption').json;
    assert.deepEqual(expectStatus(await buyer.redeem(body, key), 201, 'again').json, order);
    assert.deepEqual(order.offer, { id: sent.id, version: 1, saved: money(48000) });
    assert.deepEqual([order.state, order.total, order.po_number], ['PENDING_PAYMENT', money(144000), 'PO-7']);
    const [line] = order.lines;
    assert.deepEqual([line.plan, line.billing_mode, line.quantity, line.periods, line.capacities, line.unit, line.list_unit],
      ['solo', 'monthly', 10, 12, { walls: 3 }, money(1200), money(1600)]);
    assert.equal(order.documents.length, 4);
    assert.deepEqual(await buyer.get(order), order, 'as it is read back');
  });

  step('used: it says by which order, and makes no second one', async () => {
    await refused(sent, 'used');
    const now = await buyer.exclusive(sent.id);
    assert.deepEqual([now.standing, now.order, now.confirm], ['used', order.id, null]);
    assert.deepEqual((await buyer.tab('used')).items.map(({ id }) => id), [sent.id]);
    assert.equal((await opened(buyer.client)).standing, 'used');
  });

  step('its order cancelled, it is there again', async () => {
    expectStatus(await buyer.cancel(order), 200, 'cancel');
    const now = await buyer.exclusive(sent.id);
    assert.deepEqual([now.standing, now.order], ['active', null]);
    order = expectStatus(await buyer.redeem(buyer.body(now)), 201, 'once more').json;
    expectStatus(await buyer.cancel(order), 200, 'cancel');
  });

  step('revised: what was shown is void, and what changed is told', async () => {
    const before = await buyer.exclusive(sent.id);
    const draft = await desk.save(sent.id, { ...(await desk.offer(sent.id)).terms, quantity: 12, title: 'A name of our own' });
    expectStatus(await desk.send(sent.id, draft.row_version), 200, 'revise');
    sent = await desk.offer(sent.id);
    assert.equal(sent.version, 2);
    expectProblem(await buyer.redeem(buyer.body(before)), 409, 'offer_version');
    const now = await buyer.exclusive(sent.id);
    assert.deepEqual(now.changes.map(({ path, before: old, after }) => [path.join('.'), Number(old), Number(after)]), [['quantity', 10, 12]]);
    assert.ok(!JSON.stringify(now).includes('A name of our own'));
    const changed = expectProblem(await buyer.redeem(buyer.body(now, { digest: before.confirm.digest })), 409, 'offer_changed');
    assert.equal(changed.offer.confirm.digest, now.confirm.digest, 'what it says now comes with the refusal');
    assert.equal((await opened(buyer.client)).offer.version, 2);
    assert.equal((await buyer.exclusive(sent.id)).changes, null, 'it has been seen');
  });

  step('not yet, withdrawn, declined, expired: each says so', async (world) => {
    const late = await desk.sent(buyer.email, { starts_on: day(3) });
    await refused(late, 'upcoming');
    const upcoming = await opened(buyer.client, late);
    assert.deepEqual([upcoming.standing, upcoming.offer.confirm], ['upcoming', null]);
    assert.deepEqual(upcoming.offer.checks.filter(({ ok }) => !ok).map(({ check }) => check), ['validity']);
    const back = await desk.sent(buyer.email);
    expectStatus(await desk.api('POST', `offers/${back.id}/withdrawals`, { row_version: back.row_version, reason: 'Sold out.' }), 200);
    await refused(back, 'withdrawn');
    assert.equal((await opened(buyer.client, back)).offer.close_reason, 'Sold out.');
    const no = await desk.sent(buyer.email);
    const decline = (id) => buyer.client.post(`/api/offers/exclusive-offers/${id}/declines`, { reason: 'Too dear.' });
    expectProblem(await other.client.post(`/api/offers/exclusive-offers/${no.id}/declines`, { reason: 'x' }), 404, 'not_found');
    assert.equal(expectStatus(await decline(no.id), 200).json.standing, 'declined');
    await refused(no, 'declined');
    expectProblem(await decline(back.id), 409, 'state');
    const over = await desk.sent(buyer.email);
    await world.sql(world.site, `UPDATE offers SET starts_at = starts_at - INTERVAL 20 DAY, ends_at = UTC_TIMESTAMP(6) - INTERVAL 1 SECOND
      WHERE offer_id = (SELECT x.offer_id FROM (SELECT offer_id FROM offers ORDER BY offer_id DESC LIMIT 1) x)`);
    await refused(over, 'expired');
    assert.equal((await opened(world.client, over)).standing, 'expired');
    const { items, counts } = await buyer.tab('expired');
    assert.deepEqual([items.map(({ standing }) => standing).sort(), counts],
      [['declined', 'expired', 'withdrawn'], { active: 1, upcoming: 1, used: 0, expired: 3 }]);
    sent = over;
  });

  step('more time is asked for once a day, of what has ended or soon will', async () => {
    const message = 'Nächste Woche. '.repeat(20).slice(0, 200);
    const ask = (id, words = message) => buyer.client.post(`/api/offers/exclusive-offers/${id}/extension-requests`, { message: words });
    const { items: [upcoming] } = await buyer.tab('upcoming');
    expectProblem(await ask(upcoming.id), 409, 'state');
    expectProblem(await ask(sent.id, `${message}!`), 422, 'invalid');
    expectStatus(await ask(sent.id), 204);
    expectProblem(await ask(sent.id), 429, 'throttled');
    const { events } = await desk.offer(sent.id);
    assert.deepEqual(events.filter(({ kind }) => kind === 'extension_asked').map(({ reason }) => reason), [message]);
  });

  step('its last day goes into a calendar, without the link', async () => {
    const answer = await buyer.client.get(`/api/offers/exclusive-offers/${sent.id}/calendar`);
    expectStatus(answer, 200, 'calendar');
    assert.match(answer.headers['content-type'], /^text\/calendar/);
    assert.match(answer.headers['content-disposition'], /^attachment;/);
    assert.match(answer.text, /^BEGIN:VCALENDAR\r\n/);
    assert.match(answer.text, /\r\nDTSTART;VALUE=DATE:\d{8}\r\n/);
    assert.match(answer.text, /\r\nBEGIN:VALARM\r\n/);
    assert.ok(answer.text.includes('Halo Frames') && !answer.text.includes(tokenOf(sent)));
  });
});
