// X12, R10, R13: two to four products side by side, priced for a quantity by
// the rules of an order; the product page with its pictures and releases; one
// that is not sold any more answers 410 with ways on.
import assert from 'node:assert/strict';
import { until } from '../lib/proc.mjs';
import { Buyer, expectProblem, expectStatus } from '../lib/shop.mjs';
import { setup, story } from '../lib/story.mjs';

const api = '/api/storefront/comparisons';
const three = 'lumen-gallery,quill-mail,ledger-desk';
const row = (text, name) => text.match(new RegExp(`<tr class="(differs|same)"><th scope="row">${name}[^]*?</tr>`));

story('compare', setup(), (step) => {
  const product = async (world, slug, statement) => {
    const sql = (text) => world.sql(world.site, text);
    await sql(statement.replaceAll('PRODUCT', `(SELECT product_id FROM products WHERE slug = '${slug}')`));
    await sql(`UPDATE products SET catalogue_revision = (SELECT value + 1 FROM site_counters WHERE name = 'catalogue_revision')
      WHERE slug = '${slug}'`);
    await sql("UPDATE site_counters SET value = value + 1 WHERE name = 'catalogue_revision'");
  };
  const compare = async ({ client }, query) => expectStatus(await client.get(`${api}?${query}`), 200).json;

  step('each is priced for the quantity as an order is', async (world) => {
    const seven = await compare(world, 'products=lumen-gallery,quill-mail&quantity=7&mode=monthly');
    assert.deepEqual(seven.items.map(({ product: { slug }, price, plan }) => [slug, price, plan]),
      [['lumen-gallery', { amount: 7 * 1900, currency: 'USD' }, 'basic'], ['quill-mail', { amount: 7 * 900, currency: 'USD' }, 'team']]);
    const { json: quote } = await world.client.post('/api/checkout/quotes', { product: 'lumen-gallery', plan: 'pro',
      billing_mode: 'monthly', quantity: 7, periods: 1, capacities: {}, currency: 'USD' });
    assert.deepEqual(seven.items[0].plans[1].total, quote.net);
    assert.equal(seven.items[0].product.refund_days, 14);
    assert.equal(seven.items[0].product.plans.length, 2);
  });

  step('a tier begins at its quantity', async (world) => {
    await product(world, 'quill-mail', `INSERT INTO prices (plan_id, billing_mode, currency, capacity, from_quantity, amount_minor)
      SELECT plan_id, 'monthly', 'USD', '', 10, 700 FROM plans WHERE product_id = PRODUCT`);
    const price = async (n) => (await compare(world, `products=lumen-gallery,quill-mail&quantity=${n}`)).items[1].price.amount;
    await until(async () => await price(10) === 7000, 'the tier is seen', 10000);
    assert.equal(await price(9), 8100);
    assert.match((await world.client.get('/p/quill-mail')).text, /from 10 on[^]*?USD.7\.00/);
  });

  step('one that is not sold in the mode says in which it is', async (world) => {
    const { mode, items } = await compare(world, `products=${three}`);
    assert.equal(mode, 'monthly');
    assert.equal(items[2].price, null);
    assert.equal(items[2].plan, null);
    assert.equal(items[2].plans[0].mode, 'one_time');
    assert.deepEqual(items[2].plans[0].total, { amount: 12900, currency: 'USD' });
    assert.equal((await compare(world, `products=${three}&mode=one_time`)).items[2].price.amount, 12900);
  });

  step('what cannot be compared is refused by name', async ({ client }) => {
    const refused = async (query, pointer, words) => {
      const { errors } = expectProblem(await client.get(`${api}?${query}`), 422, 'invalid');
      assert.equal(errors[0].pointer, pointer, query);
      assert.match(errors[0].detail, words);
    };
    await refused('', '/products', /2 to 4/);
    await refused('products=lumen-gallery', '/products', /2 to 4/);
    await refused('products=lumen-gallery,lumen-gallery', '/products', /different/);
    await refused('products=lumen-gallery,no-such', '/products', /"no-such" is not sold/);
    await refused(`products=lumen-gallery,${'x'.repeat(3000)}`, '/products', /is not sold/);
    const five = (await client.get('/api/storefront/products?limit=5')).json.items.map(({ slug }) => slug);
    await refused(`products=${five}`, '/products', /2 to 4/);
    for (const quantity of ['0', '-1', '1.5', 'ten', '10001', '99999999999999999999']) {
      await refused(`products=${three}&quantity=${quantity}`, '/quantity', /1 to 10000/);
    }
    await refused(`products=${three}&mode=weekly`, '/mode', /monthly/);
  });

  step('the page says the same in a table, and marks what differs', async ({ client }) => {
    const { text, headers } = expectStatus(await client.get(`/compare?products=${three}&quantity=10`), 200);
    assert.match(text, /<meta name="robots" content="noindex">/);
    assert.match(headers['content-type'], /html/);
    const price = row(text, 'Price for 10');
    assert.equal(price[1], 'differs');
    assert.match(price[0], /USD.190\.00[^]*USD.70\.00[^]*Not sold monthly/);
    assert.equal(row(text, 'Refunds')[1], 'same');
    assert.equal(row(text, 'Delivery')[1], 'differs');
    assert.match(row(text, 'Edition')[0], /Basic<\/span> –[^]*Pro<\/span> Pro/);
    assert.match(row(text, 'Users')[0], /5 included, up to 500/);
    assert.match(text, /href="\/compare\?products=lumen-gallery,ledger-desk&amp;quantity=10" aria-label="Take Quill Mail/);
    assert.match(text, /href="\/p\/quill-mail\?plan=team&amp;mode=monthly&amp;quantity=10"/);
    assert.match((await client.get(`/compare?products=${three}&lang=zh-CN`)).text, /羽毛邮件/);
  });

  step('a number that one plan sells and another names as an option has one row', async (world) => {
    await product(world, 'quill-mail', `INSERT INTO plan_options (plan_id, position, name, value)
      SELECT plan_id, 7, 'Users', '12 included' FROM plans WHERE product_id = PRODUCT`);
    const page = async () => (await world.client.get(`/compare?products=${three}`)).text;
    await until(async () => (await page()).includes('12 included'), 'the option is seen', 10000);
    const text = await page();
    assert.equal(text.match(/<th scope="row">Users/g).length, 1);
    assert.match(row(text, 'Users')[0], /5 included, up to 500[^]*12 included/);
  });

  step('the page compares what it can, and tells the rest', async ({ client }) => {
    const page = async (query) => expectStatus(await client.get(`/compare${query}`), 200).text;
    assert.match(await page(''), /Nothing to compare yet/);
    assert.match(await page('?products=lumen-gallery'), /Choose a second application/);
    const bad = await page('?products=lumen-gallery,%3Cscript%3E,quill-mail&quantity=%22%3E%3Ci%3E');
    assert.match(bad, /“&lt;script&gt;” is not sold/);
    assert.match(bad, /Write a whole number/);
    assert.ok(!bad.includes('<script>') && !bad.includes('"><i>'));
    assert.match(row(bad, 'Price for 1')[0], /USD.19\.00/);
  });

  step('R10: the product page has pictures that do not jump, and its releases', async (world) => {
    const file = `${'a'.repeat(64)}.webp`;
    await product(world, 'lumen-gallery', `INSERT INTO product_screenshots (product_id, position, file, width, height, alt)
      VALUES (PRODUCT, 1, '${file}', 1600, 900, 'Albums & <faces>'), (PRODUCT, 2, 'b.webp', 320, 200, '')`);
    await product(world, 'lumen-gallery', `INSERT INTO product_releases (product_id, position, version, released_on, notes)
      VALUES (PRODUCT, 1, '2.1', '2026-10-05', 'Faster *maps*'), (PRODUCT, 2, '2.0', '2026-01-31', '<b>Old</b>')`);
    await product(world, 'lumen-gallery', "UPDATE products SET regions = 'DE,EU' WHERE product_id = PRODUCT");
    const page = async () => (await world.client.get('/p/lumen-gallery')).text;
    await until(async () => (await page()).includes('European Union'), 'all is seen', 10000);
    const text = await page();
    assert.match(text, new RegExp(`<a href="/media/${file}" data-shot><img src="/media/${'a'.repeat(64)}-480\\.webp" `
      + 'alt="Albums &amp; &lt;faces&gt;" loading="lazy" width="480" height="270">'));
    assert.match(text, /src="\/media\/b\.webp" alt="Screenshot 2" loading="lazy" width="320" height="200"/);
    assert.match(text, /2\.1<\/bdi> <time datetime="2026-10-05">5 October 2026<\/time>[^]*<em>maps<\/em>/);
    assert.match(text, /1 earlier version[^]*31 January 2026/);
    assert.ok(!text.includes('<b>Old'));
    assert.match(text, /"SoftwareApplication"[^]*"price":"17\.00"|"price":"19\.00"/);
  });

  step('R13: a restricted one is gone, with others of its category', async (world) => {
    await product(world, 'lumen-gallery', "UPDATE products SET state = 'RESTRICTED' WHERE product_id = PRODUCT");
    await until(async () => (await world.client.get('/p/lumen-gallery')).status === 410, 'it is gone', 10000);
    const { text } = await world.client.get('/p/lumen-gallery');
    assert.match(text, /no longer sold[^]*Lumen Gallery[^]*Others in Photos[^]*product-card/);
    assert.match(text, /noindex/);
    assert.match((await world.client.get(`/compare?products=${three}`)).text, /“lumen-gallery” is not sold here any more/);
    expectProblem(await world.client.get(`${api}?products=${three}`), 422, 'invalid');
    const buyer = await Buyer.ready(world);
    expectProblem(await buyer.client.get('/api/storefront/products/lumen-gallery'), 410, 'gone');
  });

  step('a hidden one has its page, out of search', async (world) => {
    await product(world, 'quill-mail', "UPDATE products SET state = 'HIDDEN' WHERE product_id = PRODUCT");
    await until(async () => /noindex/.test((await world.client.get('/p/quill-mail')).text), 'it is hidden', 10000);
    assert.equal((await world.client.get('/p/quill-mail')).status, 200);
  });
});
