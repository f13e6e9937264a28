// R12, R13: saved products: a toggle that is idempotent, the list with the
// price then and now, products that are not on sale any more.
import assert from 'node:assert/strict';
import { until } from '../lib/proc.mjs';
import { Buyer, expectProblem } from '../lib/shop.mjs';
import { setup, story } from '../lib/story.mjs';

const favourites = '/api/storefront/favourites';
const one = (slug) => `${favourites}/${slug}`;

story('favourites', setup(), (step) => {
  let buyer, other;

  const marks = async (person) => (await person.client.get('/api/storefront/favourite-marks')).json.products;
  const list = async (person, query = '') => (await person.client.get(favourites + query)).json;
  /** The catalogue as rows say, seen by the storefront. */
  async function change(world, sql, seen) {
    await world.sql(world.site, sql);
    await world.sql(world.site, 'UPDATE products SET catalogue_revision = '
      + "(SELECT value + 1 FROM site_counters WHERE name = 'catalogue_revision') WHERE slug = 'lumen-gallery'");
    await world.sql(world.site, "UPDATE site_counters SET value = value + 1 WHERE name = 'catalogue_revision'");
    await until(seen, 'the change is seen', 10000);
  }

  step('a visitor signs in first', async (world) => {
    expectProblem(await new Buyer(world).client.api('PUT', one('lumen-gallery')), 401, 'unauthenticated');
    buyer = await Buyer.ready(world);
    await buyer.signIn();
    other = await Buyer.ready(world);
    await other.signIn();
  });

  step('saved twice is saved once, and nobody else has it', async () => {
    for (let i = 0; i < 2; i++) assert.equal((await buyer.client.api('PUT', one('lumen-gallery'))).status, 204);
    assert.deepEqual(await marks(buyer), ['lumen-gallery']);
    assert.deepEqual(await marks(other), []);
    const { items, next } = await list(buyer);
    assert.equal(items.length, 1);
    assert.equal(next, null);
    assert.equal(items[0].product.slug, 'lumen-gallery');
    assert.equal(items[0].sale, 'listed');
    assert.equal(items[0].repriced, false);
    assert.deepEqual(items[0].saved_from, items[0].from);
  });

  step('many at once are still one', async () => {
    const answers = await Promise.all(Array.from({ length: 3 }, () => other.client.api('PUT', one('lumen-gallery'))));
    assert.deepEqual(answers.map((a) => a.status), [204, 204, 204]);
    assert.deepEqual(await marks(other), ['lumen-gallery']);
  });

  step('a note is the user\'s own, and bounded', async () => {
    assert.equal((await buyer.client.api('PATCH', one('lumen-gallery'), { note: 'For the <b>photos</b>' })).status, 204);
    assert.equal((await list(buyer)).items[0].note, 'For the <b>photos</b>');
    assert.equal((await list(other)).items[0].note, '');
    expectProblem(await buyer.client.api('PATCH', one('lumen-gallery'), { note: 'x'.repeat(201) }), 422, 'invalid');
  });

  step('one that costs something else now says so, and stays', async (world) => {
    const before = (await list(buyer)).items[0].from;
    await change(world, 'UPDATE prices SET amount_minor = amount_minor * 2 WHERE plan_id IN (SELECT plan_id FROM plans '
      + "JOIN products USING (product_id) WHERE slug = 'lumen-gallery')",
    async () => (await list(buyer)).items[0].from.amount !== before.amount);
    const { from, saved_from: saved, repriced } = (await list(buyer)).items[0];
    assert.deepEqual(saved, before);
    assert.equal(from.amount, before.amount * 2);
    assert.equal(repriced, true);
  });

  step('one that is not sold any more says so, and stays', async (world) => {
    await change(world, "UPDATE products SET state = 'RESTRICTED' WHERE slug = 'lumen-gallery'",
      async () => (await list(buyer)).items[0].sale === 'gone');
    assert.equal((await list(buyer)).items[0].product.name.length > 0, true);
  });

  step('taken off twice is taken off', async () => {
    for (let i = 0; i < 2; i++) assert.equal((await buyer.client.api('DELETE', one('lumen-gallery'))).status, 204);
    assert.deepEqual(await list(buyer), { items: [], next: null });
    assert.deepEqual(await marks(other), ['lumen-gallery']);
    expectProblem(await buyer.client.api('PATCH', one('lumen-gallery'), { note: '' }), 404, 'not_found');
  });

  step('the list comes in pages', async () => {
    const { json } = await buyer.client.get('/api/storefront/products?limit=5&sort=name');
    const slugs = json.items.map((p) => p.slug);
    for (const slug of slugs) assert.equal((await buyer.client.api('PUT', one(slug))).status, 204);
    const found = [];
    for (let after = ''; after !== null;) {
      const page = await list(buyer, `?limit=2${after && `&after=${after}`}`);
      found.push(...page.items.map((f) => f.product.slug));
      after = page.next;
      assert.ok(found.length <= slugs.length);
    }
    assert.deepEqual(found, [...slugs].reverse());
    assert.equal((await buyer.client.get(`${favourites}?after=none`)).status, 422);
  });

  step('what does not exist cannot be saved', async () => {
    expectProblem(await buyer.client.api('PUT', one('no-such-product')), 404, 'not_found');
    expectProblem(await buyer.client.api('DELETE', one('no-such-product')), 404, 'not_found');
  });
});
