// R16: a host that sets servers up by hand reads the sign-in by command, which the buyer sees; delivered, it is gone.
import assert from 'node:assert/strict';
import { run } from '../lib/proc.mjs';
import { addServers, makeVpc, sellImage, serverOf } from '../lib/servers.mjs';
import { Buyer, expectStatus } from '../lib/shop.mjs';
import { setup, story } from '../lib/story.mjs';

story('image by hand', { ...setup(), params: () => ({ PROVISION: 'record' }) }, (step) => {
  const ctl = (world, ...args) => run(world.program('ctl'), ['--site', world.site.file, '--json', ...args]);
  let buyer, order, server;

  step('the paid order waits for its host, who is told all but the password', async (world) => {
    await addServers(world);
    await sellImage(world);
    buyer = await Buyer.ready(world);
    const vpc = await makeVpc(buyer);
    server = serverOf(vpc);
    const { quote } = await buyer.quote({ product: 'halo-server', plan: 'solo', capacities: {}, flavour: 'general-4' });
    order = expectStatus(await buyer.order({ quote, documents: await buyer.documents('halo-server'), server }), 201).json;
    await buyer.payWith('success', order);
    await buyer.orderIn(order, 'PROVISIONING');
    const { code, stdout } = await ctl(world, 'server', order.id);
    assert.equal(code, 0);
    assert.deepEqual(JSON.parse(stdout).items, [{ region: 'fra-1', flavour: 'general-4', vcpus: 4, memory_gib: 16, image: 'img-halo-7',
      vpc: vpc.id, subnet: vpc.subnets[0].id, login_name: 'keeper', password: 'sealed' }]);
  });

  step('the password is read by name, and the buyer sees that it was', async (world) => {
    const { stdout } = await ctl(world, 'server', order.id, '--password');
    assert.equal(JSON.parse(stdout).items[0].password, server.password);
    const { events } = await buyer.get(order);
    assert.deepEqual(events.filter(({ kind }) => kind === 'server_password_read').map(({ actor }) => actor), ['operator']);
    assert.equal((await ctl(world, 'server', order.id)).code, 0);
    assert.equal((await buyer.get(order)).events.filter(({ kind }) => kind === 'server_password_read').length, 1, 'looking alone is no reading');
  });

  step('delivered, nobody reads it any more', async (world) => {
    await world.ctl(world.site, 'deliver', order.id, '--url', 'https://192.0.2.9/', '--note', 'Set up by hand.');
    const done = await buyer.get(order);
    assert.deepEqual([done.state, done.server.password_kept, done.services.length], ['ACTIVE', false, 1]);
    const { code, stderr } = await ctl(world, 'server', order.id, '--password');
    assert.equal(code, 1);
    assert.match(stderr, /state/);
    assert.equal(JSON.parse((await ctl(world, 'server', order.id)).stdout).items[0].password, 'wiped');
    await world.ctl(world.site, 'verify');
  });

  step('an order that is none, or of no image, is said so', async (world) => {
    assert.equal((await ctl(world, 'server', 'ord_01h455vb4pex5vsknk084sn02q')).code, 1);
    assert.equal((await ctl(world, 'server', 'none')).code, 2);
    const other = await buyer.placeOrder({ product: 'lumen-gallery' });
    assert.equal((await ctl(world, 'server', other.id, '--password')).code, 1);
  });
});
