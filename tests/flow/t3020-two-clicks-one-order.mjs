// Two clicks, ten at once, a key used again: one order and one charge.  X7.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { setup, story } from '../lib/story.mjs';
import { Buyer, expectProblem, expectStatus, useCard } from '../lib/shop.mjs';

story('two clicks', setup(), (step) => {
  let buyer, order, first;
  const key = randomUUID();

  step('the same key, clicked ten times at once, makes one order', async (world) => {
    buyer = await Buyer.ready(world);
    const { quote } = await buyer.quote();
    const body = { quote, documents: await buyer.documents() };
    const answers = await Promise.all(Array.from({ length: 10 }, () => buyer.order(body, key)));
    const made = answers.filter((a) => a.status === 201);
    assert.ok(made.length > 0, answers.map((a) => a.status).join());
    assert.ok(answers.every((a) => [201, 409, 503].includes(a.status)), answers.map((a) => a.status).join());
    assert.equal(new Set(made.map((a) => a.json.id)).size, 1);
    order = made[0].json;
    first = { body, text: made[0].text };
    const [[count]] = await world.sql(world.site, 'SELECT COUNT(*) FROM orders');
    assert.equal(count, '1');
  });

  step('clicked again later: the stored answer, and it says so', async () => {
    const again = await buyer.order(first.body, key);
    assert.equal(expectStatus(again, 201).headers['idempotent-replayed'], 'true');
    assert.equal(again.text, first.text);
  });

  step('the same key for another body is refused', async () => {
    expectProblem(await buyer.order({ ...first.body, documents: [] }, key), 422, 'key_reused');
  });

  step('no key at all is refused', async () => {
    const answer = await buyer.client.post('/api/checkout/orders', first.body);
    expectProblem(answer, 400, 'key_missing');
  });

  step('another key with the same quote is refused', async () => {
    expectProblem(await buyer.order(first.body), 409);
  });

  step('keys belong to a user: another one\'s is another key', async (world) => {
    const stranger = await Buyer.ready(world);
    const { quote } = await stranger.quote();
    const made = await stranger.order({ quote, documents: await stranger.documents() }, key);
    assert.notEqual(expectStatus(made, 201).json.id, order.id);
  });

  step('Pay clicked five times with one key starts one payment', async (world) => {
    const payKey = randomUUID();
    const answers = await Promise.all(Array.from({ length: 5 }, () => buyer.pay(order, payKey)));
    const started = answers.filter((a) => a.status === 201);
    assert.ok(started.length > 0, answers.map((a) => `${a.status} ${a.text}`).join('\n'));
    assert.equal(new Set(started.map((a) => a.json.payment.id)).size, 1);
    assert.equal(new Set(started.map((a) => a.json.redirect_url)).size, 1);
    // Another key, as from a second tab: the same payment, not a new one.
    const tab = expectStatus(await buyer.pay(order), 201).json;
    assert.equal(tab.payment.id, started[0].json.payment.id);
    await useCard(buyer.client, started[0].json.redirect_url, 'success');
    await buyer.orderIn(order, 'ACTIVE');
    expectProblem(await buyer.pay(order), 409, 'state');
    const rows = await world.sql(world.site, "SELECT COUNT(*) FROM payments WHERE state = 'CAPTURED'");
    assert.deepEqual(rows, [['1']]);
    await world.ctl(world.site, 'verify');
  });
});
