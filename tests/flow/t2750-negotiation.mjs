// R21: a buyer asks for an offer, the sides propose in turn, either may end
// it; what was said stays as it was, and both are told.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { setup, story } from '../lib/story.mjs';
import { Buyer, expectProblem, expectStatus, mailToken, password } from '../lib/shop.mjs';
import { letter } from '../lib/letter.mjs';
import { plain } from '../lib/smtp.mjs';
import { listing, Operator, Seller } from '../lib/seller.mjs';
import { day, OfferDesk } from '../lib/offer.mjs';

const url = '/api/offers/offer-requests';
const wish = (more = {}) => ({ product: 'halo-frames', plan: 'solo', billing_mode: 'monthly', quantity: 12, periods: 6,
  capacities: { walls: 3 }, target: { amount: 900, currency: 'USD' }, starts_on: '2099-12-01', message: 'Für alle Filialen.\n«所有门店»', ...more });
const counter = (more = {}) => { const { product, ...rest } = wish(more); return rest; };

// A clock of a shop whose day is not UTC's at this hour.
const zone = new Date().getUTCHours() < 12 ? 'Etc/GMT+12' : 'Pacific/Kiritimati';
const localDay = (days) => new Intl.DateTimeFormat('en-CA', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' })
  .format(Date.now() + days * 24 * 3600 * 1000);

story('negotiation', { ...setup(), params: () => ({ TIME_ZONE: zone }) }, (step) => {
  let buyer, other, seller, rival, request;
  const post = (who, path, body, key = randomUUID()) => who.client.post(`${url}${path}`, body, { headers: { 'Idempotency-Key': key } });
  const ask = (who, body, key) => post(who, '', body, key);
  const read = async (who) => expectStatus(await who.client.get(`${url}/${request.id}`), 200).json;
  const told = async (who, query = '') => expectStatus(await who.client.get(`/api/offers/notifications${query}`), 200).json.items;
  const counts = async (who) => expectStatus(await who.client.get('/api/offers/notification-counts'), 200).json;

  step('people, and something to ask for', async (world) => {
    const operator = await Operator.ready(world);
    seller = await Seller.applied(world, 'halo');
    rival = await Seller.applied(world, 'rival');
    for (const who of [seller, rival]) await operator.admit(who);
    await seller.publish(operator, 'halo-frames', listing());
    buyer = await Buyer.ready(world);
    other = await Buyer.ready(world);
  });

  step('what cannot be bought cannot be asked for', async () => {
    for (const [body, pointer] of [
      [wish({ quantity: 0 }), '/quantity'], [wish({ capacities: { walls: 99 } }), '/capacities/walls'],
      [wish({ target: { amount: 900, currency: 'EUR' } }), '/target/currency'], [wish({ starts_on: '2020-01-01' }), '/starts_on'],
      [wish({ starts_on: '2099-13-01' }), '/starts_on'], [wish({ starts_on: localDay(-1) }), '/starts_on'], [wish({ message: 'x'.repeat(2001) }), '/message'],
      [wish({ target: { amount: -1, currency: 'USD' } }), '/target/amount'],
    ]) {
      const problem = expectProblem(await ask(buyer, body), 422, 'invalid');
      assert.ok(problem.errors.some((f) => f.pointer === pointer), `${pointer}: ${JSON.stringify(problem.errors)}`);
    }
    expectProblem(await ask(buyer, wish({ billing_mode: 'yearly' })), 409, 'not_sold');
    expectProblem(await ask(seller, wish()), 422, 'invalid');
    assert.deepEqual(expectStatus(await buyer.client.get(url), 200).json.items, []);
  });

  step('asked once, however often it is sent; the seller is told', async (world) => {
    const key = randomUUID();
    const [first, again] = [await ask(buyer, wish(), key), await ask(buyer, wish(), key)];
    request = expectStatus(first, 201).json;
    assert.deepEqual(expectStatus(again, 201).json, request);
    assert.deepEqual([request.state, request.turn, request.side], ['REQUESTED', 'seller', 'buyer']);
    const [round] = request.rounds;
    assert.deepEqual({ ...round, at: null, by: null }, { round: 1, side: 'buyer', kind: 'request', plan: 'solo', billing_mode: 'monthly', quantity: 12,
      periods: 6, capacities: { walls: 3 }, target: { amount: 900, currency: 'USD' }, starts_on: '2099-12-01',
      message: 'Für alle Filialen.\n«所有门店»', offer: null, at: null, by: null });
    const mail = await world.mail.next('contact@halo.example', (text) => plain(text).includes('would like an offer'));
    for (const words of ['Halo Frames', '> Für alle Filialen.', '> «所有门店»', `/seller/requests/${request.id}`, 'USD 9.00'])
      assert.ok(plain(mail.data).replace(/\u00a0/g, ' ').includes(words), words);
    const [note] = await told(seller);
    assert.deepEqual([note.kind, note.url, note.read], ['request_new', `/seller/requests/${request.id}`, false]);
    assert.match(note.text, new RegExp(`^Company of ${buyer.email} asks for an offer for Halo Frames`));
    assert.equal((await counts(seller)).unread, 1);
    assert.deepEqual(await seller.buyersWait(), [{ kind: 'offer_request', id: request.id, product: 'Halo Frames', buyer: `Company of ${buyer.email}`,
      since: request.updated_at }]);
    assert.deepEqual(await rival.buyersWait(), []);
    assert.equal((await counts(buyer)).unread, 0, 'who asked knows');
  });

  step('it is there for its two sides alone', async () => {
    for (const who of [other, rival]) {
      expectProblem(await who.client.get(`${url}/${request.id}`), 404, 'not_found');
      expectProblem(await post(who, `/${request.id}/counters`, counter()), 404, 'not_found');
      expectProblem(await post(who, `/${request.id}/declines`, { reason: 'No.' }), 404, 'not_found');
      assert.deepEqual(expectStatus(await who.client.get(url), 200).json.items, []);
    }
    expectProblem(await buyer.client.get(`${url}?side=seller`), 403, 'forbidden');
    const [asBuyer, asSeller] = [await buyer.client.get(url), await seller.client.get(`${url}?side=seller`)].map((a) => expectStatus(a, 200).json.items);
    assert.deepEqual([asBuyer[0].id, asSeller[0].id], [request.id, request.id]);
    assert.deepEqual([asBuyer[0].side, asSeller[0].side], ['buyer', 'seller']);
    assert.equal((await read(seller)).rounds[0].by, `Company of ${buyer.email}`, 'no name of a person');
    assert.equal((await read(buyer)).rounds[0].by, buyer.email.split('@')[0]);
  });

  step('proposals go to and fro, in turn, and stay as they were', async (world) => {
    expectProblem(await post(buyer, `/${request.id}/counters`, counter()), 409, 'state');
    const mine = expectStatus(await post(seller, `/${request.id}/counters`, counter({ quantity: 20, message: 'With 20.', target: { amount: 950, currency: 'USD' } })), 201).json;
    assert.deepEqual([mine.state, mine.turn, mine.rounds.length], ['COUNTERED', 'buyer', 2]);
    expectProblem(await post(seller, `/${request.id}/counters`, counter()), 409, 'state');
    assert.deepEqual(await seller.buyersWait(), [], 'it is the buyer who is waited for');
    await world.mail.next(buyer.email, (text) => plain(text).includes('> With 20.') && plain(text).includes(`/my/requests/${request.id}`));
    assert.equal((await told(buyer, '?unread=yes'))[0].kind, 'request_countered');
    const before = (await read(buyer)).rounds;
    // Both answer at once, as two people of a company may: one round.
    const both = await Promise.all([1, 2].map((n) => post(buyer, `/${request.id}/counters`, counter({ message: `Answer ${n}` }))));
    assert.deepEqual(both.map((a) => a.status).sort(), [201, 409]);
    const after = (await read(buyer)).rounds;
    assert.deepEqual(after.slice(0, 2), before);
    assert.equal(after.length, 3);
    assert.deepEqual((await seller.buyersWait()).map((w) => w.id), [request.id], 'its turn again');
  });

  step('read is read, by its user alone', async () => {
    const [note] = await told(seller, '?unread=yes');
    expectStatus(await buyer.client.post('/api/offers/notification-reads', { ids: [note.id] }), 204);
    assert.equal((await told(seller, '?unread=yes'))[0].id, note.id, 'another leaves it alone');
    expectStatus(await seller.client.post('/api/offers/notification-reads', { ids: [note.id] }), 204);
    assert.equal((await told(seller)).find((n) => n.id === note.id).read, true);
    expectStatus(await seller.client.post('/api/offers/notification-reads', { all: true }), 204);
    assert.equal((await counts(seller)).unread, 0);
    for (const body of [{}, { ids: ['x'] }, { ids: [note.id], all: true }])
      expectProblem(await seller.client.post('/api/offers/notification-reads', body), 422, 'invalid');
    const page = expectStatus(await seller.client.get('/api/offers/notifications?limit=1'), 200).json;
    const rest = expectStatus(await seller.client.get(`/api/offers/notifications?after=${page.next}`), 200).json;
    assert.equal(rest.items.length, (await told(seller)).length - 1);
  });

  step('ended with a reason, for good', async (world) => {
    const ended = expectStatus(await post(seller, `/${request.id}/declines`, { reason: 'Not below USD 9.50.' }), 200).json;
    assert.deepEqual([ended.state, ended.turn, ended.rounds.at(-1).message], ['DECLINED', 'none', 'Not below USD 9.50.']);
    await world.mail.next(buyer.email, (text) => plain(text).includes('> Not below USD 9.50.'));
    for (const who of [buyer, seller]) {
      expectProblem(await post(who, `/${request.id}/counters`, counter()), 409, 'state');
      expectProblem(await post(who, `/${request.id}/declines`, { reason: 'No.' }), 409, 'state');
    }
  });

  const desk = () => new OfferDesk(seller);
  const exclusive = async (id) => expectStatus(await buyer.client.get(`/api/offers/exclusive-offers/${id}`), 200).json;

  /** Asked, and answered by an offer; the offer's id. */
  async function answered(more = {}) {
    request = expectStatus(await ask(buyer, wish()), 201).json;
    const { id } = await desk().begin({ request: request.id });
    const { draft } = await desk().offer(id);
    const terms = { ...draft.terms, price: { kind: 'amount', amount: 900 }, starts_on: null, accept_by: day(5), note: 'As you wish.', ...more };
    const kept = await desk().save(id, terms);
    assert.deepEqual(kept.faults, []);
    expectStatus(await desk().send(id, kept.row_version), 200);
    return id;
  }

  step('an offer answers it, as it was asked for', async (world) => {
    const id = await answered();
    const now = await read(buyer);
    assert.deepEqual([now.state, now.turn], ['ANSWERED', 'buyer']);
    const { kind, side, offer } = now.rounds.at(-1);
    assert.deepEqual([kind, side, offer.id, offer.version, offer.net], ['offer', 'seller', id, 1, { amount: 900 * 12 * 6, currency: 'USD' }]);
    const theirs = await exclusive(id);
    assert.deepEqual([theirs.plan.code, theirs.quantity, theirs.periods, theirs.capacities], ['solo', 12, 6, { walls: 3 }]);
    await world.mail.next(buyer.email, (text) => text.includes('/o/#') && plain(text).includes('> As you wish.'));
    assert.equal((await told(buyer, '?unread=yes'))[0].kind, 'request_answered');
    assert.equal((await told(buyer, '?unread=yes'))[0].url, `/my/requests/${request.id}`);
    // More time is asked for, once a day, in the buyer's words.
    const more = () => buyer.client.post(`/api/offers/exclusive-offers/${id}/extension-requests`, { message: '请再给一周。\n谢谢' });
    expectStatus(await more(), 204);
    expectProblem(await more(), 429, 'throttled');
    const asks = await world.mail.next('contact@halo.example', (text) => plain(text).includes('asks you to extend'));
    assert.ok(plain(asks.data).includes('> 请再给一周。\n> 谢谢') || plain(asks.data).replaceAll('\r', '').includes('> 请再给一周。\n> 谢谢'), plain(asks.data));
    assert.equal((await told(seller))[0].kind, 'extension_asked');
    // Declined, the negotiation has ended, too.
    expectStatus(await buyer.client.post(`/api/offers/exclusive-offers/${id}/declines`, { reason: 'Too late.' }), 200);
    const ended = await read(seller);
    assert.deepEqual([ended.state, ended.rounds.at(-1).kind, ended.rounds.at(-1).message], ['DECLINED', 'decline', 'Too late.']);
    await world.mail.next('contact@halo.example', (text) => plain(text).includes('> Too late.'));
  });

  step('made out to a colleague, it is told to whoever asked, in any language', async (world) => {
    for (const [locale, colleague, subject] of [['en', 'paula@buyer.example', 'Studio halo answered your request for Halo Frames'], ['zh-CN', 'paul@buyer.example', 'Studio halo 已答复您对 Halo Frames 的询价']]) {
      expectStatus(await buyer.client.api('POST', '/api/storefront/invitations', { email: colleague, role: 'purchaser' }), 201);
      const token = mailToken(await world.mail.next(colleague, (text) => text.includes('/join/#')), 'join');
      expectStatus(await new Buyer(world, world.site, colleague).client.post('/api/storefront/invitation-acceptances', { token, user_name: colleague.split('@')[0], password }), 201);
      expectStatus(await buyer.client.api('PATCH', '/api/storefront/account', { locale }), 200);
      await desk().find('email', colleague);
      const before = world.mail.messages.length;
      await answered({ target: { kind: 'email', value: colleague } });
      const mail = await letter(await world.mail.next(buyer.email, (text) => plain(text).includes(`/my/requests/${request.id}`), before));
      assert.equal(mail.subject, subject);
      for (const words of [`/my/requests/${request.id}`, 'USD', '> As you wish.']) assert.ok(mail.text.includes(words), `${words} in ${mail.text}`);
      assert.ok(!mail.text.includes('/o/#') && !mail.html.includes('/o/#'), 'the link is the contact\'s');
      await world.mail.next(colleague, (text) => text.includes('/o/#'), before);
    }
    expectStatus(await buyer.client.api('PATCH', '/api/storefront/account', { locale: 'en' }), 200);
  });

  step('ordered by that offer, it is accepted', async (world) => {
    const id = await answered();
    const { version, confirm } = await exclusive(id);
    const order = expectStatus(await buyer.client.post('/api/offers/redemptions', { offer: id, version, digest: confirm.digest,
      documents: confirm.documents.map((d) => d.hash), contact: confirm.consent?.hash }, { headers: { 'Idempotency-Key': randomUUID() } }), 201).json;
    assert.equal(order.net.amount, 900 * 12 * 6);
    const now = await read(buyer);
    assert.deepEqual([now.state, now.turn, now.rounds.at(-1).kind], ['ACCEPTED', 'none', 'accept']);
    await world.mail.next('contact@halo.example', (text) => plain(text).includes('has ordered by your offer'));
    assert.equal((await told(seller))[0].kind, 'offer_redeemed');
  });

  step('a company begins a hundred a day at most, also of those that it has ended', async (world) => {
    await world.sql(world.site, 'UPDATE throttles SET tries = 99');
    request = expectStatus(await ask(buyer, wish()), 201).json;
    expectStatus(await post(buyer, `/${request.id}/declines`, { reason: 'No.' }), 200);
    expectProblem(await ask(buyer, wish()), 429, 'throttled');
  });
});
