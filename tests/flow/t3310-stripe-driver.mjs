// Our driver against the fake, mode by mode (R19): paid by session, charged
// off session, refunded; each fault of network and provider is classed by
// whether money can have moved, and nothing that is tried again happens twice.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { GatewayDriver } from '../lib/gateway-driver.mjs';
import { typeId } from '../lib/id.mjs';
import { freePort } from '../lib/proc.mjs';
import { StripeFake, cards } from '../lib/stripe-fake.mjs';
import { noFixtures } from '../lib/stripe-shapes.mjs';

const options = { skip: noFixtures };
const back = 'http://shop.example/result/ord_1';
let fake, driver;

before(async () => {
  if (noFixtures) return;
  fake = await new StripeFake().listen();
  driver = new GatewayDriver();
  await configure();
});
after(async () => {
  if (noFixtures) return;
  assert.equal(await driver.close(), 0);
  await fake.close();
});

const configure = (url = fake.url, secret = fake.key) => driver.ask('config',
  { gateway: 'stripe', url, secret, event_secrets: fake.webhookSecret });

const wanted = (more = {}) => {
  const reference = typeId('pay');
  return { reference, key: `key-${reference}`, amount: 129900, currency: 'USD',
    description: 'Lumen & Co: ord_1 100% "sûr"', return_url: back, event_url: 'http://shop.example/events', ...more };
};
const started = async (more) => {
  const asked = wanted(more);
  return { ...asked, ...await driver.ask('start', asked) };
};
const find = (payment) => driver.ask('find', { ref: payment.ref });
const findLost = ({ reference }) => driver.ask('find', { ref: '', reference });

async function onFile(card, more = {}) {
  const reference = typeId('stp');
  const opened = await driver.ask('setup', { reference, customer: typeId('com'), name: 'A & B', email: 'a@b.example',
    return_url: back, ...more });
  assert.equal(opened.err, 'ok');
  fake.pay(opened.ref, card);
  return { opened, done: await driver.ask('setup_find', { ref: opened.ref }) };
}
const charge = (method, more = {}) => driver.ask('charge', wanted({ customer_ref: method.customer_ref,
  method_ref: method.method_ref, ...more }));

test('a session: open, paid, found by its id and by our reference', options, async () => {
  const payment = await started();
  assert.equal(payment.err, 'ok');
  assert.equal(payment.state, 'open');
  assert.match(payment.redirect_url, /\/c\/pay\/cs_/);
  assert.equal((await find(payment)).state, 'open');
  fake.pay(payment.ref, 'visa');
  for (const said of [await find(payment), await findLost(payment)]) {
    assert.deepEqual([said.state, said.ref, said.reference, said.amount, said.currency],
      ['captured', payment.ref, payment.reference, 129900, 'USD']);
  }
  const { headers } = fake.requests[0];
  assert.match(headers['stripe-version'], /^\d{4}-\d\d-\d\d\./);
  const [intent] = fake.captures(payment.reference);
  assert.equal(intent.description, 'Lumen & Co: ord_1 100% "sûr"');
});

test('declined on the page, then paid with another card', options, async () => {
  const payment = await started();
  assert.equal(fake.pay(payment.ref, 'declined'), null);
  assert.equal((await find(payment)).state, 'open');
  fake.pay(payment.ref, 'visa');
  assert.equal((await find(payment)).state, 'captured');
});

test('challenged on the page: refused, then approved', options, async () => {
  const payment = await started();
  for (const [approved, state] of [[false, 'open'], [true, 'captured']]) {
    fake.pay(payment.ref, 'challenge');
    const { payment_intent: intent } = fake.objects.get(payment.ref);
    fake.approve(intent, approved);
    assert.equal((await find(payment)).state, state);
  }
});

test('a bank that takes its time: pending, then captured or failed', options, async () => {
  for (const [succeeds, state] of [[true, 'captured'], [false, 'failed']]) {
    const payment = await started();
    fake.pay(payment.ref, 'pending');
    assert.equal((await find(payment)).state, 'pending');
    fake.settle(payment.ref, succeeds);
    const said = await find(payment);
    assert.equal(said.state, state);
    assert.equal(said.failure, succeeds ? null : 'generic_decline');
  }
});

test('a page that nobody came to has failed', options, async () => {
  const payment = await started();
  fake.expire(payment.ref);
  assert.deepEqual([(await find(payment)).state, (await find(payment)).failure], ['failed', 'expired']);
});

test('wrong amount: what came in is said, not what was asked for', options, async () => {
  const payment = await started();
  fake.pay(payment.ref, 'wrong_amount');
  const said = await find(payment);
  assert.deepEqual([said.state, said.amount], ['captured', 129899]);
});

test('time-out after capture: twice no answer, then the truth', options, async () => {
  const payment = await started();
  fake.pay(payment.ref, 'timeout_after_capture');
  assert.equal((await find(payment)).err, 'timeout');
  assert.equal((await find(payment)).err, 'timeout');
  assert.equal((await find(payment)).state, 'captured');
});

