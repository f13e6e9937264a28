// R5: with SOUK_PROVISION webhook the host's own provisioner delivers, at once
// or later by a signed callback, each line once.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { after } from 'node:test';
import { Provisioner, newKey } from '../lib/provisioner.mjs';
import { Buyer, expectProblem, expectStatus } from '../lib/shop.mjs';
import { setup, story } from '../lib/story.mjs';
import { until } from '../lib/proc.mjs';

const key = newKey();
const host = await Provisioner.start(key);
const planted = 'planted-Passw0rd';

function params(site) {
  const file = path.join(site.dir, 'provision.key');
  if (!fs.existsSync(file)) fs.writeFileSync(file, `${key}\n`, { mode: 0o600 });
  return { PROVISION: 'webhook', PROVISION_URL: host.url, PROVISION_KEY_FILE: file };
}

after(() => host.stop());

story('provisioner', { ...setup(), params }, (step, world) => {
  let buyer;
  const buy = async () => {
    const order = await buyer.placeOrder();
    await buyer.payWith('success', order);
    return order;
  };
  const call = ({ headers, body }) => world().client.request('POST', '/api/checkout/provision-callbacks', { headers, body });
  const asked = (order) => host.heard.filter(({ data }) => data.order === order.id);
  const told = async (order) => {
    await until(() => asked(order).length > 0, 'asked');
    return asked(order)[0].data;
  };
  const reveal = async (order) => {
    const [service] = (await buyer.get(order)).services;
    return expectStatus(await buyer.client.post(`/api/checkout/services/${service.id}/revelations`, {}), 200).json.secret;
  };

  step('what it answers at once is delivered', async (w) => {
    buyer = await Buyer.ready(w);
    const order = await buyer.orderIn(await buy(), 'ACTIVE');
    const data = await told(order);
    assert.deepEqual([data.product.slug, data.plan.code, data.delivery, data.quantity], ['lumen-gallery', 'pro', 'saas', 1]);
    assert.equal(data.callback_url, `${w.site.url}/api/checkout/provision-callbacks`);
    assert.ok(Date.parse(data.term_ends_at) > Date.now());
    assert.deepEqual([order.services[0].access_url, order.services[0].note], ['https://192.0.2.7/', 'Ready in the cloud.']);
    assert.equal(host.forged, 0);
  });

  step('later: the order waits until it calls back, once', async (w) => {
    host.mode = 'later';
    const order = await buy();
    const { line } = await told(order);
    await until(async () => Number((await w.sql(w.site, "SELECT COUNT(*) FROM outbox WHERE kind = 'provision' AND state = 'QUEUED'"))[0][0]) === 1, 'to be asked again');
    assert.equal((await buyer.get(order)).state, 'PROVISIONING');
    const callback = host.callback(line, { access_url: 'https://192.0.2.8/', secret: `root\n${planted}`, note: 'Here.' });
    expectProblem(await call({ ...callback, headers: { ...callback.headers, 'webhook-signature': 'v1,AAAA' } }), 401, 'signature');
    expectProblem(await call(host.callback(line, {}, { key: newKey() })), 401, 'signature');
    expectProblem(await call(host.callback(line, {}, { at: Math.floor(Date.now() / 1000) - 400 })), 401, 'signature');
    expectProblem(await call(host.callback('lin_01h455vb4pex5vsknk084sn02q', {})), 404);
    expectProblem(await call(host.callback('none', {})), 422);
    expectProblem(await call(host.callback(line, { access_url: 'ftp://x' })), 422);
    assert.equal((await buyer.get(order)).state, 'PROVISIONING');
    expectStatus(await call(callback), 204);
    const now = await buyer.orderIn(order, 'ACTIVE');
    assert.deepEqual([now.services.length, now.services[0].access_url, now.services[0].note], [1, 'https://192.0.2.8/', 'Here.']);
    assert.equal(await reveal(order), `root\n${planted}`);
    expectStatus(await call(callback), 204);
    expectStatus(await call(host.callback(line, { note: 'Another.' }, { id: randomUUID() })), 204);
    assert.equal((await buyer.get(order)).services[0].note, 'Here.');
  });

  step('a callback before the answer is known, and twice at a time', async () => {
    const order = await buy();
    const { line } = await told(order);
    const callback = host.callback(line, { note: 'Once.' });
    const answers = await Promise.all([call(callback), call(callback), call(callback)]);
    assert.deepEqual(answers.map(({ status }) => status), [204, 204, 204]);
    const now = await buyer.orderIn(order, 'ACTIVE');
    assert.deepEqual(now.services.map(({ note }) => note), ['Once.']);
  });

  step('it says that it failed: an operator has to look; a success after it counts', async (w) => {
    const order = await buy();
    const { line } = await told(order);
    const failure = host.callback(line, { reason: 'No room in the rack.' }, { type: 'service.failed' });
    expectStatus(await call(failure), 204);
    const failed = await buyer.orderIn(order, 'PROVISION_FAILED');
    assert.equal(failed.events.find(({ kind }) => kind === 'provision_failed').reason, 'No room in the rack.');
    assert.match((await w.ctl(w.site, 'deliver')).stdout, new RegExp(order.id));
    expectStatus(await call(host.callback(line, { note: 'Found some.' }, { id: 'evt_second' })), 204);
    assert.equal((await buyer.orderIn(order, 'ACTIVE')).services[0].note, 'Found some.');
  });

  step('no answer: asked again under the same id; a refusal is final', async (w) => {
    host.mode = '500';
    const order = await buy();
    await told(order);
    host.mode = null;
    await until(async () => Number((await w.sql(w.site, "SELECT COUNT(*) FROM outbox WHERE kind = 'provision' AND state = 'RETRY'"))[0][0]) === 1, 'to be tried again');
    await w.sql(w.site, "UPDATE outbox SET next_at = created_at WHERE kind = 'provision' AND state = 'RETRY'");
    await buyer.orderIn(order, 'ACTIVE');
    assert.equal(new Set(asked(order).map(({ id }) => id)).size, 1);
    host.mode = 'refuse';
    const refused = await buyer.orderIn(await buy(), 'PROVISION_FAILED');
    assert.match(refused.events.find(({ kind }) => kind === 'provision_failed').reason, /status is 400/);
  });

  step('it is told of renewals, of freezing and of the end', async (w) => {
    host.mode = null;
    const order = await buyer.orderIn(await buy(), 'ACTIVE');
    const [{ id }] = order.services;
    const { line } = await told(order);
    for (const [args, seen] of [[['renew', id, '--until', '2031-01-31T00:00:00Z'], ({ term_ends_at: ends }) => ends === '2031-01-31T00:00:00Z'],
      [['freeze', id], ({ state }) => state === 'frozen'], [['unfreeze', id], ({ state }) => state === 'running']]) {
      await w.ctl(w.site, 'service', ...args);
      await until(() => seen(host.services.get(line)), args[0]);
    }
    await w.ctl(w.site, 'service', 'release', id);
    await until(() => !host.services.has(line), 'released');
    assert.equal(new Set(asked(order).map((message) => message.id)).size, 5);
  });

  step('soukctl check knows it; nothing secret is in clear', async (w) => {
    await w.ctl(w.site, 'verify');
    const [[rows]] = await w.sql(w.site, "SELECT (SELECT COUNT(*) FROM provision_results) + (SELECT COUNT(*) FROM services WHERE INSTR(COALESCE(secret_sealed, ''), 'planted') > 0)");
    assert.equal(Number(rows), 0);
    assert.doesNotMatch(w.logs(100000), new RegExp(`planted|${key.slice(8, 30)}`));
    assert.match((await w.tryCtl(w.site, 'check')).stdout, /provision\.key/);
  });
});
