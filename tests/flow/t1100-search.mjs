// What can be typed into the search box, and what it offers meanwhile.  R7.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { catalogue } from '../lib/catalogue.mjs';
import { expectProblem, expectStatus } from '../lib/shop.mjs';
import { setup, story } from '../lib/story.mjs';

/** The usual catalogue and a few products whose words are special. */
function special() {
  const all = catalogue(40);
  const [pattern] = all.products;
  const add = (slug, name, summary, description, texts = {}) => all.products.push({ ...pattern, slug, pin: undefined,
    agreements: [], texts: { en: { name, summary, description, keywords: [] }, ...texts } });
  add('photoprism', 'PhotoPrism', 'Pictures in order', 'Sorts what cameras make.');
  add('nextcloud', 'Nextcloud', 'Files and invoices of a team', 'Access to invoices, contacts and mail.');
  add('node-runner', 'Node Runner', 'Runs Node.js and C++ services', 'Status page included. Status of each page.');
  add('cafe-till', 'Café Till', 'A till for cafés', 'Counts the cups.');
  add('lets-encrypt-box', "Let's Encrypt Box", 'Certificates renewed', 'Page of the status.');
  add('wiki-zh', 'Team Wiki', 'A wiki', 'Pages.', { 'zh-CN': { name: '团队维基', summary: '知识库软件', description: '维基。', keywords: [] } });
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'souk-search-'));
  process.on('exit', () => fs.rmSync(dir, { recursive: true }));
  fs.writeFileSync(path.join(dir, 'catalogue.json'), JSON.stringify(all));
  return path.join(dir, 'catalogue.json');
}

const found = (json) => json.items.map((p) => p.slug);

