// The fake is Stripe enough for Stripe's own client: npm's stripe pays by
// session and by intent, refunds, and takes its events' signatures.  What our
// driver is tested against is therefore not what our driver expects alone.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import Stripe from 'stripe';
import { StripeFake } from '../lib/stripe-fake.mjs';
import { noFixtures } from '../lib/stripe-shapes.mjs';

const options = { skip: noFixtures };
let fake, stripe;

before(async () => {
  if (noFixtures) return;
  fake = await new StripeFake().listen();
  const { hostname, port } = new URL(fake.url);
  stripe = new Stripe(fake.key, { host: hostname, port, protocol: 'http', maxNetworkRetries: 0 });
});
after(() => fake?.close());

const session = () => stripe.checkout.sessions.create({ mode: 'payment', client_reference_id: 'pay_1',
  payment_intent_data: { metadata: { souk_reference: 'pay_1' } }, success_url: 'http://shop.example/result',
  cancel_url: 'http://shop.example/result', line_items: [{ quantity: 1,
    price_data: { currency: 'usd', unit_amount: 129900, product_data: { name: 'Lumen & Co' } } }] });

test('a session is paid on the page and refunded', options, async () => {
  const made = await session();
  assert.equal(made.object, 'checkout.session');
  assert.equal(made.status, 'open');
  assert.equal((await fetch(made.url)).status, 200);
  const pressed = await fetch(made.url, { method: 'POST', body: 'card=visa', redirect: 'manual' });
  assert.equal(pressed.headers.get('location'), 'http://shop.example/result');
  const paid = await stripe.checkout.sessions.retrieve(made.id, { expand: ['payment_intent'] });
  assert.equal(paid.payment_status, 'paid');
  assert.equal(paid.payment_intent.amount_received, 129900);
  const refund = await stripe.refunds.create({ payment_intent: paid.payment_intent.id, amount: 900 });
  assert.equal(refund.status, 'succeeded');
  await assert.rejects(stripe.refunds.create({ payment_intent: paid.payment_intent.id, amount: 129001 }),
    { type: 'StripeInvalidRequestError' });
});

test('an intent is confirmed, declined, and asks for the buyer', options, async () => {
  const customer = await stripe.customers.create({ name: 'A company' });
  const wanted = { amount: 5000, currency: 'eur', customer: customer.id, off_session: true, confirm: true };
  const done = await stripe.paymentIntents.create({ ...wanted, payment_method: 'pm_card_visa' });
  assert.equal(done.status, 'succeeded');
  await assert.rejects(stripe.paymentIntents.create({ ...wanted, payment_method: 'pm_card_chargeDeclined' }),
    { type: 'StripeCardError', code: 'card_declined', decline_code: 'generic_decline' });
  const refused = await stripe.paymentIntents.create({ ...wanted, payment_method: 'pm_card_authenticationRequired' })
    .catch((error) => error);
  assert.equal(refused.code, 'authentication_required');
  const asked = await stripe.paymentIntents.confirm(refused.payment_intent.id, { return_url: 'http://shop.example/back',
    payment_method: 'pm_card_authenticationRequired' });
  assert.equal(asked.next_action.type, 'redirect_to_url');
  const listed = await stripe.paymentIntents.list({ customer: customer.id }).autoPagingToArray({ limit: 10 });
  assert.equal(listed.length, 3);
});

test('a key gives the same answer, and refuses another body', options, async () => {
  const key = { idempotencyKey: 'a-key-of-this-test' };
  const one = await stripe.paymentIntents.create({ amount: 5000, currency: 'eur' }, key);
  const two = await stripe.paymentIntents.create({ amount: 5000, currency: 'eur' }, key);
  assert.equal(one.id, two.id);
  await assert.rejects(stripe.paymentIntents.create({ amount: 5001, currency: 'eur' }, key),
    { type: 'StripeIdempotencyError' });
  await assert.rejects(stripe.paymentIntents.create({ amount: 5000, currency: 'eur', colour: 'red' }),
    { type: 'StripeInvalidRequestError', code: 'parameter_unknown' });
});

test('a wrong key is nobody', options, async () => {
  const { hostname, port } = new URL(fake.url);
  const other = new Stripe('sk_test_other', { host: hostname, port, protocol: 'http', maxNetworkRetries: 0 });
  await assert.rejects(other.refunds.list(), { type: 'StripeAuthenticationError' });
});

test('its events pass the official check', options, async () => {
  const made = await session();
  fake.pay(made.id, 'visa');
  const event = fake.events.find((e) => e.type === 'checkout.session.completed' && e.data.object.id === made.id);
  const payload = JSON.stringify(event);
  const read = stripe.webhooks.constructEvent(payload, fake.sign(payload), fake.webhookSecret);
  assert.equal(read.data.object.client_reference_id, 'pay_1');
  assert.throws(() => stripe.webhooks.constructEvent(`${payload} `, fake.sign(payload), fake.webhookSecret),
    { type: 'StripeSignatureVerificationError' });
});
