// The test provider through its driver: refunds in parts, cards on file by
// redirect, charges without the buyer; by kill -9 nothing is forgotten.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import fs from 'node:fs';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { FaultyHop } from '../lib/faulty-hop.mjs';
import { GatewayDriver } from '../lib/gateway-driver.mjs';
import { Client } from '../lib/http.mjs';
import { typeId } from '../lib/id.mjs';
import { Proc, accepts, freePort, until } from '../lib/proc.mjs';

const build = process.env.TOP_BUILDDIR ?? path.resolve(import.meta.dirname, '../..');
const program = path.join(build, 'src/sandbox/souk-sandbox');
const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'souk-sandbox-'));
const book = path.join(dir, 'book');
const secretFile = path.join(dir, 'secret');
const secret = 'a secret for this test alone';
const back = 'http://shop.example/back';
const pendingS = 2, silenceS = 11;

let port, sandbox, client, shop, driver;
const events = [];

async function start() {
  sandbox = new Proc('sandbox', program, ['--listen', `127.0.0.1:${port}`, '--book', book, '--secret-file', secretFile,
    '--pending', `${pendingS}`, '--silence', `${silenceS}`], { log: path.join(dir, 'log') });
  await sandbox.ready(() => accepts({ port }));
  client = new Client(`http://127.0.0.1:${port}`);
}

before(async () => {
  fs.writeFileSync(secretFile, `${secret}\n`, { mode: 0o600 });
  shop = http.createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    events.push(await driver.ask('event', { body: Buffer.concat(chunks).toString(),
      signature: request.headers['souk-sandbox-signature'] }));
    response.writeHead(204).end();
  }).listen(0, '127.0.0.1');
  await once(shop, 'listening');
  port = await freePort();
  await start();
  driver = new GatewayDriver();
  await driver.ask('config', { gateway: 'sandbox', url: `http://127.0.0.1:${port}`, secret });
});

after(async () => {
  client.close();
  await sandbox.stop();
  shop.closeAllConnections();
  shop.close();
  assert.equal(await driver.close(), 0);
  fs.rmSync(dir, { recursive: true });
});

const eventUrl = () => `http://127.0.0.1:${shop.address().port}/events`;
const wanted = (more = {}) => {
  const reference = typeId('pay');
  return { reference, key: `key-${reference}`, amount: 129900, currency: 'USD', description: 'Lumen & Co',
    return_url: back, event_url: eventUrl(), ...more };
};
const press = (page, body) => client.request('POST', new URL(page).pathname, { body,
  headers: { 'Content-Type': 'application/x-www-form-urlencoded' } });
const told = (ref, about, kind) => until(() => events.find((e) => e.ref === ref && e.about === about && e.kind === kind),
  `${kind} of ${ref}`);

async function paid(card) {
  const payment = await driver.ask('start', wanted());
  await press(payment.redirect_url, `card=${card}`);
  return payment;
}
const refund = (payment, amount, reference = typeId('rfd')) => driver.ask('refund',
  { reference, payment_ref: payment.ref, amount, currency: 'USD', event_url: eventUrl() });
async function onFile(card) {
  const opened = await driver.ask('setup', { reference: typeId('stp'), customer: typeId('com'), return_url: back,
    event_url: eventUrl() });
  assert.deepEqual([opened.err, opened.state], ['ok', 'open']);
  assert.match((await client.get(new URL(opened.redirect_url).pathname)).text, /putting a card on file/);
  const pressed = await press(opened.redirect_url, `card=${card}`);
  assert.deepEqual([pressed.status, pressed.headers.location], [303, back]);
  return driver.ask('setup_find', { ref: opened.ref });
}
const charge = (method, more) => driver.ask('charge', wanted({ method_ref: method.method_ref,
  customer_ref: method.customer_ref, ...more }));
const sessions = async () => JSON.parse((await client.get('/v1/book')).text).sessions;

test('refunds: in parts, told, never more than there is, never twice', async () => {
  const open = await driver.ask('start', wanted());
  assert.deepEqual([(await refund(open, 1)).state, (await refund(open, 1)).failure], ['failed', 'not_captured']);
  assert.equal((await refund({ ref: 'ses_none' }, 1)).failure, 'no_such_payment');
  const payment = await paid('success');
  const reference = typeId('rfd');
  const first = await refund(payment, 29900, reference);
  assert.deepEqual([first.err, first.state, first.amount], ['ok', 'done', 29900]);
  assert.equal((await refund(payment, 29900, reference)).ref, first.ref);
  assert.equal((await refund(payment, 29901, reference)).failure, 'key_reused');
  assert.equal((await refund(payment, 100001)).failure, 'too_much');
  assert.equal((await refund(payment, 100000)).state, 'done');
  assert.equal((await refund(payment, 1)).failure, 'too_much');
  await told(first.ref, 'refund', 'refund.done');
  assert.equal((await driver.ask('refund_find', { ref: '', reference })).ref, first.ref);
  assert.equal((await driver.ask('refund_find', { ref: first.ref })).reference, reference);
  assert.equal((await driver.ask('refund_find', { ref: '', reference: typeId('rfd') })).state, 'absent');
  assert.equal((await sessions()).find((s) => s.id === payment.ref).refunded, 129900);
});

