// What sellers can type into a listing: hostile, huge, contradictory, and two
// of them at once.  Nothing stored is lost, nothing shown is executed.
import assert from 'node:assert/strict';
import { setup, story } from '../lib/story.mjs';
import { expectProblem, expectStatus } from '../lib/shop.mjs';
import { until } from '../lib/proc.mjs';
import { listing, Operator, Seller } from '../lib/seller.mjs';

const currencies = { params: () => ({ CURRENCIES: 'USD,EUR,JPY,KWD' }) };

story('listing input', { ...setup(), ...currencies }, (step) => {
  let seller, other, operator, id;

  const pointers = (answer, status = 422) => expectProblem(answer, status, 'invalid').errors.map((e) => e.pointer);
  const faults = async () => (await seller.edit(id)).faults.map((f) => `${f.pointer} ${f.code} ${f.severity}`);
  /** Stores a listing and says what is wrong with it. */
  const told = async (body) => {
    expectStatus(await seller.put(id, body), 200);
    return faults();
  };
  const plan = (change) => {
    const [one] = structuredClone(listing().plans);
    change(one);
    return listing({ plans: [one] });
  };
  const has = (list, ...wanted) => wanted.forEach((w) => assert.ok(list.includes(w), `${w} not in ${list.join('; ')}`));

  step('two sellers and an operator', async (world) => {
    operator = await Operator.ready(world);
    seller = await Seller.applied(world, 'halo');
    other = await Seller.applied(world, 'nimbus');
    await operator.admit(seller);
    await operator.admit(other);
    id = await seller.begin('halo-frames');
  });

  step('an empty draft is kept, and told all that it lacks', async () => {
    has(await told({}), '/texts required fault', '/category required fault', '/plans required fault',
      '/licence required fault', '/logo required warning');
    const refused = await seller.submit(id);
    assert.ok(pointers(refused).includes('/plans'));
    assert.equal((await seller.edit(id)).draft.state, 'EDITING');
  });

  step('what is no listing is refused whole, with its place', async () => {
    const before = (await seller.edit(id)).draft.row_version;
    const put = (body) => seller.put(id, body, before);
    assert.deepEqual(pointers(await put({ ...listing(), colour: 'red' })), ['/colour']);
    assert.deepEqual(pointers(await put({ ...listing(), plans: 'many' })), ['/plans']);
    assert.deepEqual(pointers(await put(plan((p) => { p.prices[0].amount = 19.99; }))), ['/plans/0/prices/0/amount']);
    assert.deepEqual(pointers(await put(plan((p) => { p.prices[0].amount = -1; }))), ['/plans/0/prices/0/amount']);
    assert.deepEqual(pointers(await put(plan((p) => { p.prices[0].amount = 2 ** 53; }))), ['/plans/0/prices/0/amount']);
    assert.deepEqual(pointers(await put(listing({ texts: [{ locale: 'en', name: 'x'.repeat(121), summary: 's', description: 'd', keywords: [] }] }))), ['/texts/0/name']);
    expectProblem(await put(listing({ licence: 'a\u0000b' })), 400, 'syntax');
    expectProblem(await put('{"licence": "a", "licence": "b"}'), 400, 'syntax');
    expectProblem(await put('{"licence": NaN}'), 400, 'syntax');
    // The web server's own word, or the responder's: whoever reads it first.
    assert.equal(expectStatus(await put(JSON.stringify(listing({ version: 'x'.repeat(1024 * 1024) }))), 413).json.code, 'body_too_large');
    assert.equal((await seller.edit(id)).draft.row_version, before, 'nothing of it was kept');
  });

  step('a word of a megabyte is refused; 60,000 characters are kept', async () => {
    const word = 'w'.repeat(1000 * 1000);
    const text = (description) => listing({ texts: [{ ...listing().texts[0], description }] });
    assert.deepEqual(pointers(await seller.put(id, text(word))), ['/texts/0/description']);
    assert.deepEqual((await told(text('w'.repeat(60000)))).filter((f) => f.endsWith('fault')), []);
    has(await told(text('文'.repeat(30000))), '/texts/0/description length fault');
  });

  step('HTML and scripts are kept as typed and shown as text', async (world) => {
    const evil = '<script>alert(1)</script>\n\n<img src=x onerror=alert(2)> [go](javascript:alert(3)) **bold**';
    const body = listing({
      licence: '"><svg onload=alert(4)>',
      texts: [{ locale: 'en', name: '<b>Halo</b>', summary: '</title><script>5</script>', description: evil, keywords: ['<i>'] }],
      agreements: [{ title: '<script>6</script>', locale: 'en', text: evil }],
      releases: [{ version: '<1>', date: '2026-11-01', notes: evil }],
    });
    await seller.revise(operator, id, body);
    assert.equal((await seller.edit(id)).live.texts[0].description, evil);
    const page = await until(async () => {
      const answer = await world.client.get('/p/halo-frames');
      return answer.status === 200 && answer;
    }, 'the page is there');
    assert.doesNotMatch(page.text, /<script>(alert|5|6)|<img src=x|href="javascript:|<svg onload|<b>Halo/);
    assert.match(page.text, /&lt;script&gt;/);
    const json = (await world.client.get('/api/storefront/products/halo-frames')).json;
    assert.doesNotMatch(json.description_html, /<script|<img|javascript:/);
    assert.match(json.description_html, /<strong>bold<\/strong>/);
    // Nothing breaks out of the page's data either.
    assert.equal((page.text.match(/<\/title>/g) ?? []).length, 1);
  });

  step('prices at the edges are kept exactly', async (world) => {
    const amounts = [0, 1, 2 ** 53 - 1];
    const body = plan((p) => {
      p.capacities = [];
      p.prices = [{ mode: 'monthly', currency: 'USD', amount: amounts[0] }, { mode: 'yearly', currency: 'USD', amount: amounts[1] },
        { mode: 'one_time', currency: 'USD', amount: amounts[2] }, { mode: 'monthly', currency: 'EUR', amount: 7 },
        { mode: 'monthly', currency: 'JPY', amount: 1500 }, { mode: 'monthly', currency: 'KWD', amount: 1234 }];
    });
    await seller.revise(operator, id, body);
    const rows = await world.sql(world.site, "SELECT amount_minor FROM prices r JOIN plans p ON p.plan_id = r.plan_id JOIN products d ON d.product_id = p.product_id WHERE d.slug = 'halo-frames' ORDER BY amount_minor");
    assert.deepEqual(rows.flat(), ['0', '1', '7', '1234', '1500', '9007199254740991']);
    const choice = { product: 'halo-frames', plan: 'solo', billing_mode: 'monthly', quantity: 3, periods: 1, capacities: {} };
    for (const [currency, amount] of [['JPY', 4500], ['KWD', 3702], ['USD', 0]]) {
      const quote = expectStatus(await world.client.post('/api/checkout/quotes', { ...choice, currency }), 200).json;
      assert.deepEqual(quote.total, { amount, currency });
    }
    const dear = await world.client.post('/api/checkout/quotes', { product: 'halo-frames', plan: 'solo', billing_mode: 'one_time', quantity: 2, periods: 1, capacities: {}, currency: 'USD' });
    expectProblem(dear, 422, 'overflow');
    has(await told(plan((p) => { p.prices.push({ mode: 'monthly', currency: 'GBP', amount: 100 }); })), '/plans/0/prices/3/currency choice fault');
    has(await told(plan((p) => { p.prices.push({ mode: 'monthly', currency: 'ABC', amount: 100 }); })), '/plans/0/prices/3/currency choice fault');
  });

  step('what contradicts itself is told, place by place', async () => {
    has(await told(listing({ category: 'nowhere' })), '/category choice fault');
    has(await told(listing({ website: 'javascript:alert(1)', support_email: 'nobody' })), '/website format fault', '/support_email format fault');
    has(await told(listing({ texts: [{ ...listing().texts[0], locale: 'zh-CN' }] })), '/texts required fault');
    has(await told(listing({ texts: [listing().texts[0], listing().texts[0]] })), '/texts/1/locale duplicate fault');
    has(await told(listing({ texts: [listing().texts[0], { ...listing().texts[0], locale: 'fr' }] })), '/texts/1/locale choice fault');
    has(await told(listing({ plans: [listing().plans[0], listing().plans[0]] })), '/plans/1/code duplicate fault');
    has(await told(plan((p) => { p.code = 'Not A Code'; })), '/plans/0/code format fault');
    has(await told(plan((p) => { p.options.push(p.options[0]); })), '/plans/0/options/1/name duplicate fault');
    has(await told(plan((p) => { p.prices.push({ ...p.prices[1] }); })), '/plans/0/prices/3 duplicate fault');
    has(await told(plan((p) => { p.prices = [p.prices[1]]; })), '/plans/0/prices/0/from_quantity range fault');
    has(await told(plan((p) => { p.prices[2].capacity = 'doors'; })), '/plans/0/prices/2/capacity not_found fault');
    has(await told(plan((p) => { p.prices = [{ mode: 'weekly', currency: 'USD', amount: 1 }]; p.capacities = []; })), '/plans/0/prices/0/mode choice fault');
    has(await told(plan((p) => { p.prices.forEach((price) => { price.currency = 'EUR'; }); })), '/plans/0/prices required fault');
    has(await told(plan((p) => { Object.assign(p.capacities[0], { min: 10, max: 5 }); })), '/plans/0/capacities/0/max range fault');
    has(await told(plan((p) => { Object.assign(p.capacities[0], { min: 1, max: 10, step: 2 }); })), '/plans/0/capacities/0/step range fault');
    has(await told(plan((p) => { p.capacities[0].step = 0; })), '/plans/0/capacities/0/step range fault');
    has(await told(plan((p) => { p.capacities.push(p.capacities[0]); })), '/plans/0/capacities/1/code duplicate fault');
    has(await told(listing({ platforms: ['Docker', 'Docker', 'a,b'] })), '/platforms/1 duplicate fault', '/platforms/2 format fault');
    has(await told(listing({ regions: ['Germany'] })), '/regions/0 format fault');
    has(await told(listing({ agreements: [{ title: 'T', locale: 'en', text: '' }] })), '/agreements/0/text required fault');
    has(await told(listing({ releases: [{ version: '1', date: '2026-02-30', notes: '' }] })), '/releases/0/date format fault');
    has(await told(listing({ licence: null, agreements: [] })), '/licence required fault');
  });

  step('a picture of somebody else is as one that is none', async (world) => {
    const file = `${'ab'.repeat(32)}.png`;
    await world.sql(world.site, `INSERT INTO media (seller_id, file, width, height, bytes, created_at) SELECT seller_id, '${file}', 800, 600, 1000, UTC_TIMESTAMP(6) FROM sellers WHERE slug = 'nimbus'`);
    const body = listing({ logo: file, screenshots: [{ file, alt: 'A wall' }] });
    has(await told(body), '/logo not_found fault', '/screenshots/0/file not_found fault');
    has(await told(listing({ logo: '../../etc/passwd' })), '/logo not_found fault');
    await world.sql(world.site, `INSERT INTO media (seller_id, file, width, height, bytes, created_at) SELECT seller_id, '${file}', 800, 600, 1000, UTC_TIMESTAMP(6) FROM sellers WHERE slug = 'halo'`);
    assert.deepEqual(await told(body), []);
    await seller.revise(operator, id, body);
    const rows = await world.sql(world.site, "SELECT file, width, height, alt FROM product_screenshots s JOIN products d ON d.product_id = s.product_id WHERE d.slug = 'halo-frames'");
    assert.deepEqual(rows, [[file, '800', '600', 'A wall']]);
  });

  step('of two editors at once one is told, and loses nothing', async () => {
    const { draft } = await seller.edit(id);
    assert.equal(draft, null);
    const edits = ['one', 'two', 'three', 'four'].map((version) => seller.put(id, listing({ version }), 0));
    const answers = await Promise.all(edits);
    const codes = answers.map((a) => a.status).sort();
    assert.deepEqual(codes, [200, 412, 412, 412]);
    const kept = (await seller.edit(id)).draft;
    const winner = answers.find((a) => a.status === 200).json.draft.listing.version;
    assert.equal(kept.listing.version, winner);
    const late = expectProblem(await seller.put(id, listing({ version: 'late' }), kept.row_version + 5), 412, 'stale');
    assert.deepEqual(late.row_version, { yours: kept.row_version + 5, now: kept.row_version });
    expectProblem(await seller.api('PUT', `listings/${id}`, listing()), 428, 'if_match_missing');
    expectProblem(await seller.put(id, listing(), 'x'), 412, 'stale');
    const second = await Promise.all(['five', 'six'].map((version) => seller.put(id, listing({ version }), kept.row_version)));
    assert.deepEqual(second.map((a) => a.status).sort(), [200, 412]);
  });

  step('two approvals at once publish one revision', async () => {
    expectStatus(await seller.submit(id), 200);
    const { draft, product } = await operator.review(id);
    const answers = await Promise.all([1, 2, 3].map(() => operator.api('POST', `reviews/${id}/approvals`, { row_version: draft.row_version })));
    assert.equal(answers.filter((a) => a.status === 200).length, 1, answers.map((a) => a.status).join());
    assert.equal((await seller.edit(id)).product.revision, product.revision + 1);
  });

  step('nobody else reaches it, and a draft thrown away is gone', async () => {
    for (const [method, path, body] of [['GET', ''], ['PUT', '', listing()], ['DELETE', '/draft'], ['POST', '/submissions', {}],
      ['POST', '/hidings', {}], ['GET', '/revisions'], ['GET', '/revisions/1']]) {
      expectProblem(await other.api(method, `listings/${id}${path}`, body, { 'If-Match': '"1"' }), 404, 'not_found');
    }
    const mine = await other.begin('nimbus-notes');
    const at = (await other.edit(mine)).draft.row_version;
    const renamed = expectStatus(await other.api('PATCH', `listings/${mine}`, { slug: 'nimbus-pages', delivery: 'license' }), 200).json;
    assert.deepEqual([renamed.product.slug, renamed.product.delivery], ['nimbus-pages', 'license']);
    const taken = expectProblem(await other.api('PATCH', `listings/${mine}`, { slug: 'halo-frames', delivery: 'saas' }), 409, 'exists');
    assert.equal(taken.errors[0].pointer, '/slug');
    expectProblem(await seller.api('PATCH', `listings/${id}`, { slug: 'halo-walls', delivery: 'saas' }), 409, 'state');
    expectStatus(await other.api('DELETE', `listings/${mine}/draft`, undefined, { 'If-Match': `"${at}"` }), 204);
    expectProblem(await other.api('GET', `listings/${mine}`), 404, 'not_found');
    assert.deepEqual((await other.api('GET', 'listings')).json, { items: [], next: null });
  });
});
