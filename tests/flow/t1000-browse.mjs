// A visitor looks around: home, categories, search, product, sitemap, as
// pages with their content in the HTML and as JSON.  R1, R2.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { setup, story } from '../lib/story.mjs';
import { expectProblem, expectStatus } from '../lib/shop.mjs';
import { top } from '../lib/world.mjs';

const once = ['content-security-policy', 'x-content-type-options', 'referrer-policy'];

function securityHeaders(answer, what) {
  for (const name of once) {
    assert.equal(answer.all(name).length, 1, `${what}: ${name} exactly once, got ${answer.all(name).length}`);
  }
}

story('browse', { ...setup(), products: 60 }, (step) => {
  step('home has products in its HTML', async ({ client }) => {
    const page = expectStatus(await client.get('/'), 200);
    assert.match(page.headers['content-type'], /^text\/html/);
    assert.match(page.text, /Lumen Gallery/);
    assert.match(page.text, /<html[^>]* lang="en"/);
    securityHeaders(page, '/');
  });

  step('a product page works without scripts', async ({ client, site }) => {
    const page = expectStatus(await client.get('/p/lumen-gallery'), 200);
    assert.match(page.text, /<h1[^>]*>[^<]*Lumen Gallery/);
    assert.match(page.text, /<em>faces<\/em>/, 'Markdown is rendered');
    assert.ok(page.text.includes(`<link rel="canonical" href="${site.url}/p/lumen-gallery"`), 'canonical');
    assert.match(page.text, /application\/ld\+json/);
    securityHeaders(page, '/p/');
  });

  step('what is not there is a true 404, as a page and as a problem', async ({ client }) => {
    const page = expectStatus(await client.get('/p/no-such-thing'), 404);
    assert.match(page.headers['content-type'], /^text\/html/);
    securityHeaders(page, '404 page');
    const api = await client.get('/api/storefront/products/no-such-thing');
    expectProblem(api, 404, 'not_found');
    securityHeaders(api, '404 problem');
    securityHeaders(expectStatus(await client.get('/nowhere/at/all'), 404), 'static 404');
  });

  step('product JSON has plans and prices in minor units', async ({ client }) => {
    const product = expectStatus(await client.get('/api/storefront/products/lumen-gallery'), 200).json;
    assert.equal(product.name, 'Lumen Gallery');
    assert.deepEqual(product.plans.map((plan) => plan.code), ['basic', 'pro']);
    const monthly = product.plans[1].prices.find((p) => p.mode === 'monthly' && p.capacity === '' && p.currency === 'USD');
    assert.deepEqual(monthly.amount, { amount: 4900, currency: 'USD' });
    assert.deepEqual(product.from, { amount: 1900, currency: 'USD' });
  });

  step('an unchanged answer is 304 by its ETag', async ({ client }) => {
    const first = expectStatus(await client.get('/api/storefront/products/lumen-gallery'), 200);
    assert.ok(first.headers.etag);
    const again = await client.get('/api/storefront/products/lumen-gallery', { headers: { 'If-None-Match': first.headers.etag } });
    expectStatus(again, 304);
    assert.equal(again.body.length, 0);
  });

  step('a list is walked page by page, each product once', async ({ client }) => {
    const seen = [];
    let after = '', total = null;
    do {
      const list = expectStatus(await client.get(`/api/storefront/products?limit=7&sort=name${after && `&after=${encodeURIComponent(after)}`}`), 200).json;
      seen.push(...list.items.map((item) => item.slug));
      total ??= list.total;
      assert.equal(list.total, total);
      after = list.next;
    } while (after);
    assert.equal(seen.length, 60);
    assert.equal(new Set(seen).size, 60);
    assert.equal(total, 60);
  });

  step('a category lists its own only', async ({ client }) => {
    const list = expectStatus(await client.get('/api/storefront/products?category=mail&limit=100'), 200).json;
    assert.ok(list.items.length > 1);
    assert.ok(list.items.every((item) => item.category.slug === 'mail'));
    const { items } = expectStatus(await client.get('/api/storefront/categories'), 200).json;
    assert.equal(items.find((c) => c.slug === 'mail').products, list.total);
    expectStatus(await client.get('/c/mail'), 200);
    expectStatus(await client.get('/c/no-such-category'), 404);
  });

  step('search finds words, Chinese, and nothing without failing', async ({ client }) => {
    const search = async (q) => expectStatus(await client.get(`/api/storefront/products?q=${encodeURIComponent(q)}`), 200).json;
    assert.equal((await search('photo gallery')).items[0].slug, 'lumen-gallery');
    const chinese = await client.get(`/api/storefront/products?lang=zh-CN&q=${encodeURIComponent('电子邮件')}`);
    assert.equal(expectStatus(chinese, 200).json.items[0].slug, 'quill-mail');
    assert.equal((await search("' OR 1=1 --")).items.length, 0);
    assert.deepEqual((await search('zzzzqqqq')).items, []);
    const misspelt = await search('calender');
    assert.equal(misspelt.suggestion?.category?.slug, 'calendar', JSON.stringify(misspelt).slice(0, 300));
    const long = await client.get(`/api/storefront/products?q=${'a'.repeat(4000)}`);
    assert.ok([200, 422].includes(long.status), `4,000 characters: ${long.status}`);
    expectStatus(await client.get(`/search?q=${encodeURIComponent("<script>alert(1)</script>' OR 1=1 --")}`), 200);
  });

  step('a query that was not asked for is refused by name', async ({ client }) => {
    const problem = expectProblem(await client.get('/api/storefront/products?colour=red'), 422);
    assert.match(JSON.stringify(problem), /colour/);
    expectProblem(await client.get('/api/storefront/products?limit=0'), 422, 'invalid');
    expectProblem(await client.get('/api/storefront/products?limit=x'), 422, 'invalid');
    expectProblem(await client.get('/api/storefront/products?after=%FF'), 400);
  });

  step('dangerous paths are refused', async ({ client }) => {
    for (const path of ['/p/..%2Fadmin', '/p/%2e%2e/x', '/p//x', '/p/a%00b', '/api/storefront/%2e%2e/site']) {
      const { status } = await client.get(path);
      assert.ok(status === 404 || status === 400, `${path}: ${status}`);
    }
  });

  step('a method that the path has not is 405 with Allow', async ({ client }) => {
    const answer = await client.post('/api/storefront/site', {});
    expectProblem(answer, 405);
    assert.match(answer.headers.allow, /GET/);
  });

  step('HEAD has the headers of GET and no body', async ({ client }) => {
    const head = await client.request('HEAD', '/api/storefront/site');
    expectStatus(head, 200);
    assert.equal(head.body.length, 0);
  });

  step('sitemap and robots name absolute addresses', async ({ client, site }) => {
    const map = expectStatus(await client.get('/sitemap.xml'), 200);
    assert.match(map.headers['content-type'], /xml/);
    assert.ok(map.text.includes(`${site.url}/p/lumen-gallery`));
    assert.ok(expectStatus(await client.get('/robots.txt'), 200).text.includes(`${site.url}/sitemap.xml`));
  });

  step('legal texts are pages', async ({ client }) => {
    for (const kind of ['terms', 'privacy', 'imprint', 'refunds']) {
      assert.match(expectStatus(await client.get(`/legal/${kind}`), 200).text, /<h1/);
    }
    expectStatus(await client.get('/legal/nothing'), 404);
  });

  step('shells answer below their folder, one step deep', async ({ client }) => {
    const www = path.join(top, 'www');
    const shells = fs.readdirSync(www, { recursive: true }).filter((name) => path.basename(name) === 'index.html');
    assert.ok(shells.length >= 20, `${shells.length} shells`);
    for (const shell of shells.map((name) => `/${path.dirname(name)}/`)) {
      const page = expectStatus(await client.get(shell), 200, shell);
      securityHeaders(page, shell);
      assert.match(page.headers['cache-control'], /no-cache/);
      assert.ok(page.headers.etag, `${shell} has an ETag`);
    }
    expectStatus(await client.get('/my/orders/ord_01h455vb4pex5vsknk084sn02q'), 200);
    expectStatus(await client.get('/result/ord_01h455vb4pex5vsknk084sn02q'), 200);
    expectStatus(await client.get('/my/orders/a/b'), 404);
    expectStatus(await client.get('/parts/header.html'), 404);
  });

  step('text goes out compressed', async ({ client }) => {
    const css = await client.get('/assets/css/souk.css', { headers: { 'Accept-Encoding': 'gzip' } });
    assert.equal(expectStatus(css, 200).headers['content-encoding'], 'gzip');
    securityHeaders(css, 'css');
  });

  step('health, readiness and metrics answer', async ({ client }) => {
    for (const responder of ['storefront', 'checkout', 'offers', 'billing']) {
      expectStatus(await client.get(`/api/${responder}/healthz`), 200);
      expectStatus(await client.get(`/api/${responder}/readyz`), 200);
      assert.match(expectStatus(await client.get(`/api/${responder}/metrics`), 200).text, /^# (HELP|TYPE) souk_/m);
    }
  });

  step('a change is visible within two seconds', async (world) => {
    const { client, site } = world;
    await world.sql(site, `UPDATE products SET version = '9.9', catalogue_revision = (SELECT value + 1
      FROM site_counters WHERE name = 'catalogue_revision') WHERE slug = 'lumen-gallery'`);
    await world.sql(site, "UPDATE site_counters SET value = value + 1 WHERE name = 'catalogue_revision'");
    const started = Date.now();
    for (;;) {
      const { version } = (await client.get('/api/storefront/products/lumen-gallery')).json;
      if (version === '9.9') break;
      assert.ok(Date.now() - started < 2500, `still version ${version}`);
    }
  });
});
