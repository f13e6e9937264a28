// Many at once, and liars: one quote ordered fifty times, one key fifty times,
// signed events that lie, events and refreshes in a storm, cancelling while
// paying (F6, F13).  Whatever is answered, one order, one capture, one bill.
import assert from 'node:assert/strict';
import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import fs from 'node:fs';
import { setup, story } from '../lib/story.mjs';
import { Buyer, expectStatus, useCard } from '../lib/shop.mjs';
import { until } from '../lib/proc.mjs';

const events = '/api/checkout/gateway-events/sandbox';
const times = (n, fn) => Promise.all(Array.from({ length: n }, (_, i) => fn(i)));

story('races', setup(), (step) => {
  let buyer, key, order, payment, url;
  const now = () => Math.floor(Date.now() / 1000);
  const sign = (body, t = now()) => `t=${t},v1=${createHmac('sha256', key).update(`${t}.${body}`).digest('hex')}`;
  const send = (world, body, signature = sign(body)) => world.client.request('POST', events,
    { body, headers: { 'Content-Type': 'application/json', 'Souk-Sandbox-Signature': signature } });
  const event = (more = {}) => JSON.stringify({ id: `evt_${randomUUID()}`, type: 'session.captured', session: url.split('/').pop(),
    reference: payment.id, amount: 4900, currency: 'USD', created: now(), ...more });
  const count = async (world, what) => Number((await world.sql(world.site, `SELECT COUNT(*) FROM ${what}`))[0][0]);

  step('one quote makes one order, however many ask at once', async (world) => {
    buyer = await Buyer.ready(world);
    const { quote } = await buyer.quote();
    const documents = await buyer.documents();
    const answers = await times(50, () => buyer.order({ quote, documents }));
    assert.equal(answers.filter((a) => a.status === 201).length, 1);
    for (const answer of answers) assert.ok([201, 409, 503].includes(answer.status), `${answer.status}`);
    assert.equal(await count(world, 'orders'), 1);
    const other = await buyer.quote();
    const name = randomUUID();
    const same = await times(50, () => buyer.order({ quote: other.quote, documents }, name));
    order = same.find((a) => a.status === 201).json;
    for (const answer of same) {
      assert.ok([201, 409, 503].includes(answer.status), `${answer.status}`);
      if (answer.status === 201) assert.equal(answer.json.id, order.id);
    }
    assert.equal(await count(world, 'orders'), 2);
  });

  step('one payment, however many ask for it', async (world) => {
    const answers = await times(30, () => buyer.pay(order));
    const made = answers.filter((a) => a.status === 201);
    assert.ok(made.length > 0);
    ({ payment, redirect_url: url } = made[0].json);
    for (const answer of made) assert.equal(answer.json.payment.id, payment.id);
    assert.equal(await count(world, 'payments'), 1);
  });

  step('a signed lie makes us ask, and what the gateway says counts', async (world) => {
    const secret = fs.readFileSync(world.secret, 'utf8').trim();
    key = createHmac('sha256', secret).update('souk-sandbox event signature v1').digest();
    for (const more of [{}, { amount: 1 }, { type: 'session.failed' }, { type: 'x.y' }, { session: 'ses_none' }]) {
      expectStatus(await send(world, event(more)), 204);
    }
    // Signed, but nothing that can be kept: refused, not an error of ours.
    for (const more of [{ session: 'x'.repeat(5000) }, { id: 'x'.repeat(5000) }, { type: 'x'.repeat(5000) }, { session: '../x?y#z' }, { session: 'a\r\nb' }]) {
      expectStatus(await send(world, event(more)), 422, JSON.stringify(more).slice(0, 40));
    }
    const now_ = await buyer.get(order);
    assert.equal(now_.state, 'PENDING_PAYMENT');
    assert.equal(now_.payment.state, 'REQUIRES_ACTION');
  });

  step('old, doubled and forged signatures are refused, by the hundred', async (world) => {
    const body = event();
    for (const signature of [sign(body, now() - 301), sign(body, now() + 330), `${sign(body)},${sign(body)}`, sign(body).toUpperCase(), sign(`${body} `)]) {
      expectStatus(await send(world, body, signature), 401);
    }
    const kept = await count(world, 'payment_events');
    const answers = await times(200, () => send(world, body, `t=${now()},v1=${randomBytes(32).toString('hex')}`));
    assert.ok(answers.every((a) => a.status === 401 || a.status === 503));
    assert.equal(await count(world, 'payment_events'), kept);
  });

  step('a storm of events and refreshes captures once', async (world) => {
    await useCard(buyer.client, url, 'success');
    const one = event();
    const answers = await Promise.all([times(60, () => send(world, one)), times(20, (i) => send(world, event({ type: i % 2 ? 'session.failed' : 'session.captured', created: now() - 1000 * i }))),
      times(20, () => buyer.refresh(payment))].flat());
    for (const answer of answers.flat()) assert.ok([200, 204, 503].includes(answer.status), `${answer.status}`);
    const done = await buyer.orderIn(order, 'ACTIVE');
    assert.equal(done.payment.state, 'CAPTURED');
    assert.equal(await count(world, 'bills'), 1);
    assert.equal(await count(world, "events WHERE subject = 'payment' AND kind = 'captured'"), 1);
  });

  step('money that comes for a cancelled order goes back', async (world) => {
    const other = await buyer.placeOrder();
    const started = expectStatus(await buyer.pay(other), 201).json;
    const [cancelled] = await Promise.all([buyer.client.post(`/api/checkout/orders/${other.id}/cancellations`, {}),
      useCard(buyer.client, started.redirect_url, 'success')]);
    assert.ok([200, 409].includes(cancelled.status), `${cancelled.status}`);
    await buyer.refresh(started.payment.id);
    const end = await buyer.orderIn(other, cancelled.status === 200 ? 'CANCELLED' : 'ACTIVE');
    if (cancelled.status === 200) await until(async () => (await buyer.get(other)).payment.state === 'REFUNDED', 'the money went back');
    else assert.equal(end.payment.state, 'CAPTURED');
    assert.equal(await count(world, "refunds WHERE kind = 'surplus' AND state = 'REFUNDED'"), cancelled.status === 200 ? 1 : 0);
  });

  step('the books are as they must be', async (world) => { await world.ctl(world.site, 'verify'); });
});
