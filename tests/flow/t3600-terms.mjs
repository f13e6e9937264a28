// R2, R5: terms run by the site's days, are reminded of, renewed by an order
// of their own at the price of today, and end when nobody renewed them.
import assert from 'node:assert/strict';
import { setup, story } from '../lib/story.mjs';
import { Buyer, expectProblem, expectStatus } from '../lib/shop.mjs';
import { until } from '../lib/proc.mjs';
import { plain } from '../lib/smtp.mjs';
import { addServers, makeVpc, sellImage, serverOf } from '../lib/servers.mjs';

const ZONE = 'Asia/Tokyo';
const DAY = 86400000;
/** The number of a day in the shop's zone, nine hours east all year. */
const dayOf = (ms) => Math.floor((ms + 9 * 3600000) / DAY);
/** A TypeID's UUID, as the database writes it. */
const hexOf = (id) => [...id.split('_')[1]].reduce((n, c) => n * 32n + BigInt('0123456789abcdefghjkmnpqrstvwxyz'.indexOf(c)), 0n).toString(16).padStart(32, '0');
const midnight = (day) => new Date(day * DAY - 9 * 3600000).toISOString();

story('terms', { ...setup(), params: () => ({ TIME_ZONE: ZONE, GRACE_DAYS: 3, BANK_DETAILS: 'Souk Test GmbH, DE02 1203 0000 0000 2020 51' }) }, (step) => {
  let buyer, other, order, service, renewal, promised;
  const choice = { product: 'lumen-gallery', plan: 'pro', billing_mode: 'monthly', capacities: { users: 5 } };
  const read = async (id = service.id) => expectStatus(await buyer.client.get(`/api/checkout/services/${id}`), 200).json;
  const quote = (more) => buyer.client.post('/api/checkout/quotes', { ...choice, quantity: 1, periods: 1, ...more });
  const addMonths = (day, n) => {
    const from = new Date(day * DAY);
    const to = new Date(Date.UTC(from.getUTCFullYear(), from.getUTCMonth() + n + 1, 0));
    to.setUTCDate(Math.min(from.getUTCDate(), to.getUTCDate()));
    return to / DAY;
  };
  /** The service's first day, as if its last one was so many days ahead: the first of these that a month can end on. */
  async function leave(world, id, ...ahead) {
    const hex = hexOf(id);
    const [[before, periods]] = await world.sql(world.site, `SELECT term_before, term_periods FROM services WHERE service_id = x'${hex}'`);
    for (const n of ahead) {
      const last = dayOf(Date.now()) + n;
      for (let anchor = last - 32 * (Number(before) + Number(periods)); anchor < last; anchor++) {
        if (addMonths(anchor, Number(before) + Number(periods)) !== last) continue;
        await world.sql(world.site, `UPDATE services SET anchor_day = ${anchor}, term_ends_at = '${midnight(last + 1).replace('T', ' ').replace('Z', '')}',
          next_step_at = UTC_TIMESTAMP(6) WHERE service_id = x'${hex}'`);
        await world.work();
        return;
      }
    }
    assert.fail('no such first day');
  }

  step('what is bought by the month runs until midnight of its last day', async (world) => {
    buyer = await Buyer.ready(world);
    other = await Buyer.ready(world);
    const placed = await buyer.placeOrder(choice);
    await buyer.payWith('success', placed);
    order = await buyer.orderIn(placed, 'ACTIVE');
    service = order.services[0];
    const s = await read();
    assert.equal(s.order, order.id);
    assert.deepEqual([s.plan.code, s.billing_mode, s.quantity, s.capacities], ['pro', 'monthly', 1, { users: 5 }]);
    assert.equal(new Date(s.term.begins_at).toISOString(), midnight(dayOf(Date.now())));
    const first = new Date(dayOf(Date.now()) * DAY);
    const last = new Date(first);
    last.setUTCMonth(first.getUTCMonth() + 1);
    if (last.getUTCDate() !== first.getUTCDate()) last.setUTCDate(0);
    assert.equal(new Date(s.term.ends_at).toISOString(), midnight(last / DAY + 1));
    assert.equal(new Date(s.renewal.until).toISOString(), midnight(last / DAY + 4));
    assert.deepEqual([s.ended_at, s.term.periods], [null, 1]);
  });

  step('only its company sees it; what was bought once has no end', async () => {
    expectProblem(await other.client.get(`/api/checkout/services/${service.id}`), 404);
    assert.deepEqual(expectStatus(await other.client.get('/api/checkout/services'), 200).json, { items: [], next: null });
    const once = await buyer.placeOrder({ product: 'ledger-desk', plan: 'single', billing_mode: 'one_time', capacities: {} });
    await buyer.payWith('success', once);
    await buyer.orderIn(once, 'ACTIVE');
    const { items } = expectStatus(await buyer.client.get('/api/checkout/services?limit=1'), 200).json;
    assert.deepEqual([items[0].order, items[0].term, items[0].renewal.is], [once.id, null, 'no_term']);
    const refused = expectProblem(await quote({ product: 'ledger-desk', plan: 'single', billing_mode: 'one_time', capacities: {}, renews: once.id }), 409, 'state');
    assert.match(refused.detail, /no end/);
  });

  step('a yearly term cannot be renewed in its first month', async () => {
    const yearly = await buyer.placeOrder({ ...choice, billing_mode: 'yearly' });
    await buyer.payWith('success', yearly);
    const { id } = (await buyer.orderIn(yearly, 'ACTIVE')).services[0];
    const s = await read(id);
    assert.deepEqual([s.term.phase, s.renewal.is], ['running', 'early']);
    expectProblem(await quote({ billing_mode: 'yearly', renews: yearly.id }), 409, 'state');
  });

  step('seven days before the end, and the day before, it is said by mail, once each', async (world) => {
    await leave(world, service.id, 7, 6, 5, 4);
    const mail = await world.mail.next(buyer.email, (text) => plain(text).includes('ends soon'));
    assert.match(plain(mail.data), new RegExp(`/my/services/${service.id}`));
    assert.equal((await read()).term.phase, 'renewable');
    await leave(world, service.id, 1, 0);
    const mails = () => world.mail.messages.filter((message) => plain(message.data).includes('ends soon') && message.to.includes(buyer.email)).length;
    await until(() => mails() === 2, 'the second reminder');
    await world.work();
    assert.equal(mails(), 2);
  });

  step('a renewal keeps what runs: anything else is refused, and so are others', async () => {
    for (const [more, pointer] of [[{ quantity: 2 }, '/quantity'], [{ capacities: { users: 6 } }, '/capacities'],
      [{ billing_mode: 'yearly' }, '/billing_mode'], [{ plan: 'basic', capacities: {} }, '/plan'],
      [{ renews: 'ord_01h455vb4pex5vsknk084sn02q' }, '/renews'], [{ renews: 'nonsense' }, '/renews']]) {
      const problem = expectProblem(await quote({ renews: order.id, ...more }), 422, 'invalid');
      assert.equal(problem.errors[0].pointer, pointer, JSON.stringify(problem.errors));
    }
    const body = { ...choice, quantity: 1, periods: 1, renews: order.id };
    expectProblem(await other.client.post('/api/checkout/quotes', body), 422, 'invalid');
    expectProblem(await other.client.fresh().post('/api/checkout/quotes', body), 401);
  });

  step('a program asks for it with a key that reads orders', async (world) => {
    const ask = async (scopes) => {
      const { secret } = expectStatus(await buyer.client.post('/api/storefront/api-keys', { name: scopes.join(), scopes }), 201).json;
      return (more) => world.client.request('POST', '/api/checkout/quotes', { body: JSON.stringify({ ...choice, quantity: 1, periods: 1, ...more }),
        headers: { Authorization: `Bearer ${secret}`, 'Content-Type': 'application/json' } });
    };
    const catalogue = await ask(['catalogue:read']);
    expectStatus(await catalogue({}), 200);
    const refused = await catalogue({ renews: order.id });
    expectProblem(refused, 403, 'scope');
    assert.match(refused.headers['www-authenticate'], /scope="orders:read"/);
    expectStatus(await (await ask(['catalogue:read', 'orders:read']))({ renews: order.id }), 200);
  });

  step('it is ordered once, and expires no later than what it renews', async () => {
    const [one, two] = [expectStatus(await quote({ renews: order.id, periods: 2 }), 200).json, expectStatus(await quote({ renews: order.id }), 200).json];
    assert.equal(one.renews, order.id);
    assert.equal(one.runs_from, (await read()).term.ends_at);
    assert.ok(one.runs_until > two.runs_until, 'two months run longer than one');
    promised = one.runs_until;
    const documents = await buyer.documents();
    renewal = expectStatus(await buyer.order({ quote: one.quote, documents }), 201).json;
    assert.equal(renewal.renews, order.id);
    assert.equal(renewal.expires_at, (await read()).renewal.until);
    assert.match(expectProblem(await buyer.order({ quote: two.quote, documents }), 409, 'state').detail, /renewed/);
    const s = await read();
    assert.deepEqual([s.renewal.is, s.renewal.order], ['under_way', renewal.id]);
  });

  step('paid, it runs on from the day after its last; the first order is RENEWED', async (world) => {
    const before = await read();
    await buyer.payWith('success', renewal);
    const now = await buyer.orderIn(renewal, 'ACTIVE');
    assert.deepEqual(now.services.map((s) => s.id), [service.id], 'nothing new was delivered');
    const s = await read();
    assert.equal(s.term.periods, 2);
    assert.equal(s.term.begins_at, before.term.ends_at);
    assert.equal(s.term.ends_at, promised, 'the confirm page said so');
    assert.ok(Date.parse(s.term.ends_at) >= Date.parse(before.term.ends_at) + 58 * DAY);
    assert.deepEqual([s.term.phase, s.renewal.is], ['ahead', 'early']);
    assert.equal((await buyer.get(order)).state, 'RENEWED');
    await world.mail.next(buyer.email, (text) => plain(text).includes('runs on'));
    await world.ctl(world.site, 'verify');
  });

  step('a renewal that is not paid is cancelled, and another can be ordered', async (world) => {
    await leave(world, service.id, 3, 2, 1);
    const renew = async () => expectStatus(await buyer.order({ quote: expectStatus(await quote({ renews: order.id }), 200).json.quote,
      documents: await buyer.documents() }), 201).json;
    const first = await renew();
    expectStatus(await buyer.client.post(`/api/checkout/orders/${first.id}/cancellations`, {}), 200);
    const second = await renew();
    await buyer.payWith('success', second);
    await buyer.orderIn(second, 'ACTIVE');
    assert.equal((await buyer.get(renewal)).state, 'RENEWED');
  });

  step('in its grace it is served; after it, it has ended, and is released', async (world) => {
    await leave(world, service.id, -1, -2);
    let s = await read();
    assert.deepEqual([s.term.phase, s.renewal.is, s.ended_at], ['grace', 'open', null]);
    await leave(world, service.id, -4, -5);
    await world.mail.next(buyer.email, (text) => plain(text).includes('has ended'));
    s = await read();
    assert.deepEqual([s.term.phase, s.renewal.is], ['over', 'over']);
    assert.ok(s.ended_at);
    expectProblem(await quote({ renews: order.id }), 409, 'state');
    const [[expired]] = await world.sql(world.site, "SELECT COUNT(*) FROM orders WHERE state = 'EXPIRED'");
    assert.equal(Number(expired), 1);
    const { stdout } = await world.ctl(world.site, 'service', 'list');
    assert.match(stdout, new RegExp(`${service.id}.*RELEASED`));
    await world.ctl(world.site, 'verify');
  });

  step('an image is renewed with its server, which is not started anew', async (world) => {
    await addServers(world);
    await sellImage(world);
    const image = { product: 'halo-server', plan: 'solo', capacities: {}, flavour: 'general-4' };
    const order_ = async (more, body) => expectStatus(await buyer.order({ quote: (await buyer.quote({ ...image, ...more })).quote,
      documents: await buyer.documents('halo-server'), ...body }), 201).json;
    const placed = await order_({}, { server: serverOf(await makeVpc(buyer)) });
    await buyer.payWith('success', placed);
    const { services: [{ id }] } = await buyer.orderIn(placed, 'ACTIVE');
    await leave(world, id, 3, 2, 1);
    const before = await read(id);
    const next = await order_({ renews: placed.id }, {});
    assert.deepEqual(next.lines.map((l) => l.kind), placed.lines.map((l) => l.kind));
    await buyer.payWith('success', next);
    await buyer.orderIn(next, 'ACTIVE');
    assert.equal((await read(id)).term.begins_at, before.term.ends_at);
    await world.ctl(world.site, 'verify');
  });

  step('a transfer for what has ended meanwhile goes back by hand, and the renewal is cancelled', async (world) => {
    const placed = await buyer.placeOrder(choice);
    await buyer.payWith('success', placed);
    const { id } = (await buyer.orderIn(placed, 'ACTIVE')).services[0];
    await leave(world, id, 3, 2, 1);
    const late = expectStatus(await buyer.order({ quote: expectStatus(await quote({ renews: placed.id }), 200).json.quote,
      documents: await buyer.documents() }), 201).json;
    const { bill: { number, id: billId } } = expectStatus(await buyer.client.post('/api/checkout/settlements', { order: late.id, method: 'bank_transfer' },
      { headers: { 'Idempotency-Key': 'too-late' } }), 201).json;
    const bill = async () => expectStatus(await buyer.client.get(`/api/billing/bills/${billId}`), 200).json;
    assert.equal((await bill()).due_at, late.expires_at, 'due before there is nothing left to renew');
    await leave(world, id, -4, -5);
    assert.equal((await buyer.get(placed)).state, 'EXPIRED');
    const amount = (late.total.amount / 100).toFixed(2);
    const { stdout } = await world.ctl(world.site, 'payment', 'record', number, amount, '--reference', 'KTO 1');
    assert.match(stdout, new RegExp(`is VOID, 0\\.00 USD open, ${amount.replace('.', '\\.')} kept as a deposit`));
    assert.deepEqual([(await buyer.get(late)).state, (await bill()).state], ['CANCELLED', 'VOID']);
    const { items: [refund] } = expectStatus(await buyer.client.get(`/api/checkout/orders/${late.id}/refunds`), 200).json;
    assert.deepEqual([refund.kind, refund.state, refund.cash], ['surplus', 'APPROVED', late.total]);
    await world.mail.next(buyer.email, (text) => plain(text).includes('had ended when the money came'));
    await world.ctl(world.site, 'refund', 'sent', refund.id);
    await world.ctl(world.site, 'verify');
  });

  step('paid when it had ended: nothing is renewed, and the money goes back', async (world) => {
    const placed = await buyer.placeOrder(choice);
    await buyer.payWith('success', placed);
    const { id } = (await buyer.orderIn(placed, 'ACTIVE')).services[0];
    await leave(world, id, 3, 2, 1);
    const late = expectStatus(await buyer.order({ quote: expectStatus(await quote({ renews: placed.id }), 200).json.quote,
      documents: await buyer.documents() }), 201).json;
    await world.sql(world.site, `UPDATE services SET ended_at = delivered_at, next_step_at = NULL WHERE service_id = x'${hexOf(id)}'`);
    await buyer.payWith('success', late);
    const back = await buyer.orderIn(late, 'REFUNDED');
    assert.deepEqual(back.events.filter(({ kind }) => ['provision_failed', 'refunded'].includes(kind)).map(({ kind }) => kind).toSorted(), ['provision_failed', 'refunded']);
    assert.equal((await buyer.get(placed)).state, 'ACTIVE');
    const refunds = async () => expectStatus(await buyer.client.get(`/api/checkout/orders/${late.id}/refunds`), 200).json.items;
    await until(async () => (await refunds())[0].state === 'REFUNDED', 'by the gateway');
    const [refund] = await refunds();
    assert.deepEqual([refund.amount, refund.cash], [late.total, late.total]);
    await world.mail.next(buyer.email, (text) => plain(text).includes('had ended when it was paid'));
    assert.doesNotMatch((await world.ctl(world.site, 'deliver')).stdout, new RegExp(late.id), 'no operator has to');
    await world.ctl(world.site, 'verify');
  });
});
