// The payment provider accepts and says nothing: whoever waits for it is a
// part of the threads, and all else goes on being served.
import assert from 'node:assert/strict';
import { story } from '../lib/story.mjs';
import { Buyer, expectStatus } from '../lib/shop.mjs';

const threads = 4;

story('silent provider', { server: 'nginx', worker: false, flags: { checkout: ['--threads', `${threads}`] } }, (step) => {
  let buyer, order, payment;

  step('at most half of the threads wait for it', async (world) => {
    buyer = await Buyer.ready(world);
    order = await buyer.placeOrder();
    ({ payment } = expectStatus(await buyer.pay(order), 201, 'payment').json);
    world.procs.sandbox.child.kill('SIGSTOP');
    const asked = Array.from({ length: 3 * threads }, () => buyer.refresh(payment));
    const given = [];
    for (const one of asked) one.then(({ status }) => given.push(status), () => given.push(null));
    const busy = await Promise.any(asked.map(async (one) => expectStatus(await one, 503)));
    assert.equal(busy.json.code, 'busy');
    assert.ok(Number(busy.headers['retry-after']) > 0);
    assert.equal((await buyer.get(order)).state, 'PENDING_PAYMENT');
    assert.ok(!given.includes(200), 'an order is read while they wait');
    const statuses = (await Promise.all(asked)).map((answer) => answer.status);
    assert.equal(statuses.filter((status) => status === 200).length, threads / 2);
  });

  step('once it speaks again the payment goes on', async (world) => {
    world.procs.sandbox.child.kill('SIGCONT');
    assert.equal(expectStatus(await buyer.refresh(payment), 200).json.state, 'REQUIRES_ACTION');
    await buyer.payWith('success', order);
    await buyer.orderIn(order, 'ACTIVE');
  });
});
