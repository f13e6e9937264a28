// A seller's endpoint, written from souk-endpoint(7) alone, is provisioned,
// renewed, frozen, unfrozen, asked and released by the client (R18); and
// each fault that endpoints have is told apart.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { after, before, beforeEach, test } from 'node:test';
import { Endpoint, bodySign, signatureOf } from '../lib/endpoint.mjs';
import { freePort, run } from '../lib/proc.mjs';

const top = process.env.TOP_SRCDIR ?? path.resolve(import.meta.dirname, '../..');
const build = process.env.TOP_BUILDDIR ?? top;
const program = path.join(build, 'tests/flow/endpoint-call');
const pem = path.join(top, 'tests/data/endpoint-tls.pem');
const key = '4d9b21e6-6f4c-4b0e-9d3a-52c1f7a80b64';

let endpoint, serial = 0;

before(async () => { endpoint = await Endpoint.start(key, fs.readFileSync(pem)); });
after(() => endpoint.stop());
beforeEach(() => {
  endpoint.mode = null;
  endpoint.heard.length = 0;
});

async function call(activity, values = {}, { url = endpoint.url, secret = key } = {}) {
  const all = { ca: pem, ports: String(new URL(url).port || 443), allow: '127.0.0.0/8', ...values };
  const { code, stdout, stderr } = await run(program, [url, secret, activity,
    ...Object.entries(all).filter(([, v]) => v !== null).map(([n, v]) => `${n}=${v}`)]);
  assert.equal(code, 0, stderr);
  return JSON.parse(stdout);
}

const line = () => ({ order: `ord_${++serial}`, line: `lin_${serial}` });
const heard = () => JSON.parse(endpoint.heard.at(-1).body);

async function provisioned(more = {}) {
  const ids = line();
  const made = await call('create', { ...ids, ...more });
  assert.equal(made.error, 'ok', made.why);
  return { ...ids, instance: made.instance };
}

function refused(result, error, why) {
  assert.deepEqual([result.error, result.again], [error, false], result.why);
  assert.match(result.why, why);
  assert.equal(result.password, '');
}

