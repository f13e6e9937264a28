// R14, R15, R29: an offer of an image says on which server it runs; the image
// has the offered price, its server the list's, by both ways in.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { setup, story } from '../lib/story.mjs';
import { expectProblem, expectStatus } from '../lib/shop.mjs';
import { OfferDesk, offerTerms } from '../lib/offer.mjs';
import { OfferBuyer } from '../lib/exclusive.mjs';
import { addServers, makeVpc, sellImage, serverOf } from '../lib/servers.mjs';

story('offers of images', setup(), (step) => {
  let desk, buyer, vpc, sent, byLink;

  const terms = { product: 'halo-server', quantity: 1, periods: 6, capacities: [], price: { kind: 'amount', amount: 900 }, region: 'fra-1', flavour: 'general-4' };
  const choice = { product: 'halo-server', plan: 'solo', billing_mode: 'monthly', quantity: 1, periods: 6, capacities: {}, region: 'fra-1', flavour: 'general-4' };

  step('an image is offered with its server', async (world) => {
    await addServers(world);
    desk = new OfferDesk((await sellImage(world)).seller);
    buyer = await OfferBuyer.ready(world);
    vpc = await makeVpc(buyer);
    sent = await desk.sent(buyer.email, terms);
  });

  step('a server is delivered by itself, in no stages', async () => {
    const { faults } = await desk.save((await desk.begin()).id, offerTerms({ ...terms, target: { kind: 'email', value: buyer.email }, billing: 'advance',
      milestones: [{ name: 'A', share_bp: 5000, criteria: [] }, { name: 'B', share_bp: 5000, criteria: [] }] }));
    assert.ok(faults.some(({ pointer, code }) => pointer === '/milestones' && code === 'delivery'), JSON.stringify(faults));
  });

  step('the link shows two lines, of which one is cheaper', async () => {
    const { confirm, use, saved } = await buyer.exclusive(sent.id);
    assert.deepEqual(confirm.lines.map(({ kind, unit, net }) => [kind, unit.amount, net.amount]), [['software', 900, 5400], ['infrastructure', 5800, 34800]]);
    assert.deepEqual([confirm.server.region.code, confirm.server.flavour.code], ['fra-1', 'general-4']);
    assert.deepEqual([confirm.total.amount, confirm.list_total.amount, saved.amount], [40200, 42000, 1800]);
    assert.equal(use, '/p/halo-server?plan=solo&mode=monthly&quantity=1&periods=6&region=fra-1&flavour=general-4#pricing');
  });

  step('it is ordered into a network of the buyer\'s, in the offered region alone', async () => {
    const offer = await buyer.exclusive(sent.id);
    assert.equal(expectProblem(await buyer.redeem(buyer.body(offer)), 422, 'invalid').errors[0].pointer, '/server/vpc');
    const elsewhere = await makeVpc(buyer, 'sin-1');
    assert.equal(expectProblem(await buyer.redeem(buyer.body(offer, { server: serverOf(elsewhere) })), 422, 'invalid').errors[0].pointer, '/server/vpc');
    byLink = expectStatus(await buyer.redeem(buyer.body(offer, { server: serverOf(vpc) }), randomUUID()), 201).json;
    assert.deepEqual(byLink.lines.map(({ kind, unit, list_unit: list }) => [kind, unit.amount, list.amount]), [['software', 900, 1200], ['infrastructure', 5800, 5800]]);
    assert.deepEqual([byLink.offer.saved.amount, byLink.server.flavour.code, byLink.server.password_kept], [1800, 'general-4', true]);
  });

  step('on the product page another size is told as what differs, the right one links; the order is the same', async () => {
    const again = await desk.sent(buyer.email, terms);
    const { offer, near: [near] } = await buyer.quote({ ...choice, flavour: 'general-2' });
    assert.equal(offer, null);
    assert.deepEqual(near.differs, [{ field: 'flavour', capacity: null, chosen: 'general-2', offered: 'general-4' }]);
    const quote = await buyer.quote(choice);
    assert.equal(quote.offer.id, again.id);
    const documents = await buyer.documents('halo-server');
    const byWebsite = expectStatus(await buyer.order({ quote: quote.quote, documents, server: serverOf(vpc) }), 201).json;
    for (const part of ['lines', 'net', 'tax', 'taxes', 'total', 'documents', 'server', 'seller', 'product']) {
      assert.deepEqual(byWebsite[part], byLink[part], part);
    }
  });
});
