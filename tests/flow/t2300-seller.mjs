// A company applies to sell, is admitted, and its product goes from nothing
// to the search results and through a change, by the interfaces alone.
import assert from 'node:assert/strict';
import { setup, story } from '../lib/story.mjs';
import { Buyer, expectProblem, expectStatus, mailToken, password } from '../lib/shop.mjs';
import { until } from '../lib/proc.mjs';
import { plain } from '../lib/smtp.mjs';
import { listing, Operator, Seller } from '../lib/seller.mjs';

story('seller', setup(), (step) => {
  let seller, operator, buyer, id, order;

  const mailTo = async (world, address, words) => {
    const mail = await world.mail.next(address, (text) => plain(text).includes(words));
    return plain(mail.data);
  };

  step('an owner applies; what is asked for is asked for', async (world) => {
    const bare = new Seller(world, world.site, 'bare@seller.example');
    await bare.signUp();
    await bare.verify();
    await bare.signIn();
    bare.slug = 'bare';
    expectProblem(await bare.api('GET', 'seller'), 404, 'not_found');
    expectProblem(await bare.api('GET', 'listings'), 403, 'forbidden');
    const wrong = expectProblem(await bare.apply({ website: 'javascript:alert(1)' }), 422, 'invalid');
    assert.equal(wrong.errors[0].pointer, '/website');
    expectProblem(await bare.apply({ documents: ['0'.repeat(64)] }), 409, 'terms_changed');
    expectProblem(await bare.apply({ documents: [] }), 422, 'invalid');
    const taken = expectProblem(await bare.apply({ slug: 'atelier' }), 409, 'exists');
    assert.equal(taken.errors[0].pointer, '/slug');
    seller = await Seller.applied(world, 'halo');
    assert.equal(seller.profile.state, 'APPLIED');
    assert.deepEqual(seller.profile.payout, { hint: '0 00', next: null });
    assert.ok(!JSON.stringify(seller.profile).includes('3704'), 'the account is never shown');
    expectProblem(await seller.apply({ slug: 'halo-two' }), 409, 'exists');
  });

  step('before it is admitted it may write, not submit', async (world) => {
    id = await seller.begin('halo-frames');
    expectStatus(await seller.put(id, listing()), 200);
    expectProblem(await seller.submit(id), 403, 'forbidden');
    expectProblem(await world.client.get('/api/storefront/products/halo-frames'), 404, 'not_found');
    operator = await Operator.ready(world);
    const { items } = expectStatus(await operator.api('GET', 'seller-applications'), 200).json;
    assert.deepEqual(items.map((item) => item.slug), ['halo']);
    assert.equal((await operator.admit(seller)).state, 'ACTIVE');
    assert.match(await mailTo(world, 'contact@halo.example', 'is approved'), /Studio halo/);
    assert.equal((await seller.api('GET', 'seller')).json.state, 'ACTIVE');
  });

  step('a submission waits for the operator, who asks for a change', async (world) => {
    const submitted = expectStatus(await seller.submit(id), 200).json;
    assert.equal(submitted.product.state, 'IN_REVIEW');
    assert.equal(submitted.draft.state, 'IN_REVIEW');
    await mailTo(world, 'contact@halo.example', 'waits for its review');
    expectProblem(await seller.put(id, listing()), 409, 'state');
    const queue = expectStatus(await operator.api('GET', 'reviews'), 200).json;
    assert.equal(queue.total, 1);
    assert.equal(queue.items[0].product.slug, 'halo-frames');
    assert.equal(queue.items[0].kind, 'new');
    assert.ok(queue.items[0].age_s >= 0 && queue.items[0].age_s < 600);
    const { draft } = await operator.review(id);
    const stale = await operator.api('POST', `reviews/${id}/approvals`, { row_version: draft.row_version - 1 });
    const problem = expectProblem(stale, 412, 'stale');
    assert.deepEqual(problem.row_version, { yours: draft.row_version - 1, now: draft.row_version });
    const asked = await operator.api('POST', `reviews/${id}/requests`, { row_version: draft.row_version, note: 'Say what it runs on.' });
    assert.equal(expectStatus(asked, 200).json.product.state, 'DRAFT');
    assert.match(await mailTo(world, 'contact@halo.example', 'please change something'), /Say what it runs on\./);
    assert.equal((await seller.edit(id)).draft.review_note, 'Say what it runs on.');
    expectProblem(await operator.api('POST', `reviews/${id}/approvals`, { row_version: draft.row_version + 1 }), 409, 'state');
  });

  step('seller and operator see the page before its buyers do', async (world) => {
    const path = `/api/storefront/listings/${id}/preview`;
    const page = expectStatus(await seller.client.get(path), 200);
    assert.match(page.headers['content-type'], /^text\/html/);
    assert.match(page.headers['cache-control'], /no-store/);
    for (const text of ['<meta name="robots" content="noindex', 'Halo Frames', '<em>every</em> wall', 'Halo terms', 'Solo']) assert.ok(page.text.includes(text), text);
    assert.match(expectStatus(await seller.client.get(`${path}?lang=zh-CN`), 200).text, /<html lang="zh-CN"/);
    expectStatus(await operator.client.get(`/api/storefront/reviews/${id}/preview`), 200);
    expectStatus(await world.client.get(path), 401, 'and nobody else does');
    expectStatus(await world.client.get('/p/halo-frames'), 404);
    const half = await seller.begin('half-done');
    expectStatus(await seller.put(half, { category: 'photos', plans: [{ code: 'x', prices: [{ mode: 'never', currency: '???', amount: 1 }] }], texts: [{ locale: 'xx' }] }), 200);
    expectStatus(await seller.client.get(`/api/storefront/listings/${half}/preview`), 200, 'half a draft is half a page');
    expectStatus(await seller.put(half, {}), 200);
    assert.match(expectStatus(await seller.client.get(`/api/storefront/listings/${half}/preview`), 409).text, /Choose a category first/);
  });

  step('taken back, mended, approved, it is found by search within two seconds', async (world) => {
    expectStatus(await seller.submit(id), 200);
    assert.equal(expectStatus(await seller.api('POST', `listings/${id}/withdrawals`, {}), 200).json.product.state, 'DRAFT');
    expectProblem(await seller.api('POST', `listings/${id}/withdrawals`, {}), 409, 'state');
    const live = await seller.revise(operator, id, listing({ platforms: ['Raspberry Pi'] }));
    assert.equal(live.product.state, 'LIVE');
    assert.equal(live.product.revision, 1);
    const began = Date.now();
    await until(async () => (await world.client.get('/api/storefront/products?q=halo')).json.items.some((p) => p.slug === 'halo-frames'), 'search finds it');
    assert.ok(Date.now() - began < 4000, `${Date.now() - began} ms`);
    const shown = expectStatus(await world.client.get('/api/storefront/products/halo-frames'), 200).json;
    assert.equal(shown.seller.slug, 'halo');
    assert.deepEqual(shown.platforms, ['Raspberry Pi']);
    assert.equal(shown.plans[0].prices.length, 3);
    await mailTo(world, 'contact@halo.example', 'was approved');
    assert.equal((await seller.edit(id)).draft, null);
  });

  step('a change leaves orders on the revision that was bought', async (world) => {
    buyer = await Buyer.ready(world);
    const choice = { product: 'halo-frames', plan: 'solo', capacities: {} };
    order = await buyer.placeOrder(choice);
    const before = await buyer.quote(choice);
    const documents = await buyer.documents('halo-frames');
    const plans = structuredClone(listing().plans);
    plans[0].prices[0].amount = 1500;
    plans.push({ ...structuredClone(plans[0]), code: 'house' });
    expectStatus(await seller.put(id, listing({ plans })), 200);
    expectStatus(await seller.submit(id), 200);
    const detail = await operator.review(id);
    assert.equal(detail.product.state, 'LIVE', 'it goes on being sold');
    assert.ok(detail.changes.some((c) => c.kind === 'changed' && c.before === 1200 && c.after === 1500
      && c.path.join(' ') === 'plans solo prices monthly USD 1 amount'), JSON.stringify(detail.changes));
    assert.ok(detail.changes.some((c) => c.kind === 'added' && c.path.join(' ') === 'plans house'));
    assert.ok(detail.changes.some((c) => c.path[0] === 'platforms'));
    const [[planId]] = await world.sql(world.site, "SELECT HEX(plan_id) FROM plans p JOIN products d ON d.product_id = p.product_id WHERE d.slug = 'halo-frames' AND p.code = 'solo'");
    assert.equal((await operator.approve(id)).product.revision, 2);
    const changed = await buyer.order({ quote: before.quote, documents });
    expectProblem(changed, 409, 'quote_changed');
    const next = await buyer.placeOrder(choice);
    assert.equal(next.total.amount, 1500);
    const kept = await buyer.get(order);
    assert.deepEqual([kept.total.amount, kept.lines[0].revision, next.lines[0].revision], [1200, 1, 2]);
    const lines = await world.sql(world.site, "SELECT product_revision, unit_minor, HEX(plan_id) FROM order_lines ORDER BY product_revision");
    assert.deepEqual(lines, [['1', '1200', planId], ['2', '1500', planId]], 'a plan keeps its id by its code');
    const { items } = expectStatus(await seller.api('GET', `listings/${id}/revisions`), 200).json;
    assert.deepEqual(items.map((item) => [item.revision, item.published_by]), [[2, 'admin'], [1, 'admin']]);
    const first = expectStatus(await seller.api('GET', `listings/${id}/revisions/1`), 200).json;
    assert.equal(first.listing.plans[0].prices[0].amount, 1200);
    expectProblem(await seller.api('GET', `listings/${id}/revisions/3`), 404, 'not_found');
  });

  step('a plan that is gone is not sold, and comes back as itself', async (world) => {
    const { live } = await seller.edit(id);
    await seller.revise(operator, id, { ...live, plans: live.plans.slice(0, 1) });
    const quote = await buyer.client.post('/api/checkout/quotes', { product: 'halo-frames', plan: 'house', billing_mode: 'monthly' });
    assert.ok([404, 409].includes(quote.status), quote.text);
    await seller.revise(operator, id, live);
    await buyer.quote({ product: 'halo-frames', plan: 'house', capacities: {} });
    const rows = await world.sql(world.site, "SELECT p.code, p.state FROM plans p JOIN products d ON d.product_id = p.product_id WHERE d.slug = 'halo-frames' ORDER BY code");
    assert.deepEqual(rows, [['house', 'LIVE'], ['solo', 'LIVE']]);
  });

  step('the payout account changes a day later, and the contact is told', async (world) => {
    const wrong = await seller.api('POST', 'seller/payouts', { payout: 'FR76 1111 2222 3333 4444 555', password: 'not this one at all' });
    expectProblem(wrong, 422, 'invalid');
    const { payout } = expectStatus(await seller.api('POST', 'seller/payouts', { payout: 'FR76 1111 2222 3333 4444 555', password }), 200).json;
    assert.equal(payout.hint, '0 00');
    assert.equal(payout.next.hint, ' 555');
    const wait = Date.parse(payout.next.in_force_at) - Date.now();
    assert.ok(wait > 23.9 * 3600e3 && wait < 24.1 * 3600e3);
    assert.match(await mailTo(world, 'contact@halo.example', 'will change'), /ends in\s+555/);
    const at = (await seller.api('GET', 'seller')).headers.etag;
    expectStatus(await seller.api('PATCH', 'seller', { contact_email: 'thief@elsewhere.example' }, { 'If-Match': at }), 200);
    await mailTo(world, 'contact@halo.example', 'contact address was changed');
    const stored = await world.sql(world.site, "SELECT payout_sealed LIKE '%3704%', payout_next_sealed LIKE '%1111%' FROM sellers WHERE slug = 'halo'");
    assert.deepEqual(stored, [['0', '0']], 'sealed at rest');
    await world.sql(world.site, "UPDATE sellers SET payout_next_at = '2026-01-01' WHERE slug = 'halo'");
    assert.deepEqual((await seller.api('GET', 'seller')).json.payout, { hint: ' 555', next: null }, 'in force by its date alone');
  });

  step('the account is its owners\' to see, in a browser', async (world) => {
    const { client } = seller;
    expectStatus(await seller.api('POST', 'invitations', { email: 'clerk@halo.example', role: 'seller' }), 201);
    const token = mailToken(await world.mail.next('clerk@halo.example', (text) => text.includes('/join/#')), 'join');
    const clerk = new Seller(world, world.site, 'clerk@halo.example');
    const joined = expectStatus(await clerk.api('POST', 'invitation-acceptances', { token, user_name: 'Clerk', password }), 201).json;
    clerk.client.csrf = joined.csrf;
    const theirs = expectStatus(await clerk.api('GET', 'seller'), 200);
    assert.equal(theirs.json.payout, null);
    const changed = expectStatus(await clerk.api('PATCH', 'seller', { about: 'We *frame* well.' }, { 'If-Match': theirs.headers.etag }), 200).json;
    assert.equal(changed.payout, null);
    const { secret } = expectStatus(await seller.api('POST', 'api-keys', { name: 'Lists', scopes: ['listings:read'] }), 201).json;
    const asked = await world.client.request('GET', '/api/storefront/seller', { headers: { Authorization: `Bearer ${secret}` } });
    assert.equal(expectStatus(asked, 200).json.payout, null, 'a program has no business with it');
    assert.equal((await client.api('GET', '/api/storefront/seller')).json.payout.hint, ' 555');
  });

  step('the profile is changed under its version; its identity stays', async () => {
    const now = await seller.api('GET', 'seller');
    expectProblem(await seller.api('PATCH', 'seller', { name: 'Halo' }), 428, 'if_match_missing');
    const changed = expectStatus(await seller.api('PATCH', 'seller', { name: 'Halo & Sons', website: '' }, { 'If-Match': now.headers.etag }), 200).json;
    assert.equal(changed.name, 'Halo & Sons');
    assert.equal(changed.website, null);
    const stale = expectProblem(await seller.api('PATCH', 'seller', { name: 'Late' }, { 'If-Match': now.headers.etag }), 412, 'stale');
    assert.equal(stale.row_version.now, changed.row_version);
    expectProblem(await seller.api('PATCH', 'seller', { legal_name: 'Other Ltd' }, { 'If-Match': `"${changed.row_version}"` }), 409, 'state');
  });

  step('every step left its event', async (world) => {
    const kinds = (await world.sql(world.site, "SELECT kind FROM events WHERE subject = 'product' ORDER BY created_at, event_id")).flat();
    for (const kind of ['created', 'submitted', 'changes_asked', 'withdrawn', 'approved']) assert.ok(kinds.includes(kind), kind);
    const moves = await world.sql(world.site, "SELECT kind, from_state, to_state, actor FROM events WHERE subject = 'seller' AND to_state IS NOT NULL ORDER BY created_at, event_id");
    assert.deepEqual(moves.slice(-2), [['applied', 'NULL', 'APPLIED', 'user'], ['approved', 'APPLIED', 'ACTIVE', 'operator']]);
    await world.ctl(world.site, 'verify');
  });
});
