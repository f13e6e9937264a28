// Cards on file (R4, R20): put there on the provider's page, charged without
// it, challenged by the bank, declined, taken off file again; of the own
// company alone, and an order is charged once whatever the order of things.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { setup, story } from '../lib/story.mjs';
import { until } from '../lib/proc.mjs';
import { idHex } from '../lib/id.mjs';
import { Buyer, expectProblem, expectStatus, putOnFile, useCard } from '../lib/shop.mjs';

story('cards on file', setup(), (step) => {
  let buyer, card;
  const cards = async (who = buyer) => expectStatus(await who.client.get('/api/checkout/cards'), 200).json.items;
  const pay = (order, by, key = randomUUID()) => buyer.client.post('/api/checkout/payments',
    { order: order.id, method: 'card', card: by.id }, { headers: { 'Idempotency-Key': key } });
  const methods = async (order) => expectStatus(
    await buyer.client.get(`/api/checkout/payment-methods?order=${order.id}`), 200).json.items;

  step('put on file on the provider\'s page', async (world) => {
    buyer = await Buyer.ready(world);
    assert.deepEqual(await cards(), []);
    const { back, id } = await putOnFile(buyer, 'success');
    assert.equal(back, `${world.site.url}/my/cards/${id}`);
    card = expectStatus(await buyer.client.post(`/api/checkout/cards/${id}/refreshes`, {}), 200).json;
    assert.deepEqual([card.state, card.brand, card.last4.length, card.expired], ['ON_FILE', 'visa', 4, false]);
    assert.deepEqual((await cards()).map((each) => each.id), [id]);
    const kept = await world.sql(world.site, "SELECT kind FROM events WHERE subject = 'card' ORDER BY event_id");
    assert.deepEqual(kept, [['opened'], ['on_file']]);
  });

  step('a retry with its key opens no second one', async () => {
    const key = randomUUID();
    const open = () => buyer.client.post('/api/checkout/cards', {}, { headers: { 'Idempotency-Key': key } });
    const [one, two] = [expectStatus(await open(), 201).json, expectStatus(await open(), 201).json];
    assert.deepEqual(one, two);
    assert.equal((await cards()).length, 1);
  });

  step('the provider\'s event alone puts it on file, as does the worker', async () => {
    const { id } = await putOnFile(buyer, 'challenge');
    await until(async () => (await cards()).some((each) => each.id === id), 'on file without a refresh');
  });

  step('charged at once, shown nothing, bound to its key', async (world) => {
    const order = await buyer.placeOrder();
    const [method] = await methods(order);
    assert.deepEqual([method.method, method.eligible, method.cards.length], ['card', true, 2]);
    const key = randomUUID();
    const paid = expectStatus(await pay(order, card, key), 201).json;
    assert.deepEqual([paid.payment.state, paid.redirect_url], ['CAPTURED', null]);
    assert.deepEqual(expectStatus(await pay(order, card, key), 201).json, paid);
    const active = await buyer.orderIn(order, 'ACTIVE');
    assert.equal(active.bill.state, 'PAID');
    const rows = await world.sql(world.site, `SELECT COUNT(*) FROM payments WHERE card_id IS NOT NULL`);
    assert.deepEqual(rows, [['1']]);
  });

  step('a program sees no card and charges none: it gets the provider\'s page', async (world) => {
    const order = await buyer.placeOrder();
    const { secret } = expectStatus(await buyer.client.post('/api/storefront/api-keys',
      { name: 'Pays', scopes: ['orders:read', 'orders:write'] }), 201).json;
    const ask = (method, url, json) => world.client.request(method, `/api/checkout/${url}`, { body: json && JSON.stringify(json),
      headers: { Authorization: `Bearer ${secret}`, ...(json ? { 'Content-Type': 'application/json', 'Idempotency-Key': randomUUID() } : {}) } });
    const [method] = expectStatus(await ask('GET', `payment-methods?order=${order.id}`), 200).json.items;
    assert.deepEqual([method.method, method.eligible, method.cards], ['card', true, []]);
    const refused = expectProblem(await ask('POST', 'payments', { order: order.id, method: 'card', card: card.id }), 422, 'invalid');
    assert.deepEqual([refused.errors[0].pointer, refused.errors[0].code], ['/card', 'api_key']);
    assert.equal((await buyer.get(order)).state, 'PENDING_PAYMENT');
    assert.ok(expectStatus(await ask('POST', 'payments', { order: order.id, method: 'card' }), 201).json.redirect_url);
  });

  step('the bank asks the buyer, who comes back having paid', async () => {
    const order = await buyer.placeOrder();
    const challenged = (await cards()).find((each) => each.id !== card.id);
    const { payment, redirect_url: url } = expectStatus(await pay(order, challenged), 201).json;
    assert.equal(payment.state, 'REQUIRES_ACTION');
    const answer = await buyer.client.fresh().request('POST', url, { body: 'challenge=approve',
      headers: { 'Content-Type': 'application/x-www-form-urlencoded' } });
    assert.match(answer.headers.location, new RegExp(`/result/${order.id}$`));
    await buyer.orderIn(order, 'ACTIVE');
  });

  step('declined, then another card: the order waits meanwhile', async () => {
    const { id } = await putOnFile(buyer, 'decline');
    await until(async () => (await cards()).some((each) => each.id === id), 'on file');
    const order = await buyer.placeOrder();
    const { payment, redirect_url: url } = expectStatus(await pay(order, { id }), 201).json;
    assert.deepEqual([payment.state, payment.failure, url], ['FAILED', 'card_declined', null]);
    assert.equal((await buyer.get(order)).state, 'PENDING_PAYMENT');
    assert.equal(expectStatus(await pay(order, card), 201).json.payment.state, 'CAPTURED');
    await buyer.orderIn(order, 'ACTIVE');
  });

  step('who is at the provider\'s page and chooses a card on file, pays once; what still comes is given back', async (world) => {
    const order = await buyer.placeOrder();
    const started = expectStatus(await buyer.pay(order), 201).json;
    assert.equal(expectStatus(await pay(order, card), 201).json.payment.state, 'CAPTURED');
    await useCard(buyer.client, started.redirect_url, 'success');
    const late = await until(async () => {
      const [[state]] = await world.sql(world.site,
        `SELECT state FROM payments WHERE card_id IS NULL AND order_id = UNHEX('${idHex(order.id)}')`);
      return state === 'CAPTURED' && state;
    }, 'the late capture is known', 30000);
    assert.equal(late, 'CAPTURED');
    await until(async () => {
      const [[back]] = await world.sql(world.site, `SELECT COALESCE(SUM(cash_minor), 0) FROM refunds
        WHERE state = 'REFUNDED' AND order_id = X'${idHex(order.id)}'`);
      return Number(back) === order.total.amount;
    }, 'it went back', 30000);
  });

  step('of the own company alone', async (world) => {
    const stranger = await Buyer.ready(world);
    assert.deepEqual(await cards(stranger), []);
    expectProblem(await stranger.client.post(`/api/checkout/cards/${card.id}/refreshes`, {}), 404);
    expectProblem(await stranger.client.api('DELETE', `/api/checkout/cards/${card.id}`), 404);
    const order = await stranger.placeOrder();
    expectProblem(await stranger.client.post('/api/checkout/payments', { order: order.id, method: 'card', card: card.id },
      { headers: { 'Idempotency-Key': randomUUID() } }), 404);
  });

  step('taken off file: not offered, not charged, forgotten by the provider', async (world) => {
    const order = await buyer.placeOrder();
    expectStatus(await buyer.client.api('DELETE', `/api/checkout/cards/${card.id}`), 204);
    assert.ok((await cards()).every((each) => each.id !== card.id));
    const { detail } = expectProblem(await pay(order, card), 409, 'method_unavailable');
    assert.match(detail, /not on file any more/);
    await until(async () => {
      const [[due]] = await world.sql(world.site,
        "SELECT COUNT(*) FROM cards WHERE state = 'REMOVED' AND next_check_at IS NOT NULL");
      return due === '0';
    }, 'the provider has forgotten it', 30000);
  });

  step('refused by the bank: not on file, and said so', async () => {
    const { id } = await putOnFile(buyer, 'refused');
    const said = await until(async () => {
      const now = expectStatus(await buyer.client.post(`/api/checkout/cards/${id}/refreshes`, {}), 200).json;
      return now.state === 'FAILED' && now;
    }, 'it failed');
    assert.ok(said.failure);
  });

  step('those given up make room; on file are at most ten', async () => {
    const begin = () => buyer.client.post('/api/checkout/cards', {}, { headers: { 'Idempotency-Key': randomUUID() } });
    for (let i = 0; i < 11; i++) expectStatus(await begin(), 201);
    while ((await cards()).length < 10) {
      const { id } = await putOnFile(buyer, 'success');
      expectStatus(await buyer.client.post(`/api/checkout/cards/${id}/refreshes`, {}), 200);
    }
    assert.match(expectProblem(await begin(), 409, 'state').detail, /has 10 cards on file; remove one first/);
    expectStatus(await buyer.client.api('DELETE', `/api/checkout/cards/${(await cards())[0].id}`), 204);
    expectStatus(await begin(), 201);
  });

  step('so many are begun in a day, by a company, and no more', async (world) => {
    const key = randomUUID();
    const begin = (who, id = randomUUID()) => who.client.post('/api/checkout/cards', {}, { headers: { 'Idempotency-Key': id } });
    const first = expectStatus(await begin(buyer, key), 201).json;
    let tries = 0, answer;
    while ((answer = await begin(buyer)).status === 201) assert.ok(++tries < 30);
    expectProblem(answer, 429, 'throttled');
    const wait = Number(answer.headers['retry-after']);
    assert.ok(wait > 80000 && wait <= 86401, `${wait}`);
    const [[begun]] = await world.sql(world.site, "SELECT COUNT(*) FROM events e WHERE subject = 'card' AND kind = 'opened'");
    assert.equal(begun, '30');
    assert.deepEqual(expectStatus(await begin(buyer, key), 201).json, first, 'a retry is no new one');
    expectStatus(await begin(await Buyer.ready(world)), 201);
  });

  step('the books balance', (world) => world.ctl(world.site, 'verify'));
});
