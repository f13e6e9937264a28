// Filters: OR within a group, AND across groups, each value with what it would
// give, the same in JSON, in the page and counted by hand; and what a URL may
// hold.  R8.
import assert from 'node:assert/strict';
import { after } from 'node:test';
import { expectProblem, expectStatus } from '../lib/shop.mjs';
import { Shelf, queryOf, sameCounts } from '../lib/shelf.mjs';
import { setup, story } from '../lib/story.mjs';

const shelf = new Shelf(130);
after(() => shelf.close());

const filters = [
  {}, { delivery: ['saas'] }, { delivery: ['saas', 'license'] }, { mode: ['yearly'] },
  { platform: ['Docker'] }, { platform: ['Docker', 'C#'] }, { licence: ['MIT'] }, { licence: ['MIT', 'Commercial'], platform: ['iOS'] },
  { seller: ['seller-1', 'seller-3'], delivery: ['saas'] }, { region: ['EU', 'DE'] }, { region: ['001'], mode: ['monthly'] },
  { category: ['office'] }, { category: ['mail', 'builds'] }, { category: ['photos'], licence: ['GPL-3.0'] },
  { price_min: 10, price_max: 50 }, { price_max: 0 }, { price_min: 200.01, delivery: ['saas'] },
  { q: 'amber' }, { q: 'cedar', platform: ['Linux'], price_min: 1 }, { platform: ['Docker'], licence: ['MIT'], seller: ['seller-2'] },
  { platform: ['no such thing'] },
];

/** A box of the page's form: { name, value, checked, count }. */
const boxes = (html) => [...html.matchAll(/<input type="checkbox" name="([^"]+)" value="([^"]*)"( checked)?>.*?<span class="count">([\d,]+)</gs)]
  .map(([, name, value, checked, count]) => ({ name, value: plain(value), checked: Boolean(checked), count: Number(count.replace(',', '')) }));
const plain = (text) => text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&amp;', '&');
const chips = (html) => [...html.matchAll(/<a class="chip chip--on" href="([^"]+)"/g)].map(([, href]) => plain(href));
const status = (html) => /role="status"[^>]*><strong>([^<]*)</.exec(html)?.[1];

