// X9: companies are told of events by signed webhooks, which the library of
// Standard Webhooks verifies as they are: each event once a webhook, in order,
// tried again for three days with the same id, and never at an address within.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { after, test } from 'node:test';
import { Receiver } from '../lib/receiver.mjs';
import { listing, Operator, Seller } from '../lib/seller.mjs';
import { Buyer, expectProblem, expectStatus } from '../lib/shop.mjs';
import { plain } from '../lib/smtp.mjs';
import { setup, story } from '../lib/story.mjs';
import { noFaults, top } from '../lib/world.mjs';

const { Webhook } = createRequire(import.meta.url)('standardwebhooks');
const receiver = await Receiver.start();
const inner = await Receiver.start();
after(() => { receiver.stop(); inner.stop(); });
const late = await Receiver.start();
after(() => late.stop());
const params = () => ({ OUTBOUND_PORTS: `443, ${receiver.port}, ${late.port}`, OUTBOUND_ALLOW: '127.0.0.0/8' });
const without = await noFaults();
const DAY = 86400;
const KINDS = ['order.placed', 'order.paid', 'order.cancelled', 'bill.issued', 'bill.paid', 'payment.captured', 'payment.failed', 'service.delivered'];

test('the worked signature of the manual page is what the library makes', () => {
  const page = fs.readFileSync(path.join(top, 'man/souk-webhooks.7'), 'utf8').replaceAll('\\-', '-');
  const [key, id, body, signature] = [...page.matchAll(/\.nf\n([^]*?)\n\.fi/g)].map(([, text]) => text.replaceAll('\n', ''));
  const at = /timestamp (\d{10}) and/.exec(page)[1];
  assert.equal(new Webhook(key).sign(id, new Date(Number(at) * 1000), body), signature);
});