test('the worked signatures of the manual page', () => {
  const page = fs.readFileSync(path.join(top, 'man/souk-endpoint.7'), 'utf8').replaceAll('\\-', '-');
  const nonce = '50D83FDECAED6CCD8EF597F2A577950527928BA287D04E6036E92B2806FD17DA';
  const bodies = [...page.matchAll(/\.nf\n(\{"[^]*?\})\n\.fi/g)].map(([, text]) => text.replaceAll('\n', ''));
  assert.equal(bodies.length, 2);
  for (const text of [key, nonce, signatureOf(key, nonce, '1680508066618', bodies[0]),
    /signature="(.*)"/.exec(bodySign(key, bodies[1]))[1]])
    assert.ok(page.includes(text), `${text} stands in the page`);
  // The unit test of our own code makes these of the same values.
  const unit = fs.readFileSync(path.join(top, 'tests/unit/u-provision-endpoint.c'), 'utf8');
  for (const text of [key, nonce, '1680508066618', signatureOf(key, nonce, '1680508066618', bodies[0]), /signature="(.*)"/.exec(bodySign(key, bodies[1]))[1]])
    assert.ok(unit.includes(text), `${text} is what the unit test expects`);
  assert.match(page, /protocol is version 2\.0 of the SaaS access guide/);
});

test('an order is provisioned, and the endpoint learns one contact', async () => {
  const ids = line();
  const made = await call('create', { ...ids, product: 'lumen', plan: 'pro', quantity: 3, periods: 12,
    ends: 1700000000, mobile: '+4915112345678' });
  assert.equal(made.error, 'ok', made.why);
  assert.deepEqual([made.ready, made.signs, made.status], [true, true, 200]);
  assert.deepEqual([made.app_url, made.admin_url], ['https://app.example/?tenant=7', 'https://app.example/admin']);
  assert.deepEqual([made.user_name, made.password], ['admin', 'planted-Passw0rd']);
  assert.equal(made.memo, 'Welcome.\nCall us.');
  assert.deepEqual(heard(), { activity: 'newInstance', amount: '3', businessId: ids.line,
    expireTime: '20231114221320', mobilePhone: '+4915112345678', orderId: ids.order, orderLineId: ids.line,
    periodNumber: '12', periodType: 'month', productId: 'lumen', skuCode: 'pro', testFlag: '0' });
  const { headers, query } = endpoint.heard[0];
  assert.equal(headers['content-type'], 'application/json;charset=utf8');
  assert.equal(query.get('shop'), '7');
});

test('what the debug page is shown has no secret in it', async () => {
  const made = await call('create', { ...line(), email: 'maria@example.org', test: 1 });
  assert.equal(made.error, 'ok', made.why);
  assert.equal(heard().testFlag, '1');
  assert.equal(endpoint.instances.has(made.instance), false);
  for (const text of [made.request, made.answer]) {
    assert.doesNotMatch(text, /maria|planted|tenant=7/);
    assert.ok(!text.includes(key));
  }
  assert.match(made.request, /^POST https:\/\/127\.0\.0\.1:\d+\/saas\?shop=7&signature=[0-9A-F]{64}&/);
  assert.match(made.answer, /"resultCode":"000000"/);
});

test('the same line gets the same instance, another line another', async () => {
  const ids = line();
  const first = await call('create', ids);
  const again = await call('create', { ...ids, instance: first.instance });
  const other = await call('create', line());
  assert.equal(again.error, 'ok', again.why);
  assert.equal(again.instance, first.instance);
  assert.notEqual(other.instance, first.instance);
});

test('an endpoint that answers the businessId repeats itself too', async () => {
  endpoint.mode = 'business-id';
  const ids = line();
  const first = await call('create', ids);
  const again = await call('create', { ...ids, instance: first.instance });
  assert.deepEqual([again.error, again.instance], ['ok', ids.line]);
});

test('who needs longer is asked again until it is ready', async () => {
  endpoint.mode = 'under-way';
  const ids = line();
  const made = await call('create', ids);
  assert.deepEqual([made.error, made.ready, made.app_url], ['ok', false, '']);
  const early = await call('query', { ...ids, instance: made.instance });
  assert.deepEqual([early.error, early.again], ['busy', true]);
  endpoint.mode = null;
  const ready = await call('query', { ...ids, instance: made.instance });
  assert.deepEqual([ready.error, ready.ready, ready.password], ['ok', true, 'planted-Passw0rd']);
});

test('an encrypted sign-in is opened', async () => {
  endpoint.mode = 'encrypted';
  const made = await call('create', line());
  assert.deepEqual([made.error, made.user_name, made.password], ['ok', 'admin', 'planted-Passw0rd'], made.why);
});

test('renewed, frozen, unfrozen, released', async () => {
  const service = await provisioned();
  const state = () => endpoint.instances.get(service.instance);
  const does = async (activity, more) => {
    const result = await call(activity, { ...service, ...more });
    assert.equal(result.error, 'ok', result.why);
  };
  await does('renew', { ends: 1800000000 });
  assert.deepEqual([state().ends, state().scene], ['20270115080000', 'RENEWAL']);
  await does('freeze');
  assert.equal(state().frozen, true);
  await does('unfreeze');
  assert.equal(state().frozen, false);
  await does('query');
  await does('release');
  assert.equal(state(), undefined);
  await does('release');
  refused(await call('freeze', service), 'not_found', /no such instance/);
});

test('slow: given up after five seconds, to be tried again', async () => {
  endpoint.mode = 'slow';
  const result = await call('create', line());
  assert.deepEqual([result.error, result.again], ['timeout', true]);
  assert.ok(result.took_ms >= 4900 && result.took_ms < 8000, `${result.took_ms} ms`);
});

test('status 500 and a closed port: to be tried again', async () => {
  endpoint.mode = '500';
  const result = await call('create', line());
  assert.deepEqual([result.error, result.again, result.status], ['unavailable', true, 500]);
  assert.match(result.answer, /out of order/);
  const closed = await call('create', line(), { url: `https://127.0.0.1:${await freePort()}/` });
  assert.deepEqual([closed.error, closed.again, closed.status], ['unavailable', true, 0]);
});

test('a wrong signature in the answer is refused', async () => {
  endpoint.mode = 'wrong-signature';
  refused(await call('create', line()), 'signature', /Body-Sign/);
});

test('no signature: taken from who never signed, refused from who did', async () => {
  endpoint.mode = 'unsigned';
  const first = await call('create', line());
  assert.deepEqual([first.error, first.signs], ['ok', false]);
  refused(await call('create', { ...line(), signs: 1 }), 'signature', /earlier ones had/);
});

test('another instance for the same line is refused', async () => {
  const service = await provisioned();
  endpoint.mode = 'other-instance';
  refused(await call('create', service), 'exists', /another instanceId/);
});

test('3 MB are refused', async () => {
  endpoint.mode = 'huge';
  const result = await call('create', line());
  refused(result, 'limit', /256 KiB/);
  assert.equal(result.answer, '');
});

test('a redirect to 127.0.0.1 is refused, and nobody goes there', async () => {
  const visits = [];
  const inside = http.createServer((request, response) => {
    visits.push(request.url);
    response.end('{"resultCode":"000000","instanceId":"inside"}');
  }).listen(0, '127.0.0.1');
  await once(inside, 'listening');
  endpoint.mode = 'redirect';
  endpoint.target = `http://127.0.0.1:${inside.address().port}/inside`;
  refused(await call('create', line()), 'forbidden', /redirect/);
  inside.close();
  assert.deepEqual(visits, []);
});

test('an address of the house is refused, and so is another port', async () => {
  refused(await call('create', { ...line(), allow: '' }), 'forbidden', /not public/);
  refused(await call('create', { ...line(), allow: '', ports: '443' }), 'forbidden', /OUTBOUND_PORTS/);
  refused(await call('create', { ...line(), allow: '' }, { url: endpoint.url.replace('127.0.0.1', 'localhost') }),
    'forbidden', /not public/);
  assert.equal(endpoint.heard.length, 0);
});

test('a certificate that nobody vouches for: nothing is sent', async () => {
  const result = await call('create', { ...line(), ca: null });
  assert.notEqual(result.error, 'ok');
  assert.equal(endpoint.heard.length, 0);
});

test('another key is not accepted; what is no JSON, or a refusal, is told', async () => {
  endpoint.mode = 'unsigned';
  refused(await call('create', line(), { secret: 'another' }), 'credentials', /000001/);
  endpoint.mode = 'html';
  refused(await call('create', line()), 'syntax', /not JSON/);
  endpoint.mode = 'sold-out';
  refused(await call('create', line()), 'invalid', /000106, sold out: Nothing left\./);
});

test('no request comes twice, and the endpoint had no fault of its own', async () => {
  await call('create', line());
  const [{ query, body }] = endpoint.heard;
  const replay = await call('query', { instance: 'x' });
  assert.equal(replay.error, 'not_found');
  assert.notEqual(endpoint.heard[1].query.get('nonce'), query.get('nonce'));
  assert.match(query.get('nonce'), /^[0-9A-F]{64}$/);
  assert.equal(body, JSON.stringify(JSON.parse(body)));
  assert.equal(endpoint.fault, undefined);
});