story('facets', { ...setup(), data: shelf.file }, (step) => {
  const search = async (client, query) => expectStatus(await client.get(`/api/storefront/products?limit=1&${query}`), 200).json;

  step('regions come with listings, and are seen within two seconds', async (world) => {
    await shelf.addRegions(world);
    const started = Date.now();
    for (;;) {
      const json = await search(world.client, '');
      if (json.facets.find(({ facet }) => facet === 'region').values.length === 4) break;
      assert.ok(Date.now() - started < 4000, JSON.stringify(json.facets));
    }
  });

  step('totals and counts are those of a count by hand', async ({ client }) => {
    for (const filter of filters) sameCounts(shelf, await search(client, queryOf(filter)), filter);
  });

  step('values have words in the page’s language, prices bands, and what is chosen says so', async ({ client }) => {
    const json = await search(client, 'delivery=saas&category=office&lang=zh-CN&price_max=50');
    const of = (name) => json.facets.find(({ facet }) => facet === name);
    assert.equal(of('seller').values.find(({ value }) => value === 'seller-1').label, 'Seller 1');
    assert.equal(of('category').values.find(({ value }) => value === 'office').label, '分类0');
    assert.deepEqual(of('delivery').values.map(({ value, chosen }) => [value, chosen]), [['saas', true], ['license', false]]);
    assert.equal(of('price').values[0].count > 0, true);
  });

  step('a category beside one below it is narrowed by that one', async ({ client }) => {
    const both = await search(client, 'category=office&category=mail');
    assert.equal(both.total, shelf.total({ category: ['mail'] }));
    const { text } = expectStatus(await client.get('/search?category=office&category=mail'), 200);
    assert.deepEqual(boxes(text).filter(({ checked }) => checked).map(({ value }) => value), ['office', 'mail']);
    const without = chips(text).find((href) => !href.includes('category=mail'));
    assert.match(expectStatus(await client.get(without), 200).text, new RegExp(`of ${shelf.total({ category: ['office'] })} applications`));
  });

  step('the page has the same counts, ticks what is chosen, and each chip takes one away', async ({ client }) => {
    for (const filter of filters.filter((f) => shelf.total(f) > 1 && !f.category)) {
      const { text } = expectStatus(await client.get(`/search?${queryOf(filter)}`), 200);
      assert.match(status(text), new RegExp(`(^| )${shelf.total(filter)} applications`), queryOf(filter));
      for (const { name, value, checked, count } of boxes(text)) {
        assert.equal(checked, (filter[name] ?? []).includes(value), `${name}=${value} of ${queryOf(filter)}`);
        assert.equal(count, shelf.counts(name, filter)[value], `${name}=${value} of ${queryOf(filter)}`);
      }
      const n = Object.entries(filter).reduce((sum, [name, v]) => sum + (name === 'q' || name === 'price_min' && filter.price_max !== undefined ? 0 : [v].flat().length), 0);
      assert.equal(chips(text).length, n, `chips of ${queryOf(filter)}`);
      for (const href of chips(text)) {
        const wider = expectStatus(await client.get(href), 200).text;
        assert.equal(chips(wider).length, n - 1, `${href} of ${queryOf(filter)}`);
        assert.ok(!filter.q || href.includes(`q=${filter.q}`), href);
      }
    }
  });

  step('the page names itself without filters, and is not indexed with them', async ({ client, site }) => {
    const { text } = expectStatus(await client.get('/c/office?platform=Docker&sort=name'), 200);
    assert.ok(text.includes(`<link rel="canonical" href="${site.url}/c/office">`), text.slice(0, 1500));
    assert.match(text, /<meta name="robots" content="noindex">/);
    const bare = expectStatus(await client.get('/c/office'), 200).text;
    assert.doesNotMatch(bare, /noindex/);
    assert.match(bare, /hreflang="zh-CN"/);
    const [, json] = /<script type="application\/ld\+json">(.*?)<\/script>/s.exec(bare);
    const graph = JSON.parse(json)['@graph'];
    assert.equal(graph.find((one) => one['@type'] === 'ItemList').numberOfItems, shelf.total({ category: ['office'] }));
    const below = expectStatus(await client.get('/c/mail'), 200).text;
    assert.match(below, /<li><a href="[^"]*\/c\/office">Office<\/a><\/li><li aria-current="page">Mail/);
  });

  step('a category’s page lists its narrower ones and keeps the filters on the way', async ({ client, world: _ }) => {
    const { text } = expectStatus(await client.get('/c/office?delivery=saas'), 200);
    const counts = shelf.counts('category', { delivery: ['saas'] });
    for (const slug of ['mail', 'wiki']) {
      const found = new RegExp(`href="[^"]*/c/${slug}\\?delivery=saas"[^>]*><span class="facet__name">\\w+</span><span class="count">(\\d+)<`).exec(text);
      assert.equal(Number(found?.[1]), counts[slug], slug);
    }
    assert.match(text, /href="[^"]*\/search\?delivery=saas"/);
  });

  step('pages keep filters, count on, and show each product once', async ({ client }) => {
    const filter = { delivery: ['saas'] };
    const seen = [];
    let at = `/search?${queryOf(filter)}&sort=price`, pages = 0;
    while (at) {
      const { text } = expectStatus(await client.get(at), 200);
      seen.push(...[...text.matchAll(/<h2><a href="[^"]*\/p\/([^"?]+)/g)].map(([, slug]) => slug));
      pages++;
      if (pages > 1) assert.match(text, new RegExp(`<title>[^<]*page ${pages} `));
      at = plain(/rel="next" href="([^"]+)"/.exec(text)?.[1] ?? '');
      assert.ok(!at || at.includes('delivery=saas') && at.includes('sort=price'), at);
    }
    assert.equal(seen.length, shelf.total(filter));
    assert.equal(new Set(seen).size, seen.length);
    const amounts = seen.map((slug) => Shelf.least(shelf.products.find((p) => p.slug === slug)));
    assert.deepEqual(amounts, [...amounts].sort((a, b) => a - b), 'lowest price first');
    const page = expectStatus(await client.get(`/c/office?after=${encodeURIComponent('bm9uc2Vuc2U')}`), 200);
    assert.doesNotMatch(page.text, /<title>[^<]*page 2/, 'a place that is none is the start');
  });

  step('orders are what they say', async ({ client }) => {
    const names = async (sort) => (expectStatus(await client.get(`/api/storefront/products?limit=100&sort=${sort}`), 200)).json.items;
    const byName = (await names('name')).map(({ name }) => name);
    assert.deepEqual(byName, [...byName].sort((a, b) => a.localeCompare(b, 'en')));
    const byPrice = (await names('price')).map(({ from }) => from.amount);
    assert.deepEqual(byPrice, [...byPrice].sort((a, b) => a - b));
    assert.equal((await names('newest')).length, 100);
  });

  step('words are highlighted, in code points and in the page, never as markup', async ({ client }) => {
    const json = await search(client, 'q=pictures');
    const [{ summary, highlight }] = json.items;
    const [[from, to]] = highlight.summary;
    assert.equal([...summary].slice(from, to).join('').toLowerCase(), 'pictures');
    const { text } = expectStatus(await client.get('/search?q=pictures'), 200);
    assert.ok(text.includes('Shows &lt;b&gt;<mark>pictures</mark>&lt;/b&gt; &amp; more'), 'escaped around the mark');
  });

  step('nothing found: what each thing left out would give', async ({ client }) => {
    const filter = { delivery: ['license'], mode: ['monthly'] };
    assert.equal(shelf.total(filter), 0);
    const { text } = expectStatus(await client.get(`/search?${queryOf(filter)}`), 200);
    for (const [left, href] of [['delivery', 'mode=monthly'], ['mode', 'delivery=license']]) {
      const rest = Object.fromEntries(Object.entries(filter).filter(([name]) => name !== left));
      assert.match(text, new RegExp(`<a href="/?[^"]*\\?${href}" data-inplace>.*?${shelf.total(rest)} applications`, 's'));
    }
    assert.match(text, /mailto:help@shop\.example/);
    assert.match(expectStatus(await client.get('/search?q=zzqqxx'), 200).text, /Nothing matches “zzqqxx”/);
  });

  step('prices are taken as people type them', async ({ client }) => {
    const total = async (min) => (await search(client, `price_min=${encodeURIComponent(min)}`)).total;
    const expected = shelf.total({ price_min: 1000 });
    for (const typed of ['1000', '1000.00', '1,000', '1,000.00', '1.000,00', ' 1 000 ']) assert.equal(await total(typed), expected, typed);
    assert.equal(await total('49,90'), shelf.total({ price_min: 49.9 }));
    const turned = await search(client, 'price_min=50&price_max=10');
    assert.equal(turned.total, shelf.total({ price_min: 10, price_max: 50 }), 'turned round');
  });

  step('what cannot be is refused by name in JSON, and does not break a page', async ({ client }) => {
    for (const [query, pointer] of [['delivery=teleport', '/delivery'], ['mode=sometimes', '/mode'], ['category=no-such', '/category'],
      ['seller=nobody', '/seller'], ['price_min=cheap', '/price_min'], ['price_max=-5', '/price_max'], ['price_max=99999999999999999999', '/price_max'],
      ['sort=best', '/sort'], [`platform=${'x'.repeat(200)}`, '/platform']]) {
      const problem = expectProblem(await client.get(`/api/storefront/products?${query}`), 422, 'invalid');
      assert.equal(problem.errors[0]?.pointer, pointer, query);
      expectStatus(await client.get(`/search?${query}`), 200, query);
    }
    expectProblem(await client.get('/api/storefront/products?q=a&q=b'), 400);
    expectStatus(await client.get('/search?q=a&q=b'), 200);
    const script = expectStatus(await client.get(`/search?platform=${encodeURIComponent('"><script>alert(1)</script>')}`), 200).text;
    assert.doesNotMatch(script, /<script>alert/);
    assert.match(script, /&lt;script&gt;alert/);
    assert.match(expectStatus(await client.get('/search?price_min=cheap'), 200).text, /aria-invalid="true"[^>]*aria-describedby="price-bad"/);
    const many = Array.from({ length: 60 }, (_, i) => `platform=p${i}`).join('&');
    assert.equal(chips(expectStatus(await client.get(`/search?${many}&platform=Docker`), 200).text).length, 32);
    const flood = await client.get(`/search?${Array.from({ length: 200 }, (_, i) => `platform=p${i}`).join('&')}`);
    assert.ok([400, 414, 422].includes(flood.status), `${flood.status}`);
  });

  step('a seller’s page lists its own with filters, but none by seller', async ({ client, site }) => {
    const { text } = expectStatus(await client.get('/s/seller-1?delivery=saas'), 200);
    assert.match(status(text), new RegExp(`(^| )${shelf.total({ seller: ['seller-1'], delivery: ['saas'] })} applications`));
    assert.doesNotMatch(text, /name="seller"/);
    assert.ok(text.includes(`<link rel="canonical" href="${site.url}/s/seller-1">`));
    assert.match(text, /mailto:help@seller-1\.example/);
    assert.match(text, /Here since \d+ \w+ \d{4}/);
    expectStatus(await client.get('/s/nobody'), 404);
  });

  step('home shows what the browser says was seen, as far as it is listed', async ({ client }) => {
    const { text } = expectStatus(await client.get('/?seen=item-9,no-such,item-3'), 200);
    const section = /<div data-seen>(.*?)<\/section>/s.exec(text)[1];
    assert.deepEqual([...section.matchAll(/\/p\/([\w-]+)"/g)].map(([, slug]) => slug), ['item-9', 'item-3']);
    assert.match(expectStatus(await client.get('/'), 200).text, /<div data-seen><\/div>/);
  });

  step('the sitemap has parts, and no others', async ({ client, site }) => {
    const products = expectStatus(await client.get('/sitemap.xml?part=products-0'), 200).text;
    assert.equal(products.match(/<loc>/g).length, 130);
    assert.equal(products.match(/<lastmod>/g).length, 130);
    const pages = expectStatus(await client.get('/sitemap.xml?part=pages-0'), 200).text;
    assert.ok(pages.includes(`<loc>${site.url}/c/mail</loc>`));
    for (const part of ['products-1', 'products--1', 'products-x', 'orders-0', 'pages-1', 'products-99999999999999999999'])
      expectStatus(await client.get(`/sitemap.xml?part=${part}`), 404, part);
  });
});
