// Done 2 of private offers: one offer redeemed by many requests at once, by
// its link and by the website; and while it is withdrawn, revised, runs out,
// or its order is cancelled.  One order or none, never two, and soukctl verify
// finds no fault; it finds each that is made (R29, R30, invariant 5).  On two
// nodes of a cluster: tests/store/s-offer-cluster.
import assert from 'node:assert/strict';
import { setup, story } from '../lib/story.mjs';
import { run } from '../lib/proc.mjs';
import { expectStatus } from '../lib/shop.mjs';
import { offerTerms } from '../lib/offer.mjs';
import { offerShop, offeredChoice } from '../lib/exclusive.mjs';

const long = Boolean(process.env.SOUK_LONG);
const MANY = long ? 200 : 40;
const ROUNDS = long ? 100 : 2;
const FEW = 12;
const times = (n, fn) => Promise.all(Array.from({ length: n }, (_, i) => fn(i)));

story('offer races', { ...setup(), stepS: long ? 3600 : 180 }, (step) => {
  let shop, desk, buyer;

  const rows = (world, sql) => world.sql(world.site, sql);
  const live = async (world, offer) => (await rows(world, `SELECT HEX(o.order_id) FROM orders o JOIN offers f ON f.offer_id = o.offer_id
    WHERE o.state <> 'CANCELLED' AND f.title = '${offer.title}'`)).length;
  const ctl = (world, ...args) => run(world.program('ctl'), ['--site', world.site.file, ...args]);
  const sound = async (world) => {
    const { code, stdout, stderr } = await ctl(world, 'verify');
    assert.equal(code, 0, stdout + stderr);
  };

  let made = 0;
  /** A day has no room for as many as these. */
  const begin = async (world) => {
    await rows(world, 'DELETE FROM throttles');
    return desk.sent(buyer.email, { title: `Race ${++made}` });
  };

  /** What was shown, as a redemption by the link or an order by the website says it. */
  const ready = async (offer) => {
    const shown = await buyer.exclusive(offer.id);
    const quote = expectStatus(await buyer.client.post('/api/checkout/quotes', offeredChoice()), 200, 'quote').json;
    const documents = shown.confirm.documents.map(({ hash }) => hash);
    return (i) => i % 2 === 0 || quote.offer?.id !== offer.id ? buyer.redeem(buyer.body(shown)) : buyer.order({ quote: quote.quote, documents });
  };

  /** Who won; each that has lost was told so by name. */
  const winners = (answers, codes) => {
    for (const { status, json } of answers) {
      assert.ok(status === 201 || status === 503 || (status === 409 && codes.includes(json.code)), `${status} ${json?.code}`);
    }
    return answers.filter(({ status }) => status === 201).map(({ json }) => json);
  };

  step('of many at once one redeems', async (world) => {
    shop = await offerShop(world);
    ({ desk, buyer } = shop);
    for (let round = 0; round < ROUNDS; round++) {
      const offer = await begin(world);
      const redeem = await ready(offer);
      const won = winners(await times(MANY, redeem), ['offer_state']);
      assert.equal(won.length, 1);
      assert.equal(await live(world, offer), 1);
      assert.equal((await desk.offer(offer.id)).order, won[0].id);
    }
    await sound(world);
  });

  /** Few redeem while it is done to the offer: either it is done, or one of them has won. */
  const against = async (world, act, codes) => {
    for (let round = 0; round < (long ? ROUNDS : 4); round++) {
      const offer = await begin(world);
      const redeem = await ready(offer);
      const done = await act(offer);
      const answers = await times(FEW, (i) => i === FEW >> 1 ? done() : redeem(i));
      const [other] = answers.splice(FEW >> 1, 1);
      const won = winners(answers, codes);
      assert.ok(won.length <= 1);
      assert.equal(await live(world, offer), won.length);
      assert.ok(won.length === 0 ? other.status === 200 : [409, 412].includes(other.status), `${won.length} orders, and ${other.status}`);
    }
    await sound(world);
  };

  step('redeemed, or withdrawn', (world) => against(world, async ({ id, row_version }) => () =>
    desk.api('POST', `offers/${id}/withdrawals`, { row_version, reason: 'Sold out.' }), ['offer_state']));

  step('redeemed, or revised', (world) => against(world, async ({ id, title }) => {
    const draft = await desk.save(id, offerTerms({ title, target: { kind: 'email', value: buyer.email }, quantity: 12 }));
    return () => desk.send(id, draft.row_version);
  }, ['offer_state', 'offer_version', 'offer_changed', 'quote_changed']));

  step('redeemed, or over', async (world) => {
    for (let round = 0; round < (long ? ROUNDS : 3); round++) {
      const offer = await begin(world);
      const redeem = await ready(offer);
      await rows(world, `UPDATE offers SET ends_at = UTC_TIMESTAMP(6) + INTERVAL 30000 MICROSECOND WHERE title = '${offer.title}'`);
      const [answers] = await Promise.all([times(FEW, redeem), world.work()]);
      const won = winners(answers, ['offer_state']);
      assert.ok(won.length <= 1);
      assert.equal(await live(world, offer), won.length);
    }
    await sound(world);
  });

  step('an order that is cancelled frees it for one of those that wait', async (world) => {
    for (let round = 0; round < (long ? ROUNDS : 3); round++) {
      const offer = await begin(world);
      const redeem = await ready(offer);
      const [first] = winners([await redeem(0)], []);
      const answers = await times(FEW, (i) => i === 0 ? buyer.cancel(first) : redeem(i));
      expectStatus(answers.shift(), 200, 'cancel');
      const won = winners(answers, ['offer_state']);
      assert.ok(won.length <= 1);
      assert.equal(await live(world, offer), won.length);
      const { standing } = await desk.offer(offer.id);
      assert.equal(standing, won.length === 1 ? 'used' : 'active');
    }
    await sound(world);
  });

  step('the site\'s operator sees offers, their versions, and takes one back', async (world) => {
    const offer = await begin(world);
    const { stdout } = await ctl(world, '--json', 'offer', 'list', '--seller', 'halo', '--state', 'active');
    const { items } = JSON.parse(stdout);
    assert.deepEqual([items[0].id, items[0].version, items[0].net, items[0].order], [offer.id, 1, 1440, null]);
    const shown = JSON.parse((await ctl(world, '--json', 'offer', 'show', offer.id)).stdout).items;
    assert.deepEqual(shown.map(({ version, plan, quantity, unit, list_unit }) => [version, plan, quantity, unit, list_unit]),
      [[1, 'solo', 10, 12, 16]]);
    assert.equal((await ctl(world, 'offer', 'withdraw', offer.id)).code, 2, 'it wants a reason');
    assert.equal((await ctl(world, 'offer', 'withdraw', offer.id, '--reason', 'Not allowed here.')).code, 0);
    assert.deepEqual([(await buyer.exclusive(offer.id)).standing, (await buyer.exclusive(offer.id)).close_reason],
      ['withdrawn', 'Not allowed here.']);
  });

  step('verify sees an order that is not its offer, and an offer with two', async (world) => {
    for (const [name, damage, mend] of [
      ['order-equals-its-offer', 'UPDATE offer_versions SET periods = periods + 1', 'UPDATE offer_versions SET periods = periods - 1'],
      ['offer-is-redeemed-once', "UPDATE orders SET state = 'CANCELLED' WHERE state = 'PENDING_PAYMENT'",
        "UPDATE orders SET state = 'PENDING_PAYMENT' WHERE state = 'CANCELLED' AND closed_at IS NULL"],
    ]) {
      await rows(world, damage);
      const { code, stdout, stderr } = await ctl(world, 'verify');
      assert.equal(code, 1, name);
      assert.match(stdout + stderr, new RegExp(name));
      await rows(world, mend);
    }
    await sound(world);
  });
});
