// R16: the host's provisioner is told of an image's server and its sign-in, over one signed request; then the password is wiped.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { after } from 'node:test';
import { until } from '../lib/proc.mjs';
import { newKey, Provisioner } from '../lib/provisioner.mjs';
import { addServers, makeVpc, sellImage, serverOf } from '../lib/servers.mjs';
import { Buyer, expectStatus } from '../lib/shop.mjs';
import { setup, story } from '../lib/story.mjs';

const key = newKey();
const host = await Provisioner.start(key);
after(() => host.stop());

function params(site) {
  const file = path.join(site.dir, 'provision.key');
  if (!fs.existsSync(file)) fs.writeFileSync(file, `${key}\n`, { mode: 0o600 });
  return { PROVISION: 'webhook', PROVISION_URL: host.url, PROVISION_KEY_FILE: file };
}

story('image by webhook', { ...setup(), params }, (step) => {
  let buyer, vpc;
  const image = { product: 'halo-server', plan: 'solo', capacities: {} };
  const buy = async (server) => {
    const { quote } = await buyer.quote(image);
    const order = expectStatus(await buyer.order({ quote, documents: await buyer.documents('halo-server'), server }), 201).json;
    await buyer.payWith('success', order);
    return order;
  };
  const coolOff = async (order) => expectStatus(await buyer.client.post(`/api/checkout/orders/${order.id}/refunds`, { kind: 'cooling_off' },
    { headers: { 'Idempotency-Key': randomUUID() } }), 201);
  const asked = (order) => host.heard.filter(({ data }) => data.order === order.id);
  const wiped = async (world) => Number((await world.sql(world.site,
    'SELECT password_sealed IS NULL AND wiped_at IS NOT NULL FROM order_servers ORDER BY order_id DESC LIMIT 1'))[0][0]);

  step('all that a server needs is in one request', async (world) => {
    await addServers(world);
    await sellImage(world);
    buyer = await Buyer.ready(world);
    vpc = await makeVpc(buyer);
    const server = serverOf(vpc);
    const order = await buyer.orderIn(await buy(server), 'ACTIVE');
    const [{ type, data }, ...more] = asked(order);
    assert.deepEqual([type, data.delivery, data.product.slug, more.length], ['service.create', 'image', 'halo-server', 0]);
    assert.deepEqual(data.server, { region: 'fra-1', flavour: 'general-2', vpc: vpc.id, subnet: vpc.subnets[0].id, image: 'img-halo-7',
      user: 'keeper', password: server.password });
    assert.deepEqual([order.services.length, order.services[0].note], [1, 'Ready in fra-1.']);
    assert.equal(await wiped(world), 1);
  });

  step('one that takes its time is asked again with the same; called back, the password goes', async (world) => {
    host.mode = 'later';
    const server = serverOf(vpc);
    const order = await buy(server);
    await until(() => asked(order).length > 0, 'asked');
    assert.equal(await wiped(world), 0, 'kept while it may be asked for');
    const { line } = asked(order)[0].data;
    const { headers, body } = host.callback(line, { access_url: 'https://192.0.2.8/', note: 'Started.' });
    expectStatus(await world.client.request('POST', '/api/checkout/provision-callbacks', { headers, body }), 204);
    const done = await buyer.orderIn(order, 'ACTIVE');
    assert.equal(done.services[0].note, 'Started.');
    assert.ok(asked(order).every(({ data }) => data.server.password === server.password));
    assert.equal(await wiped(world), 1);
  });

  step('given back before it was there, it is released once it is', async (world) => {
    host.mode = 'later';
    const order = await buy(serverOf(vpc));
    await until(() => asked(order).length > 0, 'asked');
    await coolOff(order);
    assert.doesNotMatch((await world.ctl(world.site, 'deliver')).stdout, new RegExp(order.id));
    const { line } = asked(order)[0].data;
    const { headers, body } = host.callback(line, { access_url: 'https://192.0.2.8/', note: 'Started.' });
    expectStatus(await world.client.request('POST', '/api/checkout/provision-callbacks', { headers, body }), 204);
    assert.equal((await buyer.get(order)).services.length, 0);
    assert.match((await world.ctl(world.site, 'deliver')).stdout, new RegExp(`${order.id}.*release`));
    await world.ctl(world.site, 'release', order.id);
    await world.ctl(world.site, 'verify');
  });

  step('given back while the provisioner is at it, it is released, too', async (world) => {
    host.mode = null;
    let open;
    host.gate = new Promise((resolve) => { open = resolve; });
    const order = await buy(serverOf(vpc));
    await until(() => asked(order).length > 0, 'asked');
    await coolOff(order);
    host.gate = null;
    open();
    await until(async () => new RegExp(`${order.id}.*release`).test((await world.ctl(world.site, 'deliver')).stdout), 'an operator is to release it');
    assert.equal((await buyer.get(order)).services.length, 0);
    assert.equal(await wiped(world), 1);
    await world.ctl(world.site, 'release', order.id);
    await world.ctl(world.site, 'verify');
  });

  step('after a failure, too, until people have mended it', async (world) => {
    host.mode = 'refuse';
    const order = await buyer.orderIn(await buy(serverOf(vpc)), 'PROVISION_FAILED');
    assert.equal(await wiped(world), 0);
    await world.ctl(world.site, 'deliver', order.id, '--url', 'https://192.0.2.9/', '--note', 'By hand.');
    assert.equal(await wiped(world), 1);
    await world.ctl(world.site, 'verify');
  });

  step('no password is in the database, the logs or a mail', async (world) => {
    const [[rows]] = await world.sql(world.site, "SELECT (SELECT COUNT(*) FROM outbox WHERE INSTR(COALESCE(last_error, ''), 'PLANTED') > 0)"
      + " + (SELECT COUNT(*) FROM events WHERE INSTR(COALESCE(reason, ''), 'PLANTED') > 0)"
      + " + (SELECT COUNT(*) FROM services WHERE INSTR(COALESCE(note, ''), 'PLANTED') > 0)");
    assert.equal(Number(rows), 0);
    assert.doesNotMatch(world.logs(100000), /PLANTED/);
  });
});
