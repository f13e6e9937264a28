// R5, R14, R15, R16: an image is bought with the server that it runs on, in a network of the buyer's.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import { run } from '../lib/proc.mjs';
import { addServers, imageListing, makeVpc, sellImage, serverOf } from '../lib/servers.mjs';
import { Buyer, expectProblem, expectStatus } from '../lib/shop.mjs';
import { plain } from '../lib/smtp.mjs';
import { setup, story } from '../lib/story.mjs';

story('image', setup(), (step) => {
  let buyer, stranger, seller, operator, id, vpc;
  const image = { product: 'halo-server', plan: 'solo', billing_mode: 'monthly', capacities: {} };
  const place = async (server, more = {}) => {
    const { quote } = await buyer.quote({ ...image, ...more });
    return buyer.order({ quote, documents: await buyer.documents('halo-server'), ...(server && { server }) });
  };
  /** Of the newest order: is its password there, was it wiped? */
  const kept = async (world) => (await world.sql(world.site,
    'SELECT password_sealed IS NOT NULL, wiped_at IS NOT NULL FROM order_servers ORDER BY order_id DESC LIMIT 1'))[0].map(Number);

  step('a seller names the image in each region; what cannot be is said at its place', async (world) => {
    await addServers(world);
    ({ seller, operator, id } = await sellImage(world));
    buyer = await Buyer.ready(world);
    stranger = await Buyer.ready(world);
    const faultsOf = async (more) => {
      const { faults } = expectStatus(await seller.put(id, imageListing(more)), 200).json;
      return faults.filter(({ severity }) => severity !== 'warning').map(({ pointer, code }) => `${pointer} ${code}`);
    };
    assert.deepEqual(await faultsOf({ images: [] }), ['/images required']);
    assert.deepEqual(await faultsOf({ images: [{ region: 'mars-1', image: 'a' }, { region: 'fra-1', image: '' }, { region: 'fra-1', image: 'b' }] }),
      ['/images/0/region choice', '/images/1/image required', '/images/2/region duplicate']);
    assert.deepEqual(await faultsOf({ plans: [{ ...imageListing().plans[0], prices: [{ mode: 'one_time', currency: 'USD', amount: 1 }] }] }),
      ['/plans/0/prices/0/mode choice']);
    const saas = await seller.begin('halo-cloud');
    const { faults } = expectStatus(await seller.put(saas, imageListing()), 200).json;
    assert.ok(faults.some(({ pointer, code }) => pointer === '/images' && code === 'unknown'));
    await seller.revise(operator, id, imageListing());
  });

  step('the image runs on what is large enough for it', async () => {
    const { items } = expectStatus(await buyer.client.get('/api/checkout/flavours?product=halo-server'), 200).json;
    assert.deepEqual(items.map(({ region, code, prices }) => [region.name, code, prices.map(({ mode, amount }) => `${mode} ${amount.amount}`).join()]), [
      ['Frankfurt', 'general-2', 'monthly 2900,yearly 29000'], ['Frankfurt', 'general-4', 'monthly 5800,yearly 58000'], ['Singapore', 'general-2', 'monthly 3400']]);
    assert.deepEqual((await buyer.client.get('/api/checkout/regions')).json.items, [{ code: 'fra-1', name: 'Frankfurt' }, { code: 'sin-1', name: 'Singapore' }]);
    assert.deepEqual((await buyer.client.get('/api/checkout/flavours?product=lumen-gallery')).json.items, []);
    expectStatus(await buyer.client.get('/api/checkout/flavours?product=nothing'), 404);
    expectProblem(await buyer.client.get('/api/checkout/flavours'), 422, 'invalid');
  });

  step('image and server are two lines, and the total their sum (R15)', async () => {
    const quote = await buyer.quote({ ...image, periods: 3 });
    assert.deepEqual(quote.lines.map(({ kind, net }) => [kind, net.amount]), [['software', 3600], ['infrastructure', 8700]]);
    assert.match(quote.lines[1].text, /^Server general-2 \(2 vCPU, 8 GiB, Frankfurt\)$/);
    assert.deepEqual([quote.net.amount, quote.total.amount], [12300, 12300]);
    assert.deepEqual([quote.server.region.code, quote.server.flavour], ['fra-1', { code: 'general-2', vcpus: 2, memory_gib: 8 }]);
    const other = await buyer.quote({ ...image, region: 'sin-1', flavour: 'general-2' });
    assert.equal(other.total.amount, 1200 + 3400);
    assert.equal((await buyer.quote({ ...image, billing_mode: 'yearly', flavour: 'general-4' })).total.amount, 12000 + 58000);
    const refused = async (more) => expectProblem(await buyer.client.post('/api/checkout/quotes', { ...image, ...more }), 422, 'invalid').errors[0].pointer;
    assert.equal(await refused({ region: 'fra-1', flavour: 'general-1' }), '/flavour', 'too small for the image');
    assert.equal(await refused({ region: 'sin-1', billing_mode: 'yearly' }), '/region', 'not priced by the year');
    assert.equal(await refused({ region: 'mars-1' }), '/region');
    assert.equal(await refused({ quantity: 2 }), '/quantity');
    assert.equal(await refused({ product: 'lumen-gallery', plan: 'basic', region: 'fra-1' }), '/region');
  });

  step('no network, no order: one is created in place, and the same quote goes on (R14)', async () => {
    const { quote } = await buyer.quote(image);
    const documents = await buyer.documents('halo-server');
    const none = expectProblem(await buyer.order({ quote, documents }), 422, 'invalid');
    assert.equal(none.errors[0].pointer, '/server/vpc');
    assert.match(none.errors[0].detail, /Frankfurt/);
    const list = expectStatus(await buyer.client.get('/api/checkout/vpcs?region=fra-1'), 200).json;
    assert.deepEqual(list, { items: [], next: null,
      suggestion: { name: 'vpc-1', cidr: '10.0.0.0/16', subnet_name: 'subnet-1', subnet_cidr: '10.0.0.0/24' } });
    vpc = await makeVpc(buyer);
    assert.deepEqual([vpc.region.name, vpc.cidr, vpc.subnets.map(({ name, cidr }) => [name, cidr])], ['Frankfurt', '10.0.0.0/16', [['subnet-1', '10.0.0.0/24']]]);
    const order = expectStatus(await buyer.order({ quote, documents, server: serverOf(vpc) }), 201).json;
    assert.deepEqual(order.lines.map(({ kind, net }) => [kind, net.amount]), [['software', 1200], ['infrastructure', 2900]]);
    assert.deepEqual([order.server.vpc.name, order.server.subnet.name, order.server.login_name, order.server.password_kept], ['vpc-1', 'subnet-1', 'keeper', true]);
    expectStatus(await buyer.client.post(`/api/checkout/orders/${order.id}/cancellations`, {}), 200);
  });

  step('networks do not overlap; what is wrong with one is said, with the mend', async () => {
    const make = (more, region = 'fra-1') => buyer.client.post('/api/checkout/vpcs',
      { region, name: 'vpc-2', cidr: '10.1.0.0/16', subnet_name: 'a', subnet_cidr: '10.1.0.0/24', ...more });
    const refused = async (more, region) => {
      const [{ pointer, code, detail }] = expectProblem(await make(more, region), 422, 'invalid').errors;
      return [pointer, code, detail];
    };
    for (const [more, pointer, code, words] of [
      [{ cidr: '10.0.0.0/8' }, '/cidr', 'duplicate', /vpc-1/],
      [{ cidr: '10.0.128.0/20', subnet_cidr: '10.0.128.0/24' }, '/cidr', 'duplicate', /vpc-1/],
      [{ cidr: '10.1.2.0/16' }, '/cidr', 'range', /10\.1\.0\.0\/16/],
      [{ cidr: '8.8.0.0/16' }, '/cidr', 'range', /private/],
      [{ cidr: '10.1.0.0/29' }, '/cidr', 'range', /16 addresses/],
      [{ cidr: '010.1.0.0/16' }, '/cidr', 'format', /10\.0\.0\.0/],
      [{ cidr: '10.1.0.0' }, '/cidr', 'format', /block/],
      [{ subnet_cidr: '10.2.0.0/24' }, '/subnet_cidr', 'range', /outside/],
      [{ name: 'vpc-1' }, '/name', 'duplicate', /taken/],
      [{ region: 'mars-1' }, '/region', 'choice', /mars-1/],
    ]) {
      const [at, what, detail] = await refused(more);
      assert.deepEqual([at, what], [pointer, code], JSON.stringify(more));
      assert.match(detail, words);
    }
    assert.equal((await refused({ cidr: '10.0.0.0/16', subnet_cidr: '10.0.0.0/24' }, 'sin-1'))[1], 'duplicate', 'in another region as well');
    const answers = await Promise.all(Array.from({ length: 6 }, (_, i) => make({ name: `race-${i}` })));
    assert.deepEqual(answers.map(({ status }) => status).sort(), [201, 422, 422, 422, 422, 422]);
    const raced = answers.find(({ status }) => status === 201).json;
    const sub = (body, of = raced) => buyer.client.post(`/api/checkout/vpcs/${of.id}/subnets`, body);
    expectStatus(await sub({ name: 'b', cidr: '10.1.1.0/24' }), 201);
    assert.equal(expectProblem(await sub({ name: 'c', cidr: '10.1.1.128/25' }), 422, 'invalid').errors[0].code, 'duplicate');
    assert.equal(expectProblem(await sub({ name: 'b', cidr: '10.1.2.0/24' }), 422, 'invalid').errors[0].pointer, '/name');
    expectStatus(await stranger.client.post(`/api/checkout/vpcs/${vpc.id}/subnets`, { name: 'x', cidr: '10.0.9.0/24' }), 404);
    assert.deepEqual((await stranger.client.get('/api/checkout/vpcs')).json.items, []);
    assert.equal((await buyer.client.get('/api/checkout/vpcs')).json.suggestion.cidr, '10.2.0.0/16');
  });

  step('a foreign or wrong network, and a weak sign-in, are refused', async () => {
    const abroad = await makeVpc(buyer, 'sin-1');
    const foreign = await makeVpc(stranger);
    const pointer = async (server) => expectProblem(await place(server), 422, 'invalid').errors[0].pointer;
    assert.equal(await pointer(serverOf(abroad)), '/server/vpc');
    assert.equal(await pointer(serverOf(foreign)), '/server/vpc');
    assert.equal(await pointer(serverOf(vpc, { subnet: foreign.subnets[0].id })), '/server/subnet');
    assert.equal(await pointer(serverOf(vpc, { subnet: undefined })), '/server/subnet');
    for (const login_name of ['', 'Keeper', '9lives', 'with space', 'né']) assert.equal(await pointer(serverOf(vpc, { login_name })), '/server/login_name', login_name);
    for (const password of ['', 'Short-9', 'alllowercaseletters', 'KEEPER-keeper-99', 'Spaces in it 99', 'Umläute-und-99', `Aa9-${'x'.repeat(70)}`]) {
      assert.equal(await pointer(serverOf(vpc, { password })), '/server/password', password);
    }
    const { quote } = await buyer.quote();
    assert.equal(expectProblem(await buyer.order({ quote, documents: await buyer.documents(), server: serverOf(vpc) }), 422, 'invalid').errors[0].pointer, '/server');
  });

  step('paid, it is delivered; then the password is wiped, and was never to be read (R16)', async (world) => {
    const server = serverOf(vpc);
    const { quote } = await buyer.quote({ ...image, periods: 2 });
    const body = { quote, documents: await buyer.documents('halo-server'), server };
    const key = randomUUID();
    const order = expectStatus(await buyer.order(body, key), 201).json;
    assert.deepEqual(expectStatus(await buyer.order(body, key), 201).json, order, 'a second click is the same order');
    assert.deepEqual(await kept(world), [1, 0]);
    await buyer.payWith('success', order);
    const done = await buyer.orderIn(order, 'ACTIVE');
    assert.deepEqual(await kept(world), [0, 1]);
    assert.equal(done.server.password_kept, false);
    assert.equal(done.services.length, 1);
    assert.match(done.services[0].access_url, /^https:\/\//);
    assert.match(done.services[0].note, /keeper/);
    assert.equal(done.services[0].has_secret, false);
    assert.ok(!JSON.stringify([order, done]).includes(server.password));
    assert.equal(done.bill.total.amount, 2 * (1200 + 2900));
    const mails = [await world.mail.next(buyer.email, (text) => plain(text).includes('payment has arrived')),
      await world.mail.next(buyer.email, (text) => plain(text).includes('is ready'))].map(({ data }) => plain(data));
    for (const mail of mails) {
      assert.match(mail, /Halo Server, Solo/);
      assert.match(mail, /general-2 \(2 vCPU, 8 GiB, Frankfurt\)/);
      assert.ok(!mail.includes(server.password), mail);
    }
    assert.match(mails[0], /sign in with the login name and the password that you set/);
    await world.ctl(world.site, 'verify');
  });

  step('who does not pay, or cancels, leaves no password behind', async (world) => {
    const order = expectStatus(await place(serverOf(vpc)), 201).json;
    assert.deepEqual(await kept(world), [1, 0]);
    expectStatus(await buyer.client.post(`/api/checkout/orders/${order.id}/cancellations`, {}), 200);
    assert.deepEqual(await kept(world), [0, 1]);
  });

  step('another price since the quote is shown, and charged only once it is confirmed', async (world) => {
    const { quote, total } = await buyer.quote(image);
    await world.ctl(world.site, 'flavour', 'set', 'fra-1', 'general-2', '--monthly', '3100');
    const changed = expectProblem(await buyer.order({ quote, documents: await buyer.documents('halo-server'), server: serverOf(vpc) }), 409, 'quote_changed');
    assert.deepEqual([total.amount, changed.quote.total.amount], [4100, 4300]);
    await world.ctl(world.site, 'flavour', 'close', 'fra-1', 'general-2');
    assert.equal((await buyer.quote(image)).server.flavour.code, 'general-4', 'what is closed is not sold any more');
    await world.ctl(world.site, 'region', 'close', 'fra-1');
    assert.equal((await buyer.quote(image)).server.region.code, 'sin-1');
    await world.ctl(world.site, 'region', 'open', 'fra-1');
    const list = JSON.parse((await run(world.program('ctl'), ['--site', world.site.file, '--json', 'flavour', 'list'])).stdout).items;
    assert.deepEqual(list.filter(({ code, mode }) => code === 'general-2' && mode === 'monthly').map(({ region, amount, state }) => [region, amount, state]),
      [['fra-1', '31.00', 'CLOSED'], ['sin-1', '34.00', 'OPEN']]);
  });

  step('a catalogue brings images; what is wrong with one is said by row', async (world) => {
    const file = world.path('images.json');
    const price = (mode) => ({ mode, currency: 'USD', amount: 500 });
    const row = (slug, more = {}) => ({ slug, seller: 'atelier', category: 'photos', delivery: 'image',
      texts: { en: { name: slug, summary: 'An image', description: 'Runs.' } },
      plans: [{ code: 'one', texts: { en: { name: 'One' } }, prices: [price('monthly')] }],
      images: [{ region: 'fra-1', image: `img-${slug}`, min_vcpus: 2 }, { region: 'sin-1', image: `img-${slug}` }], ...more });
    fs.writeFileSync(file, JSON.stringify({ souk_catalogue: 1, products: [row('good-image'), row('no-image', { images: [] }),
      row('lost-image', { images: [{ region: 'mars-1', image: 'a' }] }), row('twice-image', { images: Array(2).fill({ region: 'fra-1', image: 'a' }) }),
      row('once-image', { plans: [{ code: 'one', texts: { en: { name: 'One' } }, prices: [price('one_time')] }] }), row('saas-image', { delivery: 'saas' })] }));
    const { code, stdout, stderr } = await run(world.program('ctl'), ['--site', world.site.file, 'import', file]);
    assert.equal(code, 1);
    assert.match(stdout, /1 added, 0 updated, 0 unchanged, 5 faults/);
    for (const [at, words] of [[1, 'are none'], [2, '"mars-1", which is not in the database'], [3, 'have "fra-1" twice'], [4, 'are one_time'], [5, 'are for products delivered as an image']]) {
      assert.match(stderr, new RegExp(`/products/${at}: (images|prices) .*${words}`));
    }
    assert.match((await run(world.program('ctl'), ['--site', world.site.file, 'import', file])).stdout, /0 added, 0 updated, 1 unchanged/);
    assert.equal((await buyer.quote({ ...image, product: 'good-image', plan: 'one' })).total.amount, 500 + 5800);
  });

  step('no password is in the database, the logs or a mail', async (world) => {
    const [[rows]] = await world.sql(world.site,
      "SELECT (SELECT COUNT(*) FROM order_servers WHERE INSTR(COALESCE(password_sealed, ''), 'PLANTED') > 0)"
      + " + (SELECT COUNT(*) FROM events WHERE INSTR(COALESCE(reason, ''), 'PLANTED') > 0)"
      + " + (SELECT COUNT(*) FROM services WHERE INSTR(COALESCE(note, ''), 'PLANTED') + INSTR(COALESCE(secret_sealed, ''), 'PLANTED') > 0)"
      + " + (SELECT COUNT(*) FROM idempotency_keys WHERE INSTR(COALESCE(answer, ''), 'PLANTED') + INSTR(COALESCE(note, ''), 'PLANTED') > 0)");
    assert.equal(Number(rows), 0);
    assert.doesNotMatch(world.logs(100000), /PLANTED/);
  });
});