story('search', { ...setup(), data: special() }, (step) => {
  const search = async (client, q, more = '') => expectStatus(
    await client.get(`/api/storefront/products?q=${encodeURIComponent(q)}${more}`), 200).json;
  const suggest = async (client, q, more = '') => expectStatus(
    await client.get(`/api/storefront/suggestions?q=${encodeURIComponent(q)}${more}`), 200).json;

  step('one word is found in every way it is written', async ({ client }) => {
    const ways = { 'photo prism': 'photoprism', photoprism: 'photoprism', PhotoPrism: 'photoprism',
      'next cloud': 'nextcloud', 'node.js': 'node-runner', nodejs: 'node-runner', 'c++': 'node-runner',
      cafe: 'cafe-till', café: 'cafe-till', CAFES: 'cafe-till', 'lets encrypt': 'lets-encrypt-box',
      'let’s encrypt': 'lets-encrypt-box', invoice: 'nextcloud', invoicing: 'nextcloud', ＰＨＯＴＯＰＲＩＳＭ: 'photoprism' };
    for (const [q, slug] of Object.entries(ways)) {
      assert.equal(found(await search(client, q))[0], slug, q);
    }
  });

  step('phrases stand in a row, minus words do not stand at all', async ({ client }) => {
    assert.deepEqual(found(await search(client, '"status page"')), ['node-runner']);
    assert.deepEqual(found(await search(client, '“status page”')), ['node-runner']);
    const both = found(await search(client, 'status page'));
    assert.ok(both.includes('node-runner') && both.includes('lets-encrypt-box'), both.join());
    assert.ok(!found(await search(client, 'status -certificates')).includes('lets-encrypt-box'));
    assert.ok(!found(await search(client, 'status -"status page"')).includes('node-runner'));
    assert.ok((await search(client, '-wiki')).total > 30, 'minus words alone leave the rest');
  });

  step('the last word may be only begun, until a space follows', async ({ client }) => {
    assert.deepEqual(found(await search(client, 'nextcl')), ['nextcloud']);
    assert.equal((await search(client, 'nextcl ')).total, 0);
  });

  step('few results are followed by near ones, and it is said', async ({ client }) => {
    const near = await search(client, 'certificates invoices');
    assert.deepEqual([near.relaxed, near.whole], [true, 0]);
    assert.deepEqual(found(near).slice(0, 2).sort(), ['lets-encrypt-box', 'nextcloud']);
    const all = await search(client, 'invoices contacts');
    assert.deepEqual([found(all)[0], all.whole], ['nextcloud', 1]);
    assert.deepEqual(found(await search(client, 'best invoice software')), ['nextcloud'], 'fillers ask for nothing');
  });

  step('Chinese is found in the middle of a run, by one character too', async ({ client }) => {
    for (const q of ['维基', '知识库', '识库', '团', '维']) {
      assert.ok(found(await search(client, q, '&lang=zh-CN')).includes('wiki-zh'), q);
    }
  });

  step('a slip of the finger is told and mended', async ({ client }) => {
    const one = await search(client, 'nextclod');
    assert.deepEqual([one.corrected, found(one)[0]], ['nextcloud', 'nextcloud']);
    const two = await search(client, 'gallery photoprsim');
    assert.equal(two.corrected, 'gallery photoprism');
    assert.equal((await search(client, 'nextcloud')).corrected, null);
  });

  step('what is found is highlighted in code points', async ({ client }) => {
    const cut = (text, ranges) => ranges.map(([from, to]) => [...text].slice(from, to).join(''));
    const marks = async (q, slug, more) => {
      const item = (await search(client, q, more)).items.find((p) => p.slug === slug);
      return [...cut(item.name, item.highlight.name), ...cut(item.summary, item.highlight.summary)];
    };
    assert.deepEqual(await marks('cafe', 'cafe-till'), ['Café', 'cafés']);
    assert.deepEqual(await marks('invoice', 'nextcloud'), ['invoices']);
    assert.deepEqual(await marks('photopri', 'photoprism'), ['PhotoPri']);
    assert.deepEqual(await marks('维基', 'wiki-zh', '&lang=zh-CN'), ['维基']);
    assert.deepEqual((await search(client, '')).items[0].highlight.name, []);
  });

  step('each keystroke of a name is answered', async ({ client }) => {
    for (let n = 1; n <= 'Lumen Gallery'.length; n++) {
      const q = 'Lumen Gallery'.slice(0, n);
      assert.ok((await suggest(client, q)).products.some((p) => p.slug === 'lumen-gallery'), q);
    }
    const { products } = await suggest(client, 'gal');
    assert.deepEqual(products[0], { slug: 'lumen-gallery', name: 'Lumen Gallery', url: '/p/lumen-gallery',
      seller: { slug: 'atelier', name: products[0].seller.name }, logo: products[0].logo });
    assert.equal((await suggest(client, 'prism')).products[0].slug, 'photoprism');
    assert.equal((await suggest(client, '团', '&lang=zh-CN')).products[0].slug, 'wiki-zh');
    assert.equal((await suggest(client, 'gallery lum')).products[0].slug, 'lumen-gallery');
  });

  step('suggestions name categories and sellers, and take a slip', async ({ client }) => {
    assert.ok((await suggest(client, 'pho')).categories.some((c) => c.slug === 'photos' && c.products > 0));
    assert.ok((await suggest(client, 'atel')).sellers.some((s) => s.url === '/s/atelier'));
    const slip = await suggest(client, 'nextcli');
    assert.equal(slip.products[0].slug, 'nextcloud');
    assert.deepEqual(slip.queries, ['nextclo']);
    assert.equal((await suggest(client, 'certif')).products[0].slug, 'lets-encrypt-box', 'found by its text');
  });

  step('nothing typed, much typed and nonsense are answered', async ({ client }) => {
    const none = { products: [], categories: [], sellers: [], queries: [] };
    for (const q of ['', '   ', '"', '-', '--', '%', 'zzzzqqqq', '\u{1F600}']) {
      assert.deepEqual(await suggest(client, q), none, JSON.stringify(q));
    }
    await suggest(client, '长'.repeat(1000));
    await suggest(client, 'a-b.c_'.repeat(500));
    for (const q of ['"', '"photo', '-', '- -', '""', '-""', '"-"', '\u{1F600}', 'a'.repeat(190), '长'.repeat(190), 'x-'.repeat(90)]) {
      await search(client, q);
    }
    expectProblem(await client.get('/api/storefront/suggestions?query=x'), 422);
  });
});