test('an answer that is lost: the key gives the same session, the reference finds it', options, async () => {
  for (const fault of ['cut', 'garbled', 'huge']) {
    fake.fault(/^POST \/v1\/checkout\/sessions$/, fault);
    const payment = await started();
    assert.equal(payment.err, 'io', fault);
    const found = await findLost(payment);
    assert.equal(found.state, 'open');
    assert.equal(fake.all('checkout.session').filter((s) => s.client_reference_id === payment.reference).length, 1);
    const again = await driver.ask('start', { ...wanted(), reference: payment.reference, key: payment.key });
    assert.equal(again.ref, found.ref);
  }
});

test('a kept connection that has ended: asked again on a new one, with the key, and made once', options, async () => {
  fake.fault(/^POST \/v1\/checkout\/sessions$/, 'reset');
  const payment = await started();
  assert.equal(payment.state, 'open');
  assert.equal(fake.all('checkout.session').filter((s) => s.client_reference_id === payment.reference).length, 1);
});

test('looked for among many, past the first page', options, async () => {
  const payment = await started();
  for (let i = 0; i < 90; i++) await started();
  assert.equal((await findLost(payment)).ref, payment.ref);
  assert.equal((await findLost(wanted())).state, 'absent');
  assert.equal((await driver.ask('find', { ref: 'cs_test_none' })).state, 'absent');
});

test('errors are told apart by whether money can have moved', options, async () => {
  for (const [fault, err] of [['busy', 'unavailable'], ['in-use', 'io'], ['broken', 'io']]) {
    fake.fault(/^POST \/v1\/checkout\/sessions$/, fault);
    assert.equal((await started()).err, err, fault);
  }
  const payment = await started();
  assert.equal((await driver.ask('start', { ...payment, amount: 1 })).err, 'io', 'the key was used for something else');
  assert.equal((await started({ amount: 1 })).err, 'invalid');
  await configure(fake.url, 'sk_test_unknown');
  assert.equal((await started()).err, 'config');
  await configure(`http://127.0.0.1:${await freePort()}`);
  assert.equal((await started()).err, 'unavailable');
  await configure();
});

test('amounts in units of Stripe', options, async () => {
  const rows = [['JPY', 1200, 1200], ['USD', 1299, 1299], ['KWD', 5120, 5120], ['ISK', 500, 50000], ['MGA', 500000, 5000]];
  for (const [currency, amount, units] of rows) {
    const payment = await started({ currency, amount });
    assert.deepEqual([payment.amount, payment.currency], [amount, currency]);
    assert.equal(fake.objects.get(payment.ref).amount_total, units);
    fake.pay(payment.ref, 'visa');
    assert.equal((await find(payment)).amount, amount);
  }
  for (const [currency, amount, err] of [['KWD', 5124, 'range'], ['USD', 100000000, 'range'], ['UGX', 500, 'currency'],
    ['MGA', 5, 'range'], ['USD', 0, 'range'], ['IQD', 1000, 'currency']]) {
    const said = await driver.ask('takes', { currency, amount });
    assert.equal(said.err, err, currency);
    assert.match(said.why, /^The .*\.$/);
    assert.equal((await started({ currency, amount })).err, 'invalid');
  }
});

test('a card is put on file by redirect and charged without the buyer', options, async () => {
  const { opened, done } = await onFile('visa');
  assert.match(opened.redirect_url, /\/c\/pay\/cs_/);
  assert.deepEqual([done.state, done.brand, done.last4, done.expires_month, done.expires_year],
    ['done', 'visa', '4242', 8, 2034]);
  assert.equal(done.customer_ref, opened.customer_ref);
  assert.equal((await driver.ask('setup_find', { ref: '', reference: opened.reference })).method_ref, done.method_ref);
  assert.equal((await driver.ask('setup_find', { ref: '', reference: typeId('stp') })).state, 'absent');
  const said = await charge(done);
  assert.equal(said.state, 'captured');
  assert.equal((await find(said)).state, 'captured');
  assert.equal((await findLost(said)).ref, said.ref);
  const second = await onFile('visa', { customer_ref: done.customer_ref });
  assert.equal(second.done.customer_ref, done.customer_ref);
});

test('a card on file is declined by its code, and gone when it is forgotten', options, async () => {
  const { done } = await onFile('declines_later');
  const declined = await charge(done);
  assert.deepEqual([declined.err, declined.state, declined.failure], ['ok', 'failed', 'generic_decline']);
  assert.equal((await find(declined)).failure, 'generic_decline');
  assert.equal((await driver.ask('forget', done)).err, 'ok');
  assert.equal((await driver.ask('forget', done)).err, 'ok');
  const gone = await charge(done);
  assert.deepEqual([gone.state, gone.failure], ['failed', 'payment_method_unexpected_state']);
  const unknown = await charge({ ...done, method_ref: 'pm_none' });
  assert.deepEqual([unknown.state, unknown.failure], ['failed', 'resource_missing']);
});

