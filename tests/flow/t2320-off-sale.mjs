// Hidden, restricted, suspended: what is still sold, and to whom (R13).
import assert from 'node:assert/strict';
import { setup, story } from '../lib/story.mjs';
import { Buyer, expectProblem, expectStatus } from '../lib/shop.mjs';
import { until } from '../lib/proc.mjs';
import { plain } from '../lib/smtp.mjs';
import { listing, Operator, Seller } from '../lib/seller.mjs';

story('off sale', setup(), (step) => {
  let seller, operator, buyer, id;
  const choice = { product: 'halo-frames', plan: 'solo', capacities: {} };
  const ask = () => buyer.client.post('/api/checkout/quotes', { billing_mode: 'monthly', quantity: 1, periods: 1, currency: 'USD', ...choice });
  const listed = async (world) => (await world.client.get('/api/storefront/products?q=halo')).json.items.some((p) => p.slug === 'halo-frames');
  const listedIs = (world, wanted) => until(async () => (await listed(world)) === wanted, `listed is ${wanted}`);

  step('a product is on sale', async (world) => {
    operator = await Operator.ready(world);
    seller = await Seller.applied(world, 'halo');
    await operator.admit(seller);
    id = await seller.publish(operator, 'halo-frames');
    await listedIs(world, true);
    buyer = await Buyer.ready(world);
  });

  step('hidden: on no list, yet its link and a quote made before still sell', async (world) => {
    const { quote } = await buyer.quote(choice);
    const documents = await buyer.documents('halo-frames');
    assert.equal(expectStatus(await seller.api('POST', `listings/${id}/hidings`, {}), 200).json.product.state, 'HIDDEN');
    assert.equal((await seller.api('POST', `listings/${id}/hidings`, {})).json.product.state, 'HIDDEN', 'repeated, it is as it is');
    await listedIs(world, false);
    const page = expectStatus(await world.client.get('/p/halo-frames'), 200);
    assert.match(page.text, /<meta name="robots" content="noindex/);
    expectStatus(await world.client.get('/api/storefront/products/halo-frames'), 200);
    assert.doesNotMatch((await world.client.get('/sitemap.xml')).text, /halo-frames/);
    assert.doesNotMatch((await world.client.get('/s/halo')).text, /\/p\/halo-frames/);
    expectStatus(await buyer.order({ quote, documents }), 201);
    await buyer.placeOrder(choice);
    const edited = await seller.revise(operator, id, listing({ version: '1.1' }));
    assert.equal(edited.product.state, 'HIDDEN', 'a change does not show it');
    assert.equal(expectStatus(await seller.api('POST', `listings/${id}/showings`, {}), 200).json.product.state, 'LIVE');
    await listedIs(world, true);
  });

  step('suspended: nothing of the seller is sold at once; admitted again, all is', async (world) => {
    const { quote } = await buyer.quote(choice);
    const documents = await buyer.documents('halo-frames');
    const path = `seller-applications/${seller.profile.id}`;
    expectProblem(await operator.api('POST', `${path}/suspensions`, {}), 422, 'invalid');
    const suspended = expectStatus(await operator.api('POST', `${path}/suspensions`, { reason: 'Papers are missing.' }), 200).json;
    assert.deepEqual([suspended.state, suspended.decision_reason], ['SUSPENDED', 'Papers are missing.']);
    expectProblem(await ask(), 409, 'not_sold');
    expectProblem(await buyer.order({ quote, documents }), 409, 'not_sold');
    await listedIs(world, false);
    expectStatus(await world.client.get('/p/halo-frames'), 410);
    expectStatus(await seller.put(id, listing({ version: '1.2' })), 200, 'what it writes is kept');
    expectProblem(await seller.submit(id), 403, 'forbidden');
    const mail = await world.mail.next('contact@halo.example', (text) => plain(text).includes('is suspended'));
    assert.match(plain(mail.data), /Papers are missing\./);
    expectStatus(await operator.api('POST', `${path}/approvals`, {}), 200);
    await listedIs(world, true);
    await buyer.quote(choice);
    expectStatus(await seller.submit(id), 200);
  });

  step('restricted: no page, no quote, no order, no way back; orders stay', async (world) => {
    const order = await buyer.placeOrder(choice);
    const { quote } = await buyer.quote(choice);
    const documents = await buyer.documents('halo-frames');
    expectProblem(await operator.api('POST', `products/${id}/restrictions`, { reason: '' }), 422, 'invalid');
    const gone = expectStatus(await operator.api('POST', `products/${id}/restrictions`, { reason: 'It copies another.' }), 200).json;
    assert.deepEqual([gone.product.state, gone.product.state_reason], ['RESTRICTED', 'It copies another.']);
    expectProblem(await ask(), 409, 'not_sold');
    expectProblem(await buyer.order({ quote, documents }), 409, 'not_sold');
    await listedIs(world, false);
    expectStatus(await world.client.get('/p/halo-frames'), 410);
    expectProblem(await world.client.get('/api/storefront/products/halo-frames'), 410, 'gone');
    const { draft } = await operator.review(id);
    expectProblem(await operator.api('POST', `reviews/${id}/approvals`, { row_version: draft.row_version }), 409, 'state');
    expectProblem(await seller.api('POST', `listings/${id}/showings`, {}), 409, 'state');
    expectProblem(await seller.put(id, listing()), 409, 'state');
    const mail = await world.mail.next('contact@halo.example', (text) => plain(text).includes('no longer sold'));
    assert.match(plain(mail.data), /It copies another\./);
    assert.equal((await buyer.get(order)).state, 'PENDING_PAYMENT');
    const { payment } = await buyer.payWith('success', order);
    assert.ok(payment.id);
    await buyer.orderIn(order, 'ACTIVE');
  });

  step('a refused application may be admitted later', async (world) => {
    const late = await Seller.applied(world, 'cirrus');
    const path = `seller-applications/${late.profile.id}`;
    const refused = expectStatus(await operator.api('POST', `${path}/suspensions`, { reason: 'No such company.' }), 200).json;
    assert.equal(refused.state, 'SUSPENDED');
    await world.mail.next('contact@cirrus.example', (text) => plain(text).includes('was not accepted'));
    const at = (await late.api('GET', 'seller')).headers.etag;
    expectStatus(await late.api('PATCH', 'seller', { legal_name: 'Cirrus AG' }, { 'If-Match': at }), 200, 'it may put itself right');
    const read = `"${refused.row_version}"`;
    expectProblem(await operator.api('POST', `${path}/approvals`, {}, { 'If-Match': read }), 412, 'stale');
    assert.equal((await late.api('GET', 'seller')).json.state, 'SUSPENDED', 'nobody saw what it says now');
    assert.equal((await operator.admit(late)).state, 'ACTIVE');
    await world.ctl(world.site, 'verify');
  });
});
