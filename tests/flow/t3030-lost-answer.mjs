// The answer to a click gets lost: the retry with the same key earns the
// first outcome, of the order and of the payment.  X7.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { setup, story } from '../lib/story.mjs';
import { Buyer, expectStatus, useCard } from '../lib/shop.mjs';
import { until } from '../lib/proc.mjs';

/** Sends the request and hangs up before an answer can be read. */
async function sendAndHangUp(buyer, path, body, key) {
  const net = await import('node:net');
  const { client } = buyer;
  const { hostname, port } = new URL(client.origin);
  const text = JSON.stringify(body);
  const cookies = [...client.cookies].map(([n, v]) => `${n}=${v}`).join('; ');
  await new Promise((resolve, reject) => {
    const socket = net.connect({ host: hostname, port }, () => {
      socket.write(`POST ${client.base}${path} HTTP/1.1\r\nHost: ${hostname}:${port}\r\n`
        + `Origin: ${client.origin}\r\nCookie: ${cookies}\r\nX-Souk-CSRF: ${client.csrf}\r\n`
        + `Content-Type: application/json\r\nIdempotency-Key: ${key}\r\n`
        + `Content-Length: ${Buffer.byteLength(text)}\r\nConnection: close\r\n\r\n${text}`,
      () => { socket.destroy(); resolve(); });
    });
    socket.once('error', reject);
  });
}

story('lost answer', setup(), (step) => {
  let buyer, order;

  step('an order whose answer was lost is there once', async (world) => {
    buyer = await Buyer.ready(world);
    const { quote } = await buyer.quote();
    const body = { quote, documents: await buyer.documents() };
    const key = randomUUID();
    await sendAndHangUp(buyer, '/api/checkout/orders', body, key);
    const answer = await until(async () => {
      const again = await buyer.order(body, key);
      return again.status === 201 ? again : null;
    }, 'the retry has the order');
    order = answer.json;
    assert.deepEqual(await world.sql(world.site, 'SELECT COUNT(*) FROM orders'), [['1']]);
  });

  step('a payment whose answer was lost is started once', async (world) => {
    const key = randomUUID();
    await sendAndHangUp(buyer, '/api/checkout/payments', { order: order.id, method: 'card' }, key);
    const started = await until(async () => {
      const again = await buyer.pay(order, key);
      return again.status === 201 ? again.json : null;
    }, 'the retry has the payment', 60000);
    assert.deepEqual(await world.sql(world.site, 'SELECT COUNT(*) FROM payments'), [['1']]);
    await useCard(buyer.client, started.redirect_url, 'success');
    await buyer.orderIn(order, 'ACTIVE');
    expectStatus(await buyer.refresh(started.payment), 200);
    await world.ctl(world.site, 'verify');
  });
});