test('a bank that wants the buyer: sent there, approved or refused; with nobody to send it fails', options, async () => {
  const { done } = await onFile('challenge');
  for (const [approved, state, failure] of [[true, 'captured', null], [false, 'failed', 'payment_intent_authentication_failure']]) {
    const asked = await charge(done);
    assert.equal(asked.state, 'action');
    assert.match(asked.redirect_url, /\/acs\//);
    assert.equal((await find(asked)).redirect_url, asked.redirect_url);
    fake.approve(asked.ref, approved);
    const said = await find(asked);
    assert.deepEqual([said.state, said.failure], [state, failure]);
  }
  const alone = await charge(done, { return_url: '' });
  assert.deepEqual([alone.state, alone.failure], ['failed', 'authentication_required']);
});

test('a charge whose answer is lost is not made twice, not even when its key is forgotten', options, async () => {
  const { done } = await onFile('visa');
  for (const fault of ['cut', 'garbled']) {
    fake.fault(/^POST \/v1\/payment_intents$/, fault);
    const asked = { ...wanted(), customer_ref: done.customer_ref, method_ref: done.method_ref };
    assert.equal((await driver.ask('charge', asked)).err, 'io');
    fake.forgetKeys();
    const again = await driver.ask('charge', asked);
    assert.equal(again.state, 'captured');
    assert.deepEqual(fake.captures(asked.reference).map((i) => i.id), [again.ref]);
  }
  const old = typeId('pay', Date.now() - 5 * 86400e3);
  const late = { ...wanted({ reference: old, key: `key-${old}` }), customer_ref: done.customer_ref, method_ref: done.method_ref };
  fake.fault(/^POST \/v1\/payment_intents$/, 'cut');
  assert.equal((await driver.ask('charge', late)).err, 'io');
  fake.forgetKeys();
  assert.equal((await findLost(late)).state, 'captured');
  assert.equal((await driver.ask('charge', late)).state, 'captured');
  assert.equal(fake.captures(old).length, 1);
  const slow = await onFile('timeout_after_capture');
  const asked = { ...wanted(), customer_ref: slow.done.customer_ref, method_ref: slow.done.method_ref };
  assert.equal((await driver.ask('charge', asked)).err, 'timeout');
  fake.forgetKeys();
  assert.equal((await driver.ask('charge', asked)).state, 'captured');
  assert.equal(fake.captures(asked.reference).length, 1);
});

test('refunds: in part, never more than there is, never twice', options, async () => {
  const payment = await started();
  const refund = (amount, reference = typeId('rfd')) => driver.ask('refund', { reference, payment_ref: payment.ref,
    amount, currency: 'USD' });
  const unpaid = await refund(100);
  assert.deepEqual([unpaid.state, unpaid.failure], ['failed', 'not_captured']);
  fake.pay(payment.ref, 'visa');
  const part = await refund(29900);
  assert.deepEqual([part.err, part.state, part.amount], ['ok', 'done', 29900]);
  const reference = typeId('rfd');
  fake.fault(/^POST \/v1\/refunds$/, 'cut');
  assert.equal((await refund(50000, reference)).err, 'io');
  fake.forgetKeys();
  const again = await refund(50000, reference);
  assert.equal(again.state, 'done');
  assert.equal(fake.all('refund').filter((r) => r.metadata.souk_reference === reference).length, 1);
  const tooMuch = await refund(50001);
  assert.deepEqual([tooMuch.err, tooMuch.state], ['ok', 'failed']);
  assert.equal((await refund(50000)).state, 'done');
  assert.equal((await refund(1)).failure, 'charge_already_refunded');
  const found = (fields) => driver.ask('refund_find', { payment_ref: payment.ref, ...fields });
  assert.equal((await found({ ref: again.ref })).state, 'done');
  assert.equal((await found({ ref: '', reference })).ref, again.ref);
  assert.equal((await found({ ref: '', reference: typeId('rfd') })).state, 'absent');
});

test('a refund that the bank sends back has failed', options, async () => {
  const { done } = await onFile('visa');
  const paid = await charge(done);
  const refund = await driver.ask('refund', { reference: typeId('rfd'), payment_ref: paid.ref, amount: 100, currency: 'USD' });
  assert.equal(refund.state, 'done');
  fake.failRefund(refund.ref);
  const said = await driver.ask('refund_find', { ref: refund.ref });
  assert.deepEqual([said.state, said.failure], ['failed', 'expired_or_canceled_card']);
});

test('every card of the fake was used or is about events alone', options, () => {
  const events = ['duplicate_event', 'out_of_order', 'late_event', 'forged_event'];
  const here = ['visa', 'declined', 'declines_later', 'challenge', 'pending', 'timeout_after_capture', 'wrong_amount'];
  assert.deepEqual(Object.keys(cards).sort(), [...events, ...here, 'insufficient'].sort());
});
