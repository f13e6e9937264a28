// Order to active: quote, terms, order, payment by a test card, PAID with
// ledger and bill, delivery by the worker, ACTIVE.
import assert from 'node:assert/strict';
import { setup, story } from '../lib/story.mjs';
import { Buyer, expectProblem, expectStatus } from '../lib/shop.mjs';

const options = setup();

story('order', options, (step) => {
  let buyer, order;

  step('a visitor may ask for a price', async ({ client }) => {
    const quote = expectStatus(await client.post('/api/checkout/quotes', { product: 'lumen-gallery', plan: 'basic',
      billing_mode: 'monthly', quantity: 2, periods: 3, currency: 'USD' }), 200).json;
    assert.deepEqual(quote.total, { amount: 1900 * 2 * 3, currency: 'USD' });
    assert.ok(Date.parse(quote.expires_at) > Date.now());
  });

  step('capacities beyond the included ones are priced', async ({ client }) => {
    const ask = (users) => client.post('/api/checkout/quotes', { product: 'lumen-gallery', plan: 'pro',
      billing_mode: 'monthly', quantity: 1, periods: 2, capacities: { users }, currency: 'USD' });
    const five = expectStatus(await ask(5), 200).json.total.amount;
    const eight = expectStatus(await ask(8), 200).json.total.amount;
    assert.equal(five, 4900 * 2);
    assert.equal(eight - five, 3 * 300 * 2);
    const pointers = expectProblem(await ask(501), 422, 'invalid').errors.map((e) => e.pointer);
    assert.deepEqual(pointers, ['/capacities/users']);
  });

  step('an order needs its terms ticked', async (world) => {
    buyer = await Buyer.ready(world);
    const { quote } = await buyer.quote();
    const documents = await buyer.documents();
    assert.ok(documents.length > 0);
    expectProblem(await buyer.order({ quote, documents: documents.slice(1) }), 422, 'terms');
    order = expectStatus(await buyer.order({ quote, documents }), 201).json;
    assert.match(order.id, /^ord_[0-9a-z]{26}$/);
    assert.equal(order.state, 'PENDING_PAYMENT');
    assert.deepEqual(order.total, { amount: 4900, currency: 'USD' });
  });

  step('a quote buys one order', async () => {
    const { quote } = await buyer.quote({ quantity: 2 });
    const documents = await buyer.documents();
    expectStatus(await buyer.order({ quote, documents }), 201);
    expectProblem(await buyer.order({ quote, documents }), 409);
  });

  step('methods say which can be used and why not', async () => {
    const { items } = expectStatus(await buyer.client.get(`/api/checkout/payment-methods?order=${order.id}`), 200).json;
    assert.equal(items.find((m) => m.method === 'card').eligible, true);
    for (const method of items.filter((m) => !m.eligible)) assert.ok(method.reason.length > 10);
  });

  step('a card pays it: captured once, PAID, delivered, ACTIVE', async (world) => {
    const { payment, redirect_url: url, back } = await buyer.payWith('success', order);
    assert.ok(url.startsWith(world.sandboxOrigin));
    assert.equal(back, `${world.site.url}/result/${order.id}`);
    expectStatus(await buyer.refresh(payment), 200);
    const active = await buyer.orderIn(order, 'ACTIVE');
    assert.ok(active.paid_at);
    assert.equal(active.payment.state, 'CAPTURED');
    assert.deepEqual(active.bill.total, { amount: 4900, currency: 'USD' });
    assert.equal(active.services.length, 1);
    assert.ok(active.services[0].access_url);
    const kinds = active.events.map((e) => e.to).filter(Boolean);
    assert.deepEqual([...new Set(kinds)].filter((k) => ['PENDING_PAYMENT', 'PAID', 'ACTIVE'].includes(k)),
      ['PENDING_PAYMENT', 'PAID', 'ACTIVE']);
  });

  step('what the buyer\'s books call an order is kept with it, and nothing else is', async () => {
    const { quote } = await buyer.quote();
    const documents = await buyer.documents();
    const placed = expectStatus(await buyer.order({ quote, documents, po_number: '  PO-4711 / Ü ' }), 201).json;
    assert.deepEqual([placed.po_number, placed.cost_centre], ['PO-4711 / Ü', null]);
    assert.deepEqual([(await buyer.get(placed)).po_number, (await buyer.get(placed)).cost_centre], ['PO-4711 / Ü', null]);
    const next = (await buyer.quote()).quote;
    for (const po_number of ['x'.repeat(65), 'two\nlines', ' ', 7])
      assert.equal(expectProblem(await buyer.order({ quote: next, documents, po_number }), 422, 'invalid').errors[0].pointer, '/po_number');
  });

  step('the secret of a service is shown to its owner only, and noted', async (world) => {
    const [service] = (await buyer.get(order)).services;
    assert.equal(service.has_secret, true);
    const { secret } = expectStatus(await buyer.client.post(`/api/checkout/services/${service.id}/revelations`, {}), 200).json;
    assert.ok(secret.length >= 8);
    const stranger = await Buyer.ready(world);
    expectProblem(await stranger.client.post(`/api/checkout/services/${service.id}/revelations`, {}), 404, 'not_found');
    const dump = await world.sql(world.site, 'SELECT * FROM services');
    assert.ok(!JSON.stringify(dump).includes(secret), 'sealed at rest');
  });

  step('it is among My Orders, and in nobody else\'s', async (world) => {
    const { items } = expectStatus(await buyer.client.get('/api/checkout/orders'), 200).json;
    assert.ok(items.some((o) => o.id === order.id && o.state === 'ACTIVE'));
    const stranger = await Buyer.ready(world);
    assert.deepEqual(expectStatus(await stranger.client.get('/api/checkout/orders'), 200).json.items, []);
    expectProblem(await stranger.client.get(`/api/checkout/orders/${order.id}`), 404, 'not_found');
    expectProblem(await stranger.client.post(`/api/checkout/orders/${order.id}/cancellations`, {}), 404, 'not_found');
    expectProblem(await stranger.pay(order), 404, 'not_found');
  });

  step('the buyer got a mail about it', async (world) => {
    await world.mail.next(buyer.email, (text) => text.includes(order.id) || text.includes('Lumen Gallery'));
  });

  step('an unpaid order can be cancelled, a paid one cannot', async () => {
    const unpaid = await buyer.placeOrder({ plan: 'basic', capacities: {} });
    const gone = expectStatus(await buyer.client.post(`/api/checkout/orders/${unpaid.id}/cancellations`, {}), 200).json;
    assert.equal(gone.state, 'CANCELLED');
    expectProblem(await buyer.pay(unpaid), 409, 'state');
    expectProblem(await buyer.client.post(`/api/checkout/orders/${order.id}/cancellations`, {}), 409, 'state');
  });

  step('a licence is delivered as well', async () => {
    const licence = await buyer.placeOrder({ product: 'ledger-desk', plan: 'single', billing_mode: 'one_time', capacities: {} });
    await buyer.payWith('success', licence);
    const active = await buyer.orderIn(licence, 'ACTIVE');
    assert.equal(active.services.length, 1);
  });

  step('the books balance', async (world) => {
    await world.ctl(world.site, 'verify');
    const [[captures]] = [await world.sql(world.site, "SELECT COUNT(*) FROM payments WHERE state = 'CAPTURED'")];
    assert.equal(Number(captures[0]), 2);
  });
});
