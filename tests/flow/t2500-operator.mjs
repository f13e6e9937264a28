// The operator's tree of categories and pins, and the queue page by page.
import assert from 'node:assert/strict';
import { setup, story } from '../lib/story.mjs';
import { expectProblem, expectStatus } from '../lib/shop.mjs';
import { until } from '../lib/proc.mjs';
import { listing, Operator, Seller } from '../lib/seller.mjs';

story('operator', setup(), (step) => {
  let operator, seller;
  const texts = (name) => [{ locale: 'en', name, description: `About ${name}` }, { locale: 'zh-CN', name: `${name}类` }];
  const at = (category) => ({ 'If-Match': `"${category.row_version}"` });
  const shown = async (world) => (await world.client.get('/api/storefront/categories')).json.items;

  step('a category is added, named, moved and seen', async (world) => {
    operator = await Operator.ready(world, 'support');
    const made = expectStatus(await operator.api('POST', 'categories', { slug: 'studio', parent: 'photos', position: 3, texts: texts('Studio') }), 201).json;
    assert.deepEqual([made.parent, made.position, made.products], ['photos', 3, 0]);
    await until(async () => (await shown(world)).find((c) => c.slug === 'studio')?.parent === 'photos', 'it is shown');
    const moved = expectStatus(await operator.api('PATCH', 'categories/studio', { parent: '', position: 1, texts: texts('Studios') }, at(made)), 200).json;
    assert.equal(moved.parent, null);
    await until(async () => (await shown(world)).find((c) => c.slug === 'studio')?.name === 'Studios', 'its name is shown');
    expectProblem(await operator.api('PATCH', 'categories/studio', { position: 1, texts: texts('Late') }, at(made)), 412, 'stale');
    expectProblem(await operator.api('PATCH', 'categories/studio', { position: 1, texts: texts('Late') }), 428, 'if_match_missing');
  });

  step('no ring, no second of a name, no depth without end', async () => {
    let parent = 'studio';
    for (let depth = 2; depth <= 5; depth++) {
      expectStatus(await operator.api('POST', 'categories', { slug: `level-${depth}`, parent, position: 1, texts: texts(`Level ${depth}`) }), 201);
      parent = `level-${depth}`;
    }
    const deep = expectProblem(await operator.api('POST', 'categories', { slug: 'level-6', parent, position: 1, texts: texts('Six') }), 422, 'invalid');
    assert.equal(deep.errors[0].code, 'depth');
    const studio = (await operator.api('GET', 'categories/studio')).json;
    for (const under of ['level-5', 'studio']) {
      const ring = expectProblem(await operator.api('PATCH', 'categories/studio', { parent: under, position: 1, texts: texts('S') }, at(studio)), 422, 'invalid');
      assert.equal(ring.errors[0].code, 'ring');
    }
    const below = expectProblem(await operator.api('PATCH', 'categories/studio', { parent: 'photos', position: 1, texts: texts('S') }, at(studio)), 422, 'invalid');
    assert.equal(below.errors[0].code, 'depth', 'what lies below moves along');
    expectProblem(await operator.api('POST', 'categories', { slug: 'photos', position: 1, texts: texts('Again') }), 409, 'exists');
    const bad = expectProblem(await operator.api('POST', 'categories', { slug: 'x', parent: 'nowhere', position: 1, texts: texts('X') }), 422, 'invalid');
    assert.equal(bad.errors[0].pointer, '/parent');
    const one = expectProblem(await operator.api('POST', 'categories', { slug: 'x', position: 1, texts: [{ locale: 'zh-CN', name: '类' }] }), 422, 'invalid');
    assert.equal(one.errors[0].pointer, '/texts');
  });

  step('two moves at once make no ring', async () => {
    const a = expectStatus(await operator.api('POST', 'categories', { slug: 'ring-a', position: 1, texts: texts('A') }), 201).json;
    const b = expectStatus(await operator.api('POST', 'categories', { slug: 'ring-b', position: 1, texts: texts('B') }), 201).json;
    const answers = await Promise.all([
      operator.api('PATCH', 'categories/ring-a', { parent: 'ring-b', position: 1, texts: texts('A') }, at(a)),
      operator.api('PATCH', 'categories/ring-b', { parent: 'ring-a', position: 1, texts: texts('B') }, at(b))]);
    assert.deepEqual(answers.map((x) => x.status).sort(), [200, 422]);
  });

  step('only what is empty can be removed', async () => {
    expectProblem(await operator.api('DELETE', 'categories/photos'), 409, 'state');
    expectProblem(await operator.api('DELETE', 'categories/studio'), 409, 'state');
    for (const slug of ['level-5', 'level-4', 'level-3', 'level-2', 'studio']) expectStatus(await operator.api('DELETE', `categories/${slug}`), 204);
    expectProblem(await operator.api('DELETE', 'categories/studio'), 404, 'not_found');
  });

  step('pins come first, in their order (R9)', async (world) => {
    const before = (await operator.api('GET', 'pins')).json.items;
    assert.deepEqual(before.map((p) => p.slug), ['lumen-gallery']);
    const wrong = expectProblem(await operator.api('PUT', 'pins', { products: ['ledger-desk', 'nothing-here'] }), 422, 'invalid');
    assert.equal(wrong.errors[0].pointer, '/products/1');
    assert.equal(expectProblem(await operator.api('PUT', 'pins', { products: ['ledger-desk', 'ledger-desk'] }), 422, 'invalid').errors[0].code, 'duplicate');
    const now = expectStatus(await operator.api('PUT', 'pins', { products: ['quill-mail', 'ledger-desk'] }), 200).json.items;
    assert.deepEqual(now, [{ slug: 'quill-mail', name: 'Quill Mail', paid_orders: 0 }, { slug: 'ledger-desk', name: 'Ledger Desk', paid_orders: 0 }]);
    const first = async () => (await world.client.get('/api/storefront/products?sort=popular&limit=2')).json.items.map((p) => p.slug);
    await until(async () => (await first()).join() === 'quill-mail,ledger-desk', 'they come first');
    expectStatus(await operator.api('PUT', 'pins', { products: [] }), 200);
  });

  step('what was pinned before it was published can be thrown away', async (world) => {
    const early = await Seller.applied(world, 'early');
    const id = await early.begin('early-frames');
    expectStatus(await operator.api('PUT', 'pins', { products: ['early-frames'] }), 200);
    const { draft } = await early.edit(id);
    expectStatus(await early.api('DELETE', `listings/${id}/draft`, undefined, { 'If-Match': `"${draft.row_version}"` }), 204);
    assert.deepEqual((await operator.api('GET', 'pins')).json.items, []);
  });

  step('the queue is read page by page, longest waiting first', async (world) => {
    seller = await Seller.applied(world, 'halo');
    await operator.admit(seller);
    const ids = [];
    for (const slug of ['one', 'two', 'three']) {
      const id = await seller.begin(`halo-${slug}`);
      expectStatus(await seller.put(id, listing()), 200);
      expectStatus(await seller.submit(id), 200);
      ids.push(id);
    }
    const first = expectStatus(await operator.api('GET', 'reviews?limit=2'), 200).json;
    assert.deepEqual([first.total, first.items.map((r) => r.product.id)], [3, ids.slice(0, 2)]);
    const rest = expectStatus(await operator.api('GET', `reviews?limit=2&after=${encodeURIComponent(first.next)}`), 200).json;
    assert.deepEqual([rest.next, rest.items.map((r) => r.product.id)], [null, ids.slice(2)]);
    expectProblem(await operator.api('GET', 'reviews?after=bm9uZQ'), 422, 'invalid');
    const listed = expectStatus(await seller.api('GET', 'listings?limit=2'), 200);
    const mine = listed.json;
    const [, link] = listed.headers.link.match(/^<([^>]+)>; rel="next"$/);
    assert.ok(link.startsWith(`${world.site.url}/api/storefront/listings?limit=2&after=`), 'RFC 8288: the whole address of the next page');
    assert.deepEqual(mine.items.map((r) => r.product.id), [ids[2], ids[1]], 'a seller sees the newest first');
    const more = expectStatus(await seller.api('GET', `listings?limit=2&after=${encodeURIComponent(mine.next)}`), 200).json;
    assert.deepEqual(more.items.map((r) => r.product.id), [ids[0]]);
  });
});
