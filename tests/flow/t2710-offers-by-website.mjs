// R29, R32, R33, X1: the offer on the product page.  What is chosen exactly
// has its price, what is chosen nearly is told where it differs, and the
// order is the same, field by field, as the link's.
import assert from 'node:assert/strict';
import { setup, story } from '../lib/story.mjs';
import { expectProblem, expectStatus } from '../lib/shop.mjs';
import { offeredChoice, offerShop } from '../lib/exclusive.mjs';
import { listing } from '../lib/seller.mjs';

/** What no two orders share. */
const own = new Set(['order_id', 'line_id', 'quote_hash', 'offer_id', 'offer_redemption', 'created_at', 'expires_at', 'closed_at', 'id', 'at']);

story('offers by website', setup(), (step) => {
  let shop, desk, buyer, other, first, second, byLink;

  const ask = (more, who = buyer) => who.quote(offeredChoice(more));
  const fields = ({ near: [one] }) => one.differs.map(({ field, capacity, chosen, offered }) => [capacity ?? field, chosen, offered]);
  const documents = [{ title: 'Frames at cost', text: 'We agree on ten frames.' }];

  step('two offers of the same, one of them at a better price', async (world) => {
    shop = await offerShop(world);
    ({ desk, buyer, other } = shop);
    first = await desk.sent(buyer.email, { documents });
    second = await desk.sent(buyer.email, { price: { kind: 'amount', amount: 1300 } });
  });

  step('exactly what is offered links the best, and says so', async () => {
    const { offer, near, lines, total } = await ask();
    assert.equal(offer.id, first.id);
    assert.deepEqual([offer.version, offer.of, offer.saved_bp, near], [1, 2, 2500, []]);
    assert.deepEqual([offer.list_unit, offer.list_net, offer.saved].map(({ amount }) => amount), [1600, 192000, 48000]);
    assert.deepEqual([lines[0].unit.amount, total.amount], [1200, 144000]);
  });

  step('anything else has the list price, and says which fields differ', async () => {
    const cases = [[{ quantity: 11 }, ['quantity', 11, 10]], [{ periods: 6 }, ['periods', 6, 12]], [{ capacities: { walls: 4 } }, ['walls', 4, 3]],
      [{ capacities: {} }, ['walls', 1, 3]]];
    for (const [more, differs] of cases) {
      const quote = await ask(more);
      assert.equal(quote.offer, null, JSON.stringify(more));
      assert.deepEqual([fields(quote), quote.near.map(({ offer }) => offer)], [[differs], [first.id, second.id]]);
      assert.deepEqual([quote.lines, quote.total], [(await ask(more, other)).lines, (await ask(more, other)).total]);
    }
    const far = await ask({ quantity: 1, periods: 1, capacities: { walls: 9 } });
    assert.deepEqual(fields(far), [['quantity', 1, 10], ['periods', 1, 12], ['walls', 9, 3]]);
    // One click sets them all.
    const set = Object.fromEntries(far.near[0].differs.map(({ field, capacity, offered }) => (capacity ? ['capacities', { [capacity]: offered }] : [field, offered])));
    assert.equal((await ask(set)).offer.id, first.id);
  });

  step('nobody else has it: another company, a visitor, another product', async (world) => {
    for (const quote of [await ask({}, other), expectStatus(await world.client.post('/api/checkout/quotes', offeredChoice()), 200).json,
      await buyer.quote()]) assert.deepEqual([quote.offer, quote.near], [null, []]);
    const linked = await ask();
    assert.notEqual(linked.total.amount, (await ask({}, other)).total.amount);
    expectProblem(await other.buyQuoted({ ...linked, offer: null }), 404, 'not_found');
  });

  step('its own documents are accepted, too', async () => {
    const { quote } = await ask();
    const product = await buyer.documents('halo-frames');
    expectProblem(await buyer.order({ quote, documents: product }), 422, 'terms');
    expectProblem(await other.client.get(`/api/checkout/documents?product=halo-frames&offer=${first.id}`), 404, 'not_found');
    expectProblem(await buyer.client.get(`/api/checkout/documents?product=lumen-gallery&offer=${first.id}`), 404, 'not_found');
  });

  step('the orders of both ways in are the same, field by field', async (world) => {
    const rows = async (of) => {
      const one = {};
      for (const table of ['orders', 'order_lines', 'order_consents']) {
        const names = (await world.sql(world.site, `SELECT column_name FROM information_schema.columns WHERE table_schema = DATABASE()
          AND table_name = '${table}' ORDER BY ordinal_position`)).flat();
        const found = await world.sql(world.site, `SELECT ${names.map((name) => `HEX(${name})`).join(', ')} FROM ${table} WHERE order_id =
          (SELECT offer_orders.order_id FROM orders offer_orders WHERE offer_id IS NOT NULL ORDER BY created_at ${of} LIMIT 1) ORDER BY 2, 3`);
        one[table] = found.map((row) => Object.fromEntries(row.map((value, i) => [names[i], value]).filter(([name]) => !own.has(name) && !name.endsWith('_at'))));
      }
      return one;
    };
    const shape = (value) => JSON.parse(JSON.stringify(value, (name, v) => (own.has(name) ? undefined : v)));

    byLink = expectStatus(await buyer.redeem(buyer.body(await buyer.exclusive(first.id))), 201, 'by link').json;
    // The same once more, for the website: the second offer, revised to what the first one said.
    const draft = await desk.save(second.id, { ...(await desk.offer(first.id)).terms });
    expectStatus(await desk.send(second.id, draft.row_version), 200, 'revise');
    const quote = await ask();
    assert.deepEqual([quote.offer.id, quote.offer.version, quote.offer.of], [second.id, 2, 1]);
    const byWebsite = expectStatus(await buyer.buyQuoted(quote), 201, 'by website').json;
    assert.deepEqual(shape({ ...byWebsite, offer: { ...byWebsite.offer, version: 1 } }), shape(byLink));
    assert.deepEqual([byLink.offer.saved.amount, byLink.lines[0].list_unit.amount, byLink.documents.length], [48000, 1600, 4]);
    const [link, website] = [await rows('ASC'), await rows('DESC')];
    website.orders[0].offer_version = link.orders[0].offer_version;
    assert.deepEqual(website, link);
    assert.equal(link.order_lines.length, 1);
    assert.equal(link.order_consents.length, 4);
  });

  step('a quote does not outlive what it was made by', async () => {
    const third = await desk.sent(buyer.email);
    const quote = await ask();
    assert.equal(quote.offer.id, third.id);
    const draft = await desk.save(third.id, { ...third.terms, price: { kind: 'amount', amount: 1100 } });
    const revised = expectStatus(await desk.send(third.id, draft.row_version), 200, 'revise').json;
    expectProblem(await buyer.buyQuoted(quote), 409, 'offer_version');
    const again = await ask();
    assert.equal(again.lines[0].unit.amount, 1100);
    expectStatus(await desk.api('POST', `offers/${third.id}/withdrawals`, { row_version: revised.row_version, reason: 'Sold out.' }), 200);
    assert.equal(expectProblem(await buyer.buyQuoted(again), 409, 'offer_state').standing, 'withdrawn');
    assert.equal((await ask()).offer, null);
  });

  step('a text that its product asks for as well is asked for once', async () => {
    const same = await desk.sent(buyer.email, { quantity: 11, documents: [{ title: 'Our terms', text: listing().agreements[0].text }] });
    const offer = await buyer.exclusive(same.id);
    const hashes = offer.confirm.documents.map(({ hash }) => hash);
    assert.deepEqual(hashes, [...new Set(hashes)]);
    const order = expectStatus(await buyer.redeem(buyer.body(offer)), 201, 'redeemed').json;
    assert.deepEqual(order.documents.map(({ hash }) => hash).sort(), hashes.sort());
  });

  step('a percentage counts from the list when it was sent', async () => {
    const fourth = await desk.sent(buyer.email, { price: { kind: 'percent', percent_bp: 3333 } });
    const quote = await ask();
    assert.deepEqual([quote.offer.id, quote.lines[0].unit.amount, quote.offer.list_unit.amount], [fourth.id, 1067, 1600]);
  });
});
