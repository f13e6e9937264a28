// More products than one sitemap holds: an index of parts that have each
// address once, and a page of the list that is as quick as ever.
import assert from 'node:assert/strict';
import { after } from 'node:test';
import { until } from '../lib/proc.mjs';
import { expectStatus } from '../lib/shop.mjs';
import { Shelf } from '../lib/shelf.mjs';
import { setup, story } from '../lib/story.mjs';

const PRODUCTS = 10500;
const shelf = new Shelf(PRODUCTS);
after(() => shelf.close());

const locs = (text) => [...text.matchAll(/<loc>([^<]+)<\/loc>/g)].map(([, url]) => url.replaceAll('&amp;', '&'));

story('sitemap', { ...setup('nginx', '/shop'), data: shelf.file, worker: false }, (step) => {
  step('the index names parts of at most 10,000, and each address is in one of them', async ({ client, site }) => {
    // Until its catalogue stands, a busy machine's storefront asks to come again.
    await until(async () => (await client.get('/sitemap.xml')).status !== 503, 'the catalogue is built');
    const index = expectStatus(await client.get('/sitemap.xml'), 200);
    assert.match(index.text, /<sitemapindex /);
    assert.match(index.text, /part=products-1<\/loc><lastmod>\d{4}-\d\d-\d\dT[\d:]+Z</);
    const seen = [];
    for (const part of locs(index.text)) {
      assert.ok(part.startsWith(`${site.url}/sitemap.xml?part=`), part);
      const map = expectStatus(await client.get(part.slice(site.url.length)), 200);
      assert.match(map.headers['content-type'], /^application\/xml/);
      const urls = locs(map.text);
      assert.ok(urls.length > 0 && urls.length <= 10000, `${part}: ${urls.length}`);
      assert.ok(map.body.length < 50 * 1024 * 1024);
      seen.push(...urls);
    }
    assert.equal(new Set(seen).size, seen.length, 'each once');
    const wanted = [...shelf.products.map(({ slug }) => `${site.url}/p/${slug}`), `${site.url}/`, `${site.url}/c/office`, `${site.url}/s/seller-3`];
    assert.deepEqual(wanted.filter((url) => !seen.includes(url)).slice(0, 5), []);
  });

  step('a part that has not changed is not sent again', async ({ client }) => {
    const first = expectStatus(await client.get('/sitemap.xml?part=products-0'), 200);
    expectStatus(await client.get('/sitemap.xml?part=products-0', { headers: { 'If-None-Match': first.headers.etag } }), 304);
  });

  step('one who counts in thousands reads them so', async ({ client }) => {
    const { text } = expectStatus(await client.get('/search?delivery=saas'), 200);
    assert.match(text, new RegExp(`1–20 of ${shelf.total({ delivery: ['saas'] }).toLocaleString('en')} applications`));
  });
});
