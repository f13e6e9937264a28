// Stripe's events: signed by Stripe's own client and by the fake, checked by
// our C (X7): raw bytes, five minutes, two live secrets, forged ones refused.
import assert from 'node:assert/strict';
import http from 'node:http';
import { once } from 'node:events';
import { after, before, test } from 'node:test';
import Stripe from 'stripe';
import { GatewayDriver } from '../lib/gateway-driver.mjs';
import { typeId } from '../lib/id.mjs';
import { until } from '../lib/proc.mjs';
import { StripeFake, threeDaysS } from '../lib/stripe-fake.mjs';
import { noFixtures } from '../lib/stripe-shapes.mjs';

const options = { skip: noFixtures };
const old = 'whsec_the_old_one_still_in_use', now = Math.floor(Date.now() / 1000);
const { webhooks } = new Stripe('sk_test_nobody');
let fake, driver, shop;
const arrived = [];

before(async () => {
  if (noFixtures) return;
  shop = http.createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks).toString();
    const said = await driver.ask('event', { body, signature: request.headers['stripe-signature'] });
    arrived.push({ ...said, json: JSON.parse(body) });
    response.writeHead(said.err === 'ok' ? 204 : 400).end();
  }).listen(0, '127.0.0.1');
  await once(shop, 'listening');
  fake = await new StripeFake({ eventUrl: `http://127.0.0.1:${shop.address().port}/` }).listen();
  driver = new GatewayDriver();
  await driver.ask('config', { gateway: 'stripe', url: fake.url, secret: fake.key,
    event_secrets: `${fake.webhookSecret}\n${old}\n` });
});
after(async () => {
  if (noFixtures) return;
  await fake.close();
  shop.closeAllConnections();
  shop.close();
  assert.equal(await driver.close(), 0);
});

const payload = JSON.stringify({ id: 'evt_1', type: 'checkout.session.completed', data: { object: {
  id: 'cs_test_1', object: 'checkout.session', mode: 'payment', metadata: { souk_reference: 'pay_1' },
  client_reference_id: 'pay_1', note: 'Grüße — 日本' } } }, null, 2);
const header = (more = {}) => webhooks.generateTestHeaderString({ payload, secret: fake.webhookSecret, timestamp: now, ...more });
const check = (signature, body = payload, at = now) => driver.ask('event', { signature, body, now: at });

test('what npm stripe signs is taken', options, async () => {
  const said = await check(header());
  assert.deepEqual(said, { event_ref: 'evt_1', kind: 'checkout.session.completed', about: 'payment', ref: 'cs_test_1', err: 'ok' });
  assert.equal((await check(header({ secret: old }))).err, 'ok');
});

test('several signatures, other schemes, within five minutes', options, async () => {
  const v1 = header().split('v1=')[1], t = `t=${now}`, wrong = '0'.repeat(64);
  for (const good of [`${t},v1=${wrong},v1=${v1}`, `${t},v1=${v1},v0=${wrong}`, `v1=${v1},${t}`, `${t},v1=zz,v1=${v1}`]) {
    assert.equal((await check(good)).err, 'ok', good);
  }
  for (const bad of ['', t, `v1=${v1}`, `${t},v0=${v1}`, `${t},v1=${wrong}`, `t=${now + 1},v1=${v1}`, `${t},${t},v1=${v1}`,
    `t=x,v1=${v1}`, `${t},v1=${v1.toUpperCase()}0`, header({ secret: 'whsec_of_somebody_else' })]) {
    assert.equal((await check(bad)).err, 'signature', bad);
  }
  for (const [skew, err] of [[300, 'ok'], [-300, 'ok'], [301, 'signature'], [-301, 'signature']]) {
    assert.equal((await check(header(), payload, now + skew)).err, err, String(skew));
  }
  assert.equal((await check(header(), payload.replace('\n', ' '))).err, 'signature', 'the raw bytes are signed');
});

