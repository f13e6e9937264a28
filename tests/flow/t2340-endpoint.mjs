// R5, R17, R18: a SaaS is set up by its seller's endpoint once it is paid; the
// buyer's contact goes there if the buyer allowed these words and this value.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { Endpoint } from '../lib/endpoint.mjs';
import { listing, Operator, Seller } from '../lib/seller.mjs';
import { Buyer, expectProblem, expectStatus, password } from '../lib/shop.mjs';
import { plain } from '../lib/smtp.mjs';
import { setup, story } from '../lib/story.mjs';
import { freePort, until } from '../lib/proc.mjs';
import { top } from '../lib/world.mjs';

const pem = path.join(top, 'tests/data/endpoint-tls.pem');
const key = '4d9b21e6-6f4c-4b0e-9d3a-52c1f7a80b64';
const choice = { product: 'halo-cloud', plan: 'solo', capacities: {} };
const port = await freePort();
const at = { url: `https://127.0.0.1:${port}/saas?shop=7`, key, contact: true };

story('seller endpoint', { ...setup(), params: () => ({ CA_FILE: pem, OUTBOUND_PORTS: `443, ${port}`, OUTBOUND_ALLOW: '127.0.0.0/8' }) }, (step) => {
  let endpoint, seller, operator, buyer, id;
  const api = (method, what, body, version) => seller.api(method, `listings/${id}/${what}`, body,
    version === undefined ? {} : { 'If-Match': `"${version}"` });
  const show = async () => expectStatus(await api('GET', 'endpoint'), 200).json;
  const save = async (more = {}) => {
    const version = (await show()).endpoint?.row_version ?? 0;
    return expectStatus(await api('PUT', 'endpoint', { url: at.url, contact: at.contact, ...more }, version), 200).json.endpoint;
  };
  const accepting = async (who = buyer) => expectStatus(await who.client.get('/api/checkout/documents?product=halo-cloud'), 200).json;
  const place = async (contact, who = buyer) => {
    const { quote } = await who.quote(choice);
    return who.order({ quote, documents: (await accepting(who)).items.map(({ hash }) => hash), ...(contact ? { contact } : {}) });
  };
  const buy = async (who = buyer) => {
    const order = expectStatus(await place((await accepting(who)).contact?.consent, who), 201, 'order').json;
    await who.payWith('success', order);
    return order;
  };
  const calls = (activity) => endpoint.heard.map(({ body }) => JSON.parse(body)).filter((body) => body.activity === activity);
  const reveal = async (order, who = buyer) => {
    const [service] = (await who.get(order)).services;
    return expectStatus(await who.client.post(`/api/checkout/services/${service.id}/revelations`, {}), 200).json.secret;
  };
  /** Its outbox message is due now, whatever the backoff. */
  const hasten = (world) => world.sql(world.site, "UPDATE outbox SET next_at = created_at WHERE kind = 'provision' AND state = 'RETRY'");

  step('an endpoint is kept, its key sealed and never answered', async (world) => {
    endpoint = await Endpoint.start(key, fs.readFileSync(pem), port);
    operator = await Operator.ready(world);
    seller = await Seller.applied(world, 'halo');
    await operator.admit(seller);
    id = await seller.publish(operator, 'halo-cloud', listing({ texts: [{ ...listing().texts[0], name: 'Halo Cloud' }] }));
    buyer = await Buyer.ready(world);
    assert.deepEqual([(await show()).endpoint, (await show()).waiting], [null, 0]);
    assert.equal((await accepting()).contact, null);
    expectProblem(await api('PUT', 'endpoint', at), 428);
    for (const [body, pointer] of [[{ ...at, url: 'saas' }, '/url'], [{ ...at, url: `${at.url}#x` }, '/url'], [{ ...at, key: 'short' }, '/key'],
      [{ url: at.url, contact: true }, '/key'], [{ url: at.url, key }, '/contact']])
      assert.equal(expectProblem(await api('PUT', 'endpoint', body, 0), 422, 'invalid').errors[0].pointer, pointer, JSON.stringify(body));
    const answer = expectStatus(await api('PUT', 'endpoint', at, 0), 200);
    assert.deepEqual([answer.json.endpoint.url, answer.json.endpoint.contact, answer.json.endpoint.row_version], [at.url, true, 1]);
    assert.ok(!answer.text.includes(key));
    assert.equal(expectProblem(await api('PUT', 'endpoint', at, 0), 412).row_version.now, 1);
    const [[kept]] = await world.sql(world.site, `SELECT COUNT(*) FROM endpoints WHERE INSTR(key_sealed, '${key}') = 0`);
    assert.equal(Number(kept), 1);
  });

  step('R17: without the tick there is no order; the words say which value', async (world) => {
    const { contact } = await accepting();
    assert.match(contact.text, /^I authorise the seller to use the contact information \(b[^@]*\*\*\*@buyer\.example\) of the current account to create an application management account\.$/);
    assert.deepEqual([contact.kind, contact.consent.length], ['email', 64]);
    assert.ok(!JSON.stringify(contact).includes(buyer.email));
    const visitor = (await accepting({ client: world.site.client() })).contact;
    assert.deepEqual([visitor.consent, visitor.masked], [null, null]);
    expectProblem(await place(null), 422, 'terms');
    expectProblem(await place('0'.repeat(64)), 422, 'terms');
    expectProblem(await place('1'.repeat(64)), 409, 'terms_changed');
    const other = await Buyer.ready(world);
    expectProblem(await place((await accepting(other)).contact.consent), 409, 'terms_changed');
    const [[orders]] = await world.sql(world.site, 'SELECT COUNT(*) FROM orders');
    assert.equal(Number(orders), 0);
  });

  step('R18: that one value goes to the seller, after payment; the sign-in comes back sealed', async (world) => {
    const placed = expectStatus(await place((await accepting()).contact.consent), 201).json;
    assert.equal(placed.contact.kind, 'email');
    assert.equal(endpoint.heard.length, 0);
    await buyer.payWith('success', placed);
    const order = await buyer.orderIn(placed, 'ACTIVE');
    const [call, ...more] = calls('newInstance');
    assert.deepEqual(more, []);
    assert.deepEqual([call.email, call.mobilePhone, call.userName], [buyer.email, undefined, undefined]);
    assert.deepEqual([call.orderId, call.productId, call.skuCode, call.amount, call.periodType, call.testFlag], [placed.id, 'halo-cloud', 'solo', '1', 'month', '0']);
    assert.deepEqual([order.services[0].access_url, order.services[0].has_secret], ['https://app.example/?tenant=7', true]);
    assert.match(order.services[0].note, /Welcome\.\nCall us\.\nAdministration: https:\/\/app\.example\/admin/);
    assert.equal(await reveal(order), 'User: admin\nPassword: planted-Passw0rd');
    assert.equal((await show()).endpoint.signs, true);
    const [row] = await world.sql(world.site, `SELECT c.kind, c.value, d.kind, d.text, u.email FROM order_contacts c
      JOIN documents d ON d.document_hash = c.document_hash JOIN users u ON u.user_id = c.user_id`);
    assert.deepEqual(row, ['email', buyer.email, 'contact', 'I authorise the seller to use the contact information ({contact}) of the current account to create an application management account.', buyer.email]);
  });

  step('who changes the value meanwhile is asked again; a mobile number goes first', async (world) => {
    const who = await Buyer.ready(world);
    const old = (await accepting(who)).contact.consent;
    await world.sql(world.site, `UPDATE users SET mobile = '+4915112345678' WHERE email = '${who.email}'`);
    expectProblem(await place(old, who), 409, 'terms_changed');
    assert.deepEqual([(await accepting(who)).contact.kind, (await accepting(who)).contact.masked], ['mobile', '+49***78']);
    const order = await buy(who);
    await who.orderIn(order, 'ACTIVE');
    const call = calls('newInstance').at(-1);
    assert.deepEqual([call.mobilePhone, call.email], ['+4915112345678', undefined]);
    await who.signIn();
    expectStatus(await who.client.post('/api/storefront/account/erasures', { password }), 204, 'erasure');
    const [[values]] = await world.sql(world.site, "SELECT COUNT(*) FROM order_contacts WHERE kind = 'mobile' AND value IS NULL");
    assert.equal(Number(values), 1);
  });

  step('an answer that was lost: the same line, the same instance', async (world) => {
    endpoint.mode = '500';
    endpoint.heard.length = 0;
    const order = await buy();
    await until(() => endpoint.heard.length > 0, 'called');
    await until(async () => (await show()).endpoint.fault, 'fault noted');
    assert.match((await show()).endpoint.fault, /the status is 500/);
    assert.equal((await show()).waiting, 1);
    assert.equal((await buyer.get(order)).state, 'PROVISIONING');
    endpoint.mode = null;
    await hasten(world);
    await buyer.orderIn(order, 'ACTIVE');
    const [first, ...others] = calls('newInstance');
    for (const other of others) assert.deepEqual([other.orderLineId, other.businessId], [first.orderLineId, first.businessId]);
    assert.equal((await show()).endpoint.fault, null);
  });

  step('who needs longer is asked until it is ready', async (world) => {
    endpoint.mode = 'under-way';
    endpoint.heard.length = 0;
    const order = await buy();
    await until(() => calls('queryInstance').length > 0, 'asked');
    await until(async () => (await show()).endpoint.fault, 'not ready');
    endpoint.mode = null;
    await hasten(world);
    await buyer.orderIn(order, 'ACTIVE');
    assert.equal(calls('newInstance').length, 1, 'made once, then asked for');
    assert.match(await reveal(order), /planted-Passw0rd/);
  });

  step('a refusal: the seller is told, the buyer told no more than that; a mended endpoint delivers', async (world) => {
    endpoint.mode = 'unsigned';
    const order = await buy();
    await buyer.orderIn(order, 'PROVISION_FAILED');
    const failed = (await buyer.get(order)).events.find(({ kind }) => kind === 'provision_failed');
    assert.equal(failed.reason, 'seller_endpoint');
    const mail = await world.mail.next('contact@halo.example', (text) => plain(text).includes('could not set up'));
    assert.match(plain(mail.data), new RegExp(`/seller/endpoint/${id}`));
    assert.match(plain(mail.data), /no Body-Sign, and earlier ones had/);
    endpoint.mode = null;
    assert.equal(expectStatus(await api('POST', 'endpoint-retries', {}), 200).json.orders, 1);
    await buyer.orderIn(order, 'ACTIVE');
  });

  // What each fault is to the seller; the buyer sees that the order waits, and nothing of it.
  const unseen = /Body-Sign|KiB|a redirect|seconds|JSON|saas\?shop|instance-/;
  const linesOf = (order) => [...endpoint.instances.values()].filter((one) => one.orderId === order.id);

  for (const [mode, said] of [['wrong-signature', /Body-Sign is not the answer's signature/], ['huge', /larger than 256 KiB/], ['html', /not JSON/]])
    step(`${mode}: refused at once, told to the seller alone; mended, it delivers the same instance`, async (world) => {
      const [mails, heard] = [world.mail.messages.length, endpoint.heard.length];
      endpoint.mode = mode;
      const order = await buy();
      const failed = await buyer.orderIn(order, 'PROVISION_FAILED');
      assert.deepEqual(failed.services, []);
      assert.doesNotMatch(JSON.stringify(failed), unseen);
      assert.equal(endpoint.heard.length, heard + 1, 'not asked again');
      assert.match((await show()).endpoint.fault, said);
      assert.equal((await show()).waiting, 1);
      const mail = await world.mail.next('contact@halo.example', (text) => text.includes('could not set up') && said.test(text.replace(/\s+/g, ' ')), mails);
      assert.ok(!plain(mail.data).includes(buyer.email));
      for (const { to, data } of world.mail.messages.slice(mails)) if (to.includes(buyer.email)) assert.doesNotMatch(plain(data), unseen);
      endpoint.mode = null;
      assert.equal(expectStatus(await api('POST', 'endpoint-retries', {}), 200).json.orders, 1);
      await buyer.orderIn(order, 'ACTIVE');
      assert.match(await reveal(order), /planted-Passw0rd/);
      assert.deepEqual([linesOf(order).length, (await show()).endpoint.fault, (await show()).waiting], [1, null, 0]);
    });

  step('slow: given up after five seconds, asked again, and one instance all the same', async (world) => {
    endpoint.mode = 'slow';
    endpoint.heard.length = 0;
    const order = await buy();
    const began = Date.now();
    await until(async () => (await show()).endpoint.fault, 'given up');
    assert.ok(Date.now() - began < 9000, `${Date.now() - began} ms`);
    assert.match((await show()).endpoint.fault, /no whole answer within 5 seconds/);
    const waits = await buyer.get(order);
    assert.deepEqual([waits.state, waits.services], ['PROVISIONING', []]);
    assert.doesNotMatch(JSON.stringify(waits), unseen);
    endpoint.mode = null;
    await hasten(world);
    await buyer.orderIn(order, 'ACTIVE');
    assert.equal(linesOf(order).length, 1);
    assert.equal(new Set(calls('newInstance').map(({ orderLineId }) => orderLineId)).size, 1);
  });

  step('no mail waits for a slow endpoint', async (world) => {
    await world.procs.worker.stop();
    endpoint.mode = 'slow';
    endpoint.heard.length = 0;
    const orders = [await buy(), await buy(), await buy()];
    const other = new Buyer(world);
    await other.signUp();
    await world.startWorker();
    await world.mail.next(other.email, (text) => text.includes('/verify/#'));
    assert.ok(endpoint.heard.length < orders.length, 'sent beside the calls, not behind them');
    endpoint.mode = null;
    await until(async () => {
      await hasten(world);
      return (await Promise.all(orders.map((order) => buyer.get(order)))).every(({ state }) => state === 'ACTIVE');
    }, 'all are delivered');
  });

  step('500 to the last try: then the order has failed, and both are told', async (world) => {
    endpoint.mode = '500';
    const mails = world.mail.messages.length;
    const order = await buy();
    await until(async () => /500/.test((await show()).endpoint.fault ?? ''), 'fault noted');
    await world.sql(world.site, "UPDATE outbox SET tries = 100, next_at = created_at WHERE kind = 'provision' AND state = 'RETRY'");
    const failed = await buyer.orderIn(order, 'PROVISION_FAILED');
    assert.equal(failed.events.find(({ kind }) => kind === 'provision_failed').reason, 'seller_endpoint');
    await world.mail.next('contact@halo.example', (text) => text.includes('could not set up'), mails);
    endpoint.mode = null;
    expectStatus(await api('POST', 'endpoint-retries', {}), 200);
    await buyer.orderIn(order, 'ACTIVE');
    assert.equal(linesOf(order).length, 1);
  });

  step('an instance of another line is refused, and so is a second one for the same', async (world) => {
    endpoint.mode = 'other-instance';
    endpoint.force = [...endpoint.instances.keys()][0];
    const order = await buy();
    await buyer.orderIn(order, 'PROVISION_FAILED');
    assert.match((await show()).endpoint.fault, /that of another order line/);
    endpoint.force = null;
    endpoint.mode = 'under-way';
    endpoint.heard.length = 0;
    await save();
    await until(async () => /under way/.test((await show()).endpoint.fault ?? ''), 'made and asked for');
    assert.equal(calls('newInstance').length, 1);
    await world.sql(world.site, 'UPDATE provisions SET answered = 1 ORDER BY created_at DESC LIMIT 1');
    endpoint.mode = 'other-instance';
    await hasten(world);
    await until(async () => /another instanceId/.test((await show()).endpoint.fault ?? ''), 'refused');
    await buyer.orderIn(order, 'PROVISION_FAILED');
    endpoint.mode = null;
    expectStatus(await api('POST', 'endpoint-retries', {}), 200);
    await buyer.orderIn(order, 'ACTIVE');
  });

  step('an address of the house is refused, and a redirect goes nowhere', async () => {
    endpoint.mode = 'redirect';
    endpoint.target = `https://127.0.0.1:${port}/inside`;
    const heard = endpoint.heard.length;
    const order = await buy();
    await buyer.orderIn(order, 'PROVISION_FAILED');
    assert.equal(endpoint.heard.length, heard + 1);
    assert.match((await show()).endpoint.fault, /redirect/);
    const failed = await buyer.get(order);
    assert.deepEqual(failed.services, []);
    assert.doesNotMatch(JSON.stringify(failed), unseen);
    endpoint.mode = null;
    await save({ url: 'https://192.168.7.7/saas' });
    await until(async () => /not public/.test((await show()).endpoint.fault ?? ''), 'refused');
    await save();
    await buyer.orderIn(order, 'ACTIVE');
  });

  step('renewed, frozen, opened and released: the endpoint is told, late or refused is not lost', async (world) => {
    const order = await buyer.orderIn(await buy(), 'ACTIVE');
    const [{ id: service }] = order.services;
    const change = (...args) => world.ctl(world.site, 'service', ...args);
    const state = () => [...endpoint.instances.values()].find((i) => i.orderId === order.id);
    const now = async () => (await buyer.get(order)).services[0];
    await change('renew', service, '--until', '2031-01-31T00:00:00Z');
    await until(() => state().ends === '20310131000000', 'renewed');
    assert.equal((await now()).term_ends_at, '2031-01-31T00:00:00Z');
    await change('freeze', service, '--reason', 'Not paid.');
    await until(() => state().frozen, 'frozen');
    assert.equal((await now()).access, 'FROZEN');
    endpoint.mode = '500';
    await change('unfreeze', service);
    await until(async () => /500/.test((await show()).endpoint.fault ?? ''), 'not taken');
    await change('freeze', service);
    endpoint.mode = null;
    endpoint.heard.length = 0;
    await hasten(world);
    await until(() => calls('updateInstanceStatus').length > 0, 'told');
    await until(async () => Number((await world.sql(world.site, "SELECT COUNT(*) FROM outbox WHERE kind = 'provision' AND state IN ('QUEUED', 'RETRY')"))[0][0]) === 0, 'all said');
    assert.deepEqual([...new Set(calls('updateInstanceStatus').map(({ status }) => status))], ['FREEZE'], 'the overtaken is not said');
    endpoint.mode = 'unsigned';
    await change('unfreeze', service);
    await until(async () => /unfreeze/.test((await world.ctl(world.site, 'deliver')).stdout), 'an operator has to look');
    assert.equal((await buyer.get(order)).events.find(({ kind }) => kind === 'not_taken').reason, null, 'the buyer need not know what it answered');
    endpoint.mode = null;
    await change('unfreeze', service);
    await until(() => !state().frozen, 'opened');
    await until(async () => !/unfreeze/.test((await world.ctl(world.site, 'deliver')).stdout), 'nothing to do');
    await change('release', service);
    await until(() => !state(), 'released');
    assert.notEqual((await world.tryCtl(world.site, 'service', 'freeze', service)).code, 0);
    assert.match((await change('list')).stdout, new RegExp(`${service}.*endpoint.*RELEASED`));
    assert.deepEqual(order.services.map(({ access }) => access), ['OPEN']);
  });

  const coolOff = async (order) => expectStatus(await buyer.client.post(`/api/checkout/orders/${order.id}/refunds`, { kind: 'cooling_off' },
    { headers: { 'Idempotency-Key': randomUUID() } }), 201, 'cooling off');

  step('given back while the endpoint is at it: what it answers is released', async (world) => {
    endpoint.heard.length = 0;
    let open;
    endpoint.gate = new Promise((resolve) => { open = resolve; });
    const order = await buy();
    await until(() => calls('newInstance').length > 0, 'called');
    await coolOff(order);
    assert.equal((await buyer.get(order)).state, 'REFUNDED');
    assert.equal(linesOf(order).length, 1, 'made, and not answered yet');
    endpoint.gate = null;
    open();
    await until(() => linesOf(order).length === 0, 'released');
    assert.equal(calls('newInstance').length, 1);
    const [call] = calls('releaseInstance');
    assert.deepEqual([call.orderId, call.orderLineId], [order.id, calls('newInstance')[0].orderLineId]);
    assert.deepEqual((await buyer.get(order)).services, []);
    await world.ctl(world.site, 'verify');
  });

  step('given back before it is ready: it is released, if need be at the second try', async (world) => {
    endpoint.mode = 'under-way';
    endpoint.heard.length = 0;
    const order = await buy();
    await until(() => calls('queryInstance').length > 0, 'asked');
    await until(async () => /under way/.test((await show()).endpoint.fault ?? ''), 'not ready');
    endpoint.mode = '500';
    await coolOff(order);
    await until(async () => /500/.test((await show()).endpoint.fault ?? ''), 'not taken');
    endpoint.mode = null;
    await hasten(world);
    await until(() => linesOf(order).length === 0, 'released');
    assert.doesNotMatch((await world.ctl(world.site, 'deliver')).stdout, new RegExp(order.id));
  });

  step('given back and no answer came, or it will not release: an operator has to look', async (world) => {
    const task = (order) => until(async () => new RegExp(`${order.id}.*release`).test((await world.ctl(world.site, 'deliver')).stdout), 'task');
    const fault = (what) => until(async () => what.test((await show()).endpoint.fault ?? ''), String(what));
    endpoint.mode = 'html';
    const refused = await buy();
    await buyer.orderIn(refused, 'PROVISION_FAILED');
    await coolOff(refused);
    endpoint.mode = '500';
    const lost = await buy();
    await fault(/500/);
    await coolOff(lost);
    assert.equal((await buyer.get(lost)).state, 'REFUNDED');
    await hasten(world);
    await task(lost);
    const silent = await buy();
    await until(async () => {
      await hasten(world);
      return (await buyer.get(silent)).state === 'PROVISION_FAILED';
    }, 'given up');
    await coolOff(silent);
    await task(silent);
    endpoint.mode = 'under-way';
    const order = await buy();
    await fault(/under way/);
    endpoint.mode = 'unsigned';
    const mails = world.mail.messages.length;
    await coolOff(order);
    await task(order);
    await world.mail.next('contact@halo.example', (text) => text.includes('could not set up'), mails);
    endpoint.mode = null;
    assert.doesNotMatch((await world.ctl(world.site, 'deliver')).stdout, new RegExp(refused.id));
    for (const one of [lost, silent, order]) await world.ctl(world.site, 'release', one.id);
    await buyer.orderIn(await buy(), 'ACTIVE');
    await world.ctl(world.site, 'verify');
  });

  step('the first sign-in is shown once', async (world) => {
    const order = await buyer.orderIn(await buy(), 'ACTIVE');
    const [{ id: service, shown_once: once }] = order.services;
    assert.equal(once, true);
    assert.match(await reveal(order), /planted/);
    assert.match(await reveal(order), /planted/, 'the answer may have been lost');
    await world.sql(world.site, "UPDATE services SET revealed_at = '2026-01-01' WHERE revealed_at IS NOT NULL");
    expectProblem(await buyer.client.post(`/api/checkout/services/${service}/revelations`, {}), 410, 'gone');
    await world.work();
    assert.equal((await buyer.get(order)).services[0].has_secret, false);
    const [[kept]] = await world.sql(world.site, "SELECT COUNT(*) FROM services WHERE revealed_at IS NOT NULL AND secret_sealed IS NOT NULL");
    assert.equal(Number(kept), 0);
  });

  step('no contact is asked for, none is sent', async () => {
    await save({ contact: false });
    assert.equal((await accepting()).contact, null);
    expectProblem(await place('1'.repeat(64)), 409, 'terms_changed');
    const order = await buy();
    assert.equal((await buyer.orderIn(order, 'ACTIVE')).contact, null);
    const call = calls('newInstance').at(-1);
    assert.deepEqual([call.email, call.mobilePhone, call.userName], [undefined, undefined, undefined]);
  });

  step('tests sell nothing, and show what was said with its secrets masked', async () => {
    const instances = endpoint.instances.size;
    const tried = async (body) => expectStatus(await api('POST', 'endpoint-tests', body), 200).json;
    const made = await tried({ activity: 'create', plan: 'solo' });
    assert.deepEqual([made.passed, made.ready, made.signed, made.status, made.has_password], [true, true, true, 200, true]);
    assert.match(made.request, /"testFlag":"1"/);
    assert.doesNotMatch(made.request + made.answer, /planted/);
    assert.ok(!made.request.includes(key));
    assert.equal(endpoint.instances.size, instances);
    const again = await tried({ activity: 'create', order: made.order, line: made.line, instance: made.instance });
    assert.deepEqual([again.passed, again.instance], [true, made.instance]);
    for (const activity of ['query', 'renew', 'freeze', 'unfreeze', 'release'])
      assert.equal((await tried({ activity, order: made.order, line: made.line, instance: made.instance })).passed, true, activity);
    const over = await tried({ activity: 'freeze', instance: made.instance });
    assert.deepEqual([over.passed, over.error], [false, 'not_found']);
    const other = await tried({ activity: 'create', key: 'another-key-than-that' });
    assert.deepEqual([other.passed, other.error, other.again], [false, 'signature', false]);
    const away = await tried({ activity: 'query', instance: made.instance, url: 'https://192.0.2.1/' });
    assert.deepEqual([away.passed, away.error], [false, 'forbidden']);
    const missing = await tried({ activity: 'freeze' });
    assert.deepEqual([missing.passed, missing.why], [false, 'instanceId is missing']);
  });

  step('no secret is in the database, the logs or a mail in clear', async (world) => {
    await world.ctl(world.site, 'verify');
    const [[rows]] = await world.sql(world.site,
      "SELECT (SELECT COUNT(*) FROM services WHERE INSTR(COALESCE(secret_sealed, ''), 'planted') > 0)"
      + " + (SELECT COUNT(*) FROM events WHERE INSTR(COALESCE(reason, ''), 'planted') > 0)"
      + " + (SELECT COUNT(*) FROM outbox WHERE INSTR(COALESCE(last_error, ''), 'planted') > 0)");
    assert.equal(Number(rows), 0);
    assert.doesNotMatch(world.logs(100000), new RegExp(`planted|${key}`));
    expectProblem(await api('DELETE', 'endpoint', undefined, (await show()).endpoint.row_version), 409, 'state');
    endpoint.stop();
    assert.equal(endpoint.fault, undefined);
  });
});