test('a refund that the bank sends back, and one that takes a while', async () => {
  const failing = await paid('refund_fails');
  const failed = await refund(failing, 500);
  assert.deepEqual([failed.state, failed.failure], ['failed', 'bank_refused']);
  await told(failed.ref, 'refund', 'refund.failed');
  assert.equal((await sessions()).find((s) => s.id === failing.ref).refunded, 0);
  const slow = await paid('pending');
  await until(async () => (await driver.ask('find', { ref: slow.ref })).state === 'captured', 'captured');
  const pending = await refund(slow, 500);
  assert.equal(pending.state, 'pending');
  await told(pending.ref, 'refund', 'refund.done');
  assert.equal((await driver.ask('refund_find', { ref: pending.ref })).state, 'done');
});

test('a card on file is charged without the buyer', async () => {
  const method = await onFile('success');
  assert.deepEqual([method.state, method.brand, method.last4, method.expires_month, method.expires_year],
    ['done', 'visa', '4242', 12, 2039]);
  await told(method.ref, 'setup', 'setup.done');
  assert.equal((await driver.ask('setup_find', { ref: '', reference: method.reference })).method_ref, method.method_ref);
  const asked = wanted({ method_ref: method.method_ref, customer_ref: method.customer_ref });
  const said = await driver.ask('charge', asked);
  assert.deepEqual([said.err, said.state, said.amount], ['ok', 'captured', 129900]);
  assert.equal((await driver.ask('charge', asked)).ref, said.ref);
  assert.equal((await driver.ask('find', { ref: '', reference: asked.reference })).ref, said.ref);
  await told(said.ref, 'payment', 'session.captured');
  assert.equal((await refund(said, 100)).state, 'done');
  assert.equal((await driver.ask('forget', method)).err, 'ok');
  assert.equal((await driver.ask('forget', method)).err, 'ok');
  const gone = await charge(method);
  assert.deepEqual([gone.err, gone.state, gone.failure], ['ok', 'failed', 'no_such_method']);
  assert.equal((await driver.ask('charge', asked)).ref, said.ref, 'what was charged stays known');
});

test('declined, and challenged with and without somebody to ask', async () => {
  const declined = await charge(await onFile('decline'));
  assert.deepEqual([declined.state, declined.failure], ['failed', 'card_declined']);
  const method = await onFile('challenge');
  for (const [answer, state] of [['approve', 'captured'], ['refuse', 'failed']]) {
    const asked = await charge(method);
    assert.equal(asked.state, 'action');
    const pressed = await press(asked.redirect_url, `challenge=${answer}`);
    assert.equal(pressed.headers.location, back);
    assert.equal((await driver.ask('find', { ref: asked.ref })).state, state);
  }
  const alone = await charge(method, { return_url: '' });
  assert.deepEqual([alone.state, alone.failure], ['failed', 'authentication_required']);
});

test('a card that is refused is not on file', async () => {
  const said = await onFile('refused');
  assert.deepEqual([said.state, said.failure, said.method_ref], ['failed', 'card_refused', null]);
  await told(said.ref, 'setup', 'setup.failed');
  const again = await press(said.redirect_url ?? `http://127.0.0.1:${port}/setup/${said.ref}`, 'card=success');
  assert.equal(again.status, 303);
  assert.equal((await driver.ask('setup_find', { ref: said.ref })).state, 'failed');
  assert.equal((await press(`http://127.0.0.1:${port}/setup/${said.ref}`, 'card=gold')).status, 400);
  assert.equal((await client.get('/setup/set_none')).status, 404);
});

test('a charge whose answer never comes was made once', async () => {
  const method = await onFile('timeout_after_capture');
  const asked = wanted({ method_ref: method.method_ref, customer_ref: method.customer_ref });
  assert.equal((await driver.ask('charge', asked)).err, 'timeout');
  assert.equal((await driver.ask('charge', asked)).err, 'timeout');
  const said = await driver.ask('charge', asked);
  assert.equal(said.state, 'captured');
  assert.equal((await sessions()).filter((s) => s.reference === asked.reference).map((s) => s.captures).join(), '1');
});

test('kill -9: refunds, cards and what is owed are as they were', async () => {
  const method = await onFile('pending');
  const slow = await paid('pending');
  await until(async () => (await driver.ask('find', { ref: slow.ref })).state === 'captured', 'captured');
  const owed = await refund(slow, 700);
  assert.equal(owed.state, 'pending');
  const before = await sessions();
  await sandbox.kill('SIGKILL');
  client.close();
  await start();
  assert.deepEqual(await sessions(), before);
  assert.equal((await driver.ask('setup_find', { ref: method.ref })).method_ref, method.method_ref);
  await told(owed.ref, 'refund', 'refund.done');
  assert.equal((await driver.ask('refund_find', { ref: owed.ref })).state, 'done');
  assert.equal((await charge(method)).state, 'pending');
});

// curl asks again by itself when a kept connection ends without an answer.
// That nobody listens then says nothing of the first time.
test('a provider that dies on a kept connection may have done it', async () => {
  const hop = await new FaultyHop(`http://127.0.0.1:${port}`, { keeps: true }).listen();
  const other = new GatewayDriver();
  await other.ask('config', { gateway: 'sandbox', url: hop.url, secret });
  assert.equal((await other.ask('start', wanted())).err, 'ok');
  hop.fault('POST', 'die');
  const asked = wanted();
  const said = await other.ask('start', asked);
  assert.deepEqual(hop.faults, []);
  assert.equal((await driver.ask('find', { ref: '', reference: asked.reference })).state, 'open');
  assert.equal(said.err, 'io');
  assert.equal((await other.ask('start', wanted())).err, 'unavailable');
  assert.equal(await other.close(), 0);
  await hop.close();
});