test('signed, and yet not understood', options, async () => {
  for (const [body, err] of [['{', 'syntax'], ['{}', 'invalid'], ['{"id":"evt_1","type":""}', 'invalid'],
    ['{"id":"../x","type":"a.b"}', 'invalid']]) {
    const signature = webhooks.generateTestHeaderString({ payload: body, secret: old, timestamp: now });
    assert.equal((await check(signature, body)).err, err, body);
  }
  const body = JSON.stringify({ id: 'evt_2', type: 'x'.repeat(80), data: { object: { id: 'cus_1', object: 'customer' } } });
  const said = await check(webhooks.generateTestHeaderString({ payload: body, secret: old, timestamp: now }), body);
  assert.deepEqual([said.err, said.about, said.kind.length], ['ok', 'nothing', 64]);
});

async function paid(card) {
  const reference = typeId('pay');
  const payment = await driver.ask('start', { reference, key: `key-${reference}`, amount: 5000, currency: 'USD',
    description: 'One', return_url: 'http://shop.example/' });
  fake.pay(payment.ref, card);
  return payment;
}
const of = (payment) => arrived.filter((e) => e.json.data.object.id === payment.ref);
const taken = (payment, n = 1) => until(() => of(payment).length >= n && of(payment), `${n} events of ${payment.ref}`);

test('paid: the session is named, its intent is nobody\'s business', options, async () => {
  const payment = await paid('visa');
  const [event] = await taken(payment);
  assert.deepEqual([event.err, event.about, event.ref], ['ok', 'payment', payment.ref]);
  const intent = fake.objects.get(payment.ref).payment_intent;
  const said = await until(() => arrived.find((e) => e.json.type === 'payment_intent.succeeded' &&
    e.json.data.object.id === intent), 'the intent');
  assert.deepEqual([said.err, said.about, said.ref], ['ok', 'nothing', '']);
});

test('charges, refunds and set-ups are told apart', options, async () => {
  const setup = await driver.ask('setup', { reference: typeId('stp'), customer: typeId('com'), return_url: 'http://shop.example/' });
  fake.pay(setup.ref, 'visa');
  assert.deepEqual([(await taken(setup))[0].about, (await taken(setup))[0].ref], ['setup', setup.ref]);
  const method = await driver.ask('setup_find', { ref: setup.ref });
  const reference = typeId('pay');
  const charge = await driver.ask('charge', { ...method, reference, key: reference, amount: 5000, currency: 'USD',
    description: 'Two', return_url: '' });
  await until(() => of(charge).some((e) => e.kind === 'payment_intent.succeeded' && e.about === 'payment'), 'the charge');
  const refund = await driver.ask('refund', { reference: typeId('rfd'), payment_ref: charge.ref, amount: 500, currency: 'USD' });
  const [event] = await taken(refund);
  assert.deepEqual([event.about, event.ref, event.kind], ['refund', refund.ref, 'refund.created']);
});

test('twice: the same event by its id', options, async () => {
  const [one, two] = await taken(await paid('duplicate_event'), 2);
  assert.deepEqual([one.err, two.err, one.event_ref], ['ok', 'ok', two.event_ref]);
});

test('out of order: each is taken, whichever comes first', options, async () => {
  const payment = await paid('out_of_order');
  assert.deepEqual(of(payment), []);
  fake.deliverHeld();
  const [event] = await taken(payment);
  assert.equal(event.err, 'ok');
});

test('three days late: old by its date, new by its signature', options, async () => {
  const payment = await paid('late_event');
  fake.deliverLate();
  const [event] = await taken(payment);
  assert.equal(event.err, 'ok');
  assert.ok(event.json.created <= now - threeDaysS + 60);
});

test('forged: refused, and the payment is known by asking alone', options, async () => {
  const payment = await paid('forged_event');
  const [event] = await taken(payment);
  assert.deepEqual([event.err, event.ref], ['signature', undefined]);
  assert.equal((await driver.ask('find', { ref: payment.ref })).state, 'captured');
});
