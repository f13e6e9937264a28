// A host's provisioner, written from souk-provision(7), makes servers for
// images (R14, R16), at once or later by a signed callback, each one once.
import assert from 'node:assert/strict';
import path from 'node:path';
import { after, before, beforeEach, test } from 'node:test';
import { Provisioner, newKey, signed, verified } from '../lib/provisioner.mjs';
import { freePort, run } from '../lib/proc.mjs';

const build = process.env.TOP_BUILDDIR ?? path.resolve(import.meta.dirname, '../..');
const program = path.join(build, 'tests/flow/provision-call');
const [key, next] = [newKey(), newKey()];
const planted = 'planted-"P<assw0rd>';
const suffix = (n) => `01h455vb4pex5vsknk084sn0${n.toString().padStart(2, '0')}`;

let host, serial = 10;

before(async () => { host = await Provisioner.start(key); });
after(() => host.stop());
beforeEach(() => {
  host.mode = null;
  host.heard.length = 0;
});

const order = () => ({ order: `ord_${suffix(++serial)}`, line: `lin_${suffix(serial)}` });
const message = () => `msg_${suffix(++serial)}`;
const image = { region: 'eu-1', flavour: 's2.small', vpc: 'vpc-1', subnet: '10.0.0.0/24', image: 'lumen-4',
  user: 'root', password: planted };

async function json(args, input) {
  const { code, stdout, stderr } = await run(program, args, { input });
  assert.equal(code, 0, stderr);
  return JSON.parse(stdout);
}
const call = (action, values, { keys = key, url = host.url } = {}) => json([keys, action, url,
  ...Object.entries({ callback: 'https://shop.example/api/x', request: message(), ...values })
    .map(([n, v]) => `${n}=${v}`)]);
const callback = ({ headers, body }, keys = key) => json([keys, 'callback', headers['webhook-id'],
  headers['webhook-timestamp'], headers['webhook-signature']], body);

test('a server is made at once, with the sign-in that the buyer chose', async () => {
  const ids = order();
  const made = await call('create', { ...ids, ...image });
  assert.deepEqual([made.error, made.outcome], ['ok', 'delivered'], made.why);
  assert.deepEqual([made.access_url, made.note, made.secret], ['https://192.0.2.7/', 'Ready in eu-1.', '']);
  const [{ type, data }] = host.heard;
  assert.equal(type, 'service.create');
  assert.deepEqual(data, { ...ids, product: { slug: 'lumen', name: 'Lumen <Gallery>' },
    plan: { code: 'pro', name: 'Pro' }, delivery: 'image', quantity: 1, term_ends_at: null,
    callback_url: 'https://shop.example/api/x', server: image });
});

test('a request that is repeated is done once', async () => {
  const values = { ...order(), ...image, request: message() };
  const first = await call('create', values);
  const again = await call('create', values);
  assert.deepEqual(again, first);
  assert.equal(host.heard.length, 2);
  assert.equal(host.services.get(values.line).runs, 1);
});

test('renewed, frozen, unfrozen and released, without a sign-in', async () => {
  const ids = order();
  await call('create', { ...ids, ...image });
  for (const [action, state] of [['freeze', 'frozen'], ['unfreeze', 'running'], ['renew', 'running'], ['release', undefined]]) {
    const done = await call(action, { ...ids, ...image });
    assert.deepEqual([done.error, done.outcome], ['ok', 'delivered'], done.why);
    assert.equal(host.services.get(ids.line)?.state, state);
    assert.equal(host.heard.at(-1).data.server, undefined);
  }
});

test('later: taken now, delivered by a callback, or failed by one', async () => {
  host.mode = 'later';
  const ids = order();
  assert.equal((await call('create', { ...ids, ...image })).outcome, 'accepted');
  const delivered = await callback(host.callback(ids.line, { access_url: 'https://192.0.2.9/', secret: 'a\nb' }));
  assert.deepEqual([delivered.error, delivered.line, delivered.failed, delivered.access_url, delivered.secret],
    ['ok', ids.line, false, 'https://192.0.2.9/', 'a\nb']);
  assert.equal(delivered.event, `evt_${ids.line}`);
  const failed = await callback(host.callback(ids.line, { reason: 'No such flavour.' }, { type: 'service.failed' }));
  assert.deepEqual([failed.error, failed.failed, failed.reason], ['ok', true, 'No such flavour.']);
});

test('a callback that is forged, changed or old is not believed', async () => {
  const line = `lin_${suffix(7)}`;
  const good = host.callback(line, { note: 'n' });
  for (const bad of [host.callback(line, {}, { key: newKey() }), { ...good, body: `${good.body} ` },
    host.callback(line, {}, { at: Math.floor(Date.now() / 1000) - 400 }),
    { ...good, headers: { ...good.headers, 'webhook-id': 'evt_other' } },
    { ...good, headers: { ...good.headers, 'webhook-signature': '' } }])
    assert.equal((await callback(bad)).error, 'signature');
  assert.equal((await callback(good)).error, 'ok');
});

test('keys are replaced with both ends running', async () => {
  const both = `${next} ${key}`;
  assert.equal((await call('create', { ...order(), ...image }, { keys: both })).error, 'ok');
  assert.equal((await callback(host.callback(`lin_${suffix(7)}`, {}), both)).error, 'ok');
  assert.equal((await callback(host.callback(`lin_${suffix(7)}`, {}, { key: next }), both)).error, 'ok');
  const other = await call('create', { ...order(), ...image }, { keys: next });
  assert.deepEqual([other.error, other.again], ['invalid', false]);
  assert.match(other.why, /401/);
  assert.equal(host.forged, 1);
});

test('what goes wrong is told apart, and nothing of it has the password', async () => {
  const port = await freePort();
  for (const [mode, error, again, url] of [['refuse', 'invalid', false], ['500', 'unavailable', true],
    ['redirect', 'forbidden', false], ['nonsense', 'invalid', false], ['huge', 'limit', false],
    [null, 'unavailable', true, `http://127.0.0.1:${port}/`]]) {
    host.mode = mode;
    const result = await call('create', { ...order(), ...image }, { url: url ?? host.url });
    assert.deepEqual([result.error, result.again], [error, again], `${mode}: ${result.why}`);
    assert.notEqual(result.why, '');
    assert.ok(!JSON.stringify(result).includes('planted'));
  }
});

test('this side of the protocol knows its own signature', () => {
  const headers = signed(key, 'evt_1', '{}');
  assert.ok(verified([next, key], headers, '{}'));
  assert.ok(!verified([next], headers, '{}'));
  assert.ok(!verified([key], headers, '{ }'));
});