story('webhooks', { ...setup(), params, worker: false }, (step) => {
  let buyer, hook, secret, stranger, clockFile;
  const api = (method, what, body, { who = buyer, headers = {} } = {}) => who.client.api(method, `/api/billing/${what}`, body, { headers });
  const make = async (more = {}, who = buyer) => expectStatus(await api('POST', 'webhooks',
    { url: receiver.url, about: 'Accounting', kinds: KINDS, ...more }, { who }), 201, 'webhook').json;
  const show = async (id = hook.id, who = buyer) => expectStatus(await api('GET', `webhooks/${id}`, undefined, { who }), 200).json;
  const set = async (body, id = hook.id) => expectStatus(await api('PATCH', `webhooks/${id}`, body), 200).json;
  const messages = async (id = hook.id, who = buyer) => expectStatus(await api('GET', `webhooks/${id}/messages?limit=100`, undefined, { who }), 200).json.items;
  const message = async (id) => expectStatus(await api('GET', `webhook-messages/${id}`), 200).json;
  const replay = async (id) => expectStatus(await api('POST', `webhook-messages/${id}/replays`, {}), 200).json;
  /** The worker's round, so many seconds from now. */
  const later = async (world, seconds, ...flags) => {
    clockFile ??= world.path('clock');
    fs.writeFileSync(clockFile, String(seconds));
    const ended = await world.tryWork('--clock', clockFile, ...flags);
    if (seconds > 600) await buyer.signIn(); // by that clock the session was long over
    return ended;
  };
  const kinds = (heard) => heard.map(({ json }) => json.type);
  const check = (heard, key = secret) => heard.map(({ body, headers }) => new Webhook(key).verify(body, headers));

  step('one is made, its secret shown this once and kept sealed', async (world) => {
    buyer = await Buyer.ready(world);
    stranger = await Buyer.ready(world);
    for (const [body, pointer] of [[{ url: 'x', kinds: KINDS }, '/url'], [{ url: `${receiver.url}#x`, kinds: KINDS }, '/url'],
      [{ url: receiver.url, kinds: [] }, '/kinds'], [{ url: receiver.url, kinds: ['order.eaten'] }, '/kinds'],
      [{ url: receiver.url, kinds: ['order.paid,bill.paid'] }, '/kinds'], [{ url: receiver.url }, '/kinds']])
      assert.equal(expectProblem(await api('POST', 'webhooks', body), 422, 'invalid').errors[0].pointer, pointer, JSON.stringify(body));
    for (const kind of ['\u00e9'.repeat(400), `x${'\u00e9'.repeat(400)}`]) {
      const { body } = await api('POST', 'webhooks', { url: receiver.url, kinds: [kind] });
      assert.ok(Buffer.from(body.toString()).equals(body), 'what is said of it is cut, and still UTF-8');
    }
    ({ secret, webhook: hook } = await make());
    assert.match(secret, /^whsec_[A-Za-z0-9+/]{43}=$/);
    assert.deepEqual([hook.state, hook.kinds, hook.waiting, hook.about], ['ACTIVE', KINDS, 0, 'Accounting']);
    const list = await api('GET', 'webhooks');
    assert.equal(list.json.items.length, 1);
    assert.ok(!list.body.toString().includes('whsec_'));
    const [[plainly]] = await world.sql(world.site, `SELECT COUNT(*) FROM webhooks WHERE INSTR(secret_sealed, '${secret}') > 0 OR INSTR(secret_sealed, 'whsec_') > 0`);
    assert.equal(Number(plainly), 0);
  });

  step('an order is told in order, once, and the library verifies it unmodified', async (world) => {
    receiver.take();
    const order = await buyer.placeOrder();
    await buyer.payWith('success', order);
    await buyer.orderIn(order, 'ACTIVE');
    await world.work();
    const heard = receiver.take();
    const paid = await buyer.get(order);
    assert.deepEqual(kinds(heard), ['order.placed', 'payment.captured', 'order.paid', 'bill.issued', 'service.delivered']);
    assert.deepEqual(check(heard), heard.map(({ json }) => json));
    assert.equal(new Set(heard.map(({ id }) => id)).size, heard.length);
    const of = (kind) => heard.find(({ json }) => json.type === kind).json;
    assert.deepEqual([of('order.paid').data.order, of('order.paid').data.state, of('order.paid').data.total, of('order.paid').data.side],
      [order.id, 'PAID', order.total, 'buyer']);
    assert.deepEqual([of('bill.issued').data.number, of('bill.issued').data.state, of('bill.issued').data.paid], [paid.bill.number, 'PAID', order.total]);
    assert.deepEqual(of('service.delivered').data.services, paid.services.map(({ id }) => id));
    assert.deepEqual(of('payment.captured').data.amount, order.total);
    assert.ok(heard.every(({ headers }) => headers['content-type'] === 'application/json' && headers['user-agent'] === 'Souk'));
    const all = await messages();
    assert.deepEqual(all.map(({ kind, state, tries }) => [kind, state, tries]).reverse(), kinds(heard).map((kind) => [kind, 'SENT', 1]));
    const one = await message(all[0].id);
    assert.equal(one.body, heard.at(-1).body);
    assert.deepEqual(one.attempts.map(({ attempt, status, error, answer }) => [attempt, status, error, answer]), [[1, 200, null, 'thank you']]);
    await world.work();
    assert.equal(receiver.take().length, 0, 'never twice');
  });

  step("nobody else's: every id of another company is 404", async () => {
    const [{ id }] = await messages();
    for (const [method, what, body] of [['GET', `webhooks/${hook.id}`], ['PATCH', `webhooks/${hook.id}`, { state: 'PAUSED' }], ['DELETE', `webhooks/${hook.id}`],
      ['POST', `webhooks/${hook.id}/secrets`, {}], ['POST', `webhooks/${hook.id}/tests`, {}], ['GET', `webhooks/${hook.id}/messages`],
      ['GET', `webhook-messages/${id}`], ['POST', `webhook-messages/${id}/replays`, {}]])
      expectProblem(await api(method, what, body, { who: stranger }), 404);
    assert.deepEqual((await api('GET', 'webhooks', undefined, { who: stranger })).json.items, []);
  });

  step('a seller hears of its sales, and neither of bills nor of payments', async (world) => {
    const operator = await Operator.ready(world);
    const seller = await Seller.applied(world, 'halo');
    await operator.admit(seller);
    await seller.publish(operator, 'halo-cloud', listing({ texts: [{ ...listing().texts[0], name: 'Halo Cloud' }] }));
    const theirs = await make({ about: '' }, seller);
    receiver.take();
    await set({ state: 'PAUSED' });
    const order = await buyer.placeOrder({ product: 'halo-cloud', plan: 'solo', capacities: {} });
    await buyer.payWith('success', order);
    await world.work();
    const heard = receiver.take();
    assert.deepEqual(kinds(heard), ['order.placed', 'order.paid', 'service.delivered']);
    check(heard, theirs.secret);
    assert.deepEqual([heard[1].json.data.side, heard[1].json.data.order], ['seller', order.id]);
    expectStatus(await api('DELETE', `webhooks/${theirs.webhook.id}`, undefined, { who: seller }), 204);
  });

  step('while it is paused it waits, and then comes in order', async (world) => {
    const { waiting } = await show();
    assert.equal(waiting, 5);
    assert.equal((await set({ state: 'ACTIVE' })).state, 'ACTIVE');
    await world.work();
    assert.deepEqual(kinds(receiver.take()), ['order.placed', 'payment.captured', 'order.paid', 'bill.issued', 'service.delivered']);
    expectProblem(await api('PATCH', `webhooks/${hook.id}`, { about: 'x' }, { headers: { 'If-Match': '"1"' } }), 412);
    assert.equal(expectProblem(await api('PATCH', `webhooks/${hook.id}`, { state: 'FAILING' }), 422, 'invalid').errors[0].pointer, '/state');
  });

  step('a receiver that fails is tried again with the same id and body, and once for all that waits', async (world, t) => {
    if (without) return t.skip(without);
    receiver.mode = '500';
    const order = await buyer.placeOrder();
    await world.work();
    await buyer.client.post(`/api/checkout/orders/${order.id}/cancellations`, {});
    await world.work();
    const first = receiver.take();
    assert.deepEqual(kinds(first), ['order.placed', 'order.cancelled']);
    const [queued] = await messages();
    assert.equal(queued.state, 'RETRY');
    assert.deepEqual((await message(queued.id)).attempts.map(({ status, answer }) => [status, answer]), [[500, 'out of paper']]);
    receiver.mode = 'hang-up';
    await later(world, 11);
    const [again, ...more] = receiver.take();
    assert.equal(more.length, 0, 'the other one waits, too');
    receiver.mode = null;
    await later(world, 60);
    const same = (heard) => heard.map(({ id, body }) => `${id} ${body}`).sort();
    assert.deepEqual(same(receiver.take()), same(first));
    assert.ok(same(first).includes(`${again.id} ${again.body}`));
    const tries = (await message(again.id)).attempts;
    assert.deepEqual(tries.map(({ attempt, status }) => [attempt, status]), [[1, 500], [2, null], [3, 200]]);
    assert.ok(tries[1].error.length > 0);
  });

  step('one message that is refused holds up no other', async (world, t) => {
    if (without) return t.skip(without);
    receiver.mode = 'refuse';
    await buyer.placeOrder();
    await world.work();
    receiver.mode = null;
    const [refused] = receiver.take();
    await buyer.placeOrder();
    await world.work();
    assert.equal(receiver.take().filter(({ id }) => id !== refused.id).length, 1);
    await later(world, 60);
    assert.equal((await message(refused.id)).state, 'SENT');
    receiver.take();
  });

  step('3 MB of an answer are not read, and a redirect within is not followed', async (world, t) => {
    receiver.mode = 'huge';
    const test = expectStatus(await api('POST', `webhooks/${hook.id}/tests`, {}), 201).json;
    await world.work();
    const [heard] = receiver.take();
    assert.deepEqual([heard.id, heard.json.type, heard.json.data], [test.id, 'webhook.test', { webhook: hook.id }]);
    check([heard]);
    const huge = await message(test.id);
    assert.deepEqual([huge.state, huge.attempts[0].answer], ['SENT', 'x'.repeat(500)]);
    receiver.mode = 'redirect';
    receiver.target = inner.url;
    const away = expectStatus(await api('POST', `webhooks/${hook.id}/tests`, {}), 201).json;
    await world.work();
    const followed = await message(away.id);
    assert.deepEqual([followed.state, followed.attempts[0].status, inner.heard.length, inner.strays], ['DEAD', 307, 0, 0]);
    assert.match(followed.attempts[0].error, /redirect/);
    receiver.mode = null;
    for (const [url, error] of [[inner.url, /OUTBOUND_PORTS/], [`http://[::1]:${receiver.port}/hooks`, /not public|refused|connect/i]]) {
      const { webhook } = await make({ url });
      const { id } = expectStatus(await api('POST', `webhooks/${webhook.id}/tests`, {}), 201).json;
      await world.work();
      const refused = await message(id);
      assert.deepEqual([refused.state, refused.attempts[0].status], ['DEAD', null]);
      assert.match(refused.attempts[0].error, error);
      expectStatus(await api('DELETE', `webhooks/${webhook.id}`), 204);
    }
    assert.equal(inner.heard.length, 0);
    if (!process.env.SOUK_LONG) return t.diagnostic('SOUK_LONG=1 waits for a slow one, too');
    receiver.mode = 'slow';
    const { webhook } = await make({}, stranger);
    const slow = expectStatus(await api('POST', `webhooks/${webhook.id}/tests`, {}, { who: stranger }), 201).json;
    await world.work();
    const [{ status, took_ms: took }] = expectStatus(await api('GET', `webhook-messages/${slow.id}`, undefined, { who: stranger }), 200).json.attempts;
    expectStatus(await api('DELETE', `webhooks/${webhook.id}`, undefined, { who: stranger }), 204);
    assert.ok(status === null && took >= 14_500 && took < 18_000, `${took} ms`);
    receiver.mode = null;
  });

  step('a worker that dies in the middle: each event is one message, with one id', async (world, t) => {
    if (without) return t.skip(without);
    receiver.take();
    const order = await buyer.placeOrder();
    assert.equal((await later(world, 0, '--crash-at', 'webhooks.told')).signal, 'SIGKILL');
    assert.equal((await later(world, 0, '--crash-at', 'webhook.called')).signal, 'SIGKILL');
    const [once] = receiver.take();
    assert.deepEqual([once.json.type, once.json.data.order], ['order.placed', order.id]);
    assert.equal((await message(once.id)).attempts.length, 0);
    await later(world, 100);
    const again = receiver.take().filter(({ json }) => json.data.order === order.id);
    assert.deepEqual(again.map(({ id, body }) => [id, body]), [[once.id, once.body]]);
    assert.equal((await message(once.id)).state, 'SENT');
  });

  step('two workers at once: each event is told once', async (world) => {
    const orders = [];
    for (let i = 0; i < 4; i++) orders.push(await buyer.placeOrder());
    receiver.take();
    await Promise.all([world.work(), world.work(), world.work()]);
    await world.work();
    const heard = receiver.take();
    assert.deepEqual(heard.map(({ json }) => json.data.order).sort(), orders.map(({ id }) => id).sort());
    const twice = await world.sql(world.site, 'SELECT webhook_id FROM webhook_messages WHERE event_id IS NOT NULL GROUP BY webhook_id, event_id HAVING COUNT(*) > 1');
    assert.deepEqual(twice, []);
  });

  step('a company whose receiver is slow keeps nobody else waiting', async (world, t) => {
    if (without) return t.skip(without);
    late.mode = 'late';
    const slow = await Buyer.ready(world), told = [];
    for (let i = 0; i < 6; i++) {
      const { webhook } = await make({ url: late.url }, slow);
      told.push(expectStatus(await api('POST', `webhooks/${webhook.id}/tests`, {}, { who: slow }), 201).json.id);
    }
    receiver.take();
    const { id } = expectStatus(await api('POST', `webhooks/${hook.id}/tests`, {}), 201).json;
    await world.work();
    assert.deepEqual(receiver.take().map((one) => one.id), [id], 'the other is told in its first turn');
    assert.equal((await message(id)).state, 'SENT');
    assert.deepEqual(late.take().map((one) => one.id), told.slice(0, 1), 'the slow company had one turn, and rests');
    for (let i = 1; i < told.length; i++) {
      await later(world, 100 * i);
      assert.deepEqual(late.take().map((one) => one.id), [told[i]], 'its webhooks take turns');
    }
  });

  step('a new secret: both sign for a day, then the new one alone', async (world, t) => {
    if (without) return t.skip(without);
    const old = secret;
    const before = await show();
    ({ secret } = expectStatus(await api('POST', `webhooks/${hook.id}/secrets`, {}, { headers: { 'If-Match': `"${before.row_version}"` } }), 201).json);
    assert.notEqual(secret, old);
    expectProblem(await api('POST', `webhooks/${hook.id}/secrets`, {}, { headers: { 'If-Match': `"${before.row_version}"` } }), 412);
    const [{ id }] = await messages();
    assert.equal((await replay(id)).state, 'QUEUED');
    assert.equal((await replay(id)).state, 'QUEUED', 'asked twice, it is sent once');
    await world.work();
    const both = receiver.take();
    assert.deepEqual(both.map((one) => one.id), [id], 'a replay has the same id');
    check(both, old);
    check(both, secret);
    await replay(id);
    await later(world, DAY + 60);
    const [{ headers }] = receiver.take();
    assert.match(headers['webhook-signature'], /^v1,\S+$/);
    assert.equal((await message(id)).attempts.length, 3);
  });

  step('three days without success: it is stopped, and its owner hears of it by mail', async (world, t) => {
    if (without) return t.skip(without);
    receiver.mode = '500';
    await buyer.placeOrder();
    const { length } = world.mail.messages;
    await later(world, 2 * DAY);
    await later(world, 3 * DAY);
    assert.equal((await show()).state, 'ACTIVE');
    await later(world, 5 * DAY + 600);
    assert.equal((await show()).state, 'FAILING');
    await later(world, 5 * DAY + 600);
    const mail = await world.mail.next(buyer.email, (text) => text.includes(`/my/webhooks/${hook.id}`), length);
    assert.ok(plain(mail.data).includes(receiver.url));
    const dead = (await messages()).find(({ state }) => state === 'DEAD');
    assert.equal(dead.kind, 'order.placed');
    receiver.take();
    receiver.mode = null;
    const order = await buyer.placeOrder();
    await later(world, 5 * DAY + 700);
    assert.equal(receiver.take().length, 0, 'it is called no more');
    await set({ state: 'ACTIVE' });
    await later(world, 5 * DAY + 800);
    assert.ok(receiver.take().some(({ json: { type, data } }) => type === 'order.placed' && data.order === order.id), 'what waited comes');
    await replay(dead.id);
    await later(world, 5 * DAY + 900);
    assert.ok(receiver.take().some(({ id }) => id === dead.id));
  });

  step('an API key with the scopes does what its owner does', async () => {
    const { secret: key } = expectStatus(await buyer.client.post('/api/storefront/api-keys', { name: 'Hooks', scopes: ['webhooks:read'] }), 201).json;
    const program = buyer.client.fresh();
    program.headers = { Authorization: `Bearer ${key}` };
    expectStatus(await program.get('/api/billing/webhooks'), 200);
    expectProblem(await program.post(`/api/billing/webhooks/${hook.id}/tests`, {}), 403, 'scope');
  });

  step('410 ends it at once; what is deleted leaves nothing; a month later messages go', async (world, t) => {
    receiver.mode = 'gone';
    await buyer.placeOrder();
    await world.work();
    assert.equal((await show()).state, 'FAILING');
    receiver.mode = null;
    const { webhook } = await make();
    expectStatus(await api('POST', `webhooks/${webhook.id}/tests`, {}), 201);
    await world.work();
    expectStatus(await api('DELETE', `webhooks/${webhook.id}`), 204);
    expectProblem(await api('GET', `webhooks/${webhook.id}`), 404);
    if (without) return t.skip(without);
    assert.ok((await messages()).length > 10);
    await later(world, 31 * DAY);
    const left = await world.sql(world.site, "SELECT (SELECT COUNT(*) FROM webhook_messages WHERE created_at < UTC_TIMESTAMP() + INTERVAL 12 HOUR)"
      + ' + (SELECT COUNT(*) FROM webhook_attempts WHERE message_id NOT IN (SELECT message_id FROM webhook_messages))');
    assert.equal(Number(left[0][0]), 0);
  });

  step('no secret stands in the database or in a log', async (world) => {
    const core = secret.slice(6);
    assert.ok(!world.logs(1e6).includes(core));
    const rows = await world.sql(world.site, `SELECT COUNT(*) FROM webhooks WHERE INSTR(CONCAT_WS(' ', url, about, kinds), '${core}') > 0`);
    assert.equal(Number(rows[0][0]), 0);
    await world.ctl(world.site, 'verify');
  });
});
