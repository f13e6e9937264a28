// Bad input, each kind with its answer: JSON, bodies, ids, CSRF, keys,
// quotes, FastCGI records, slow and silent peers.
import assert from 'node:assert/strict';
import { randomBytes, randomUUID } from 'node:crypto';
import net from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import * as fcgi from '../lib/fcgi.mjs';
import { setup, story } from '../lib/story.mjs';
import { Buyer, expectProblem, expectStatus } from '../lib/shop.mjs';

const good = { product: 'lumen-gallery', plan: 'basic', billing_mode: 'monthly', quantity: 1, periods: 1, currency: 'USD' };
const text = JSON.stringify(good);
const malformed = {
  'nothing': '',
  'cut short': text.slice(0, -1),
  'trailing text': `${text} x`,
  'two values': `${text}${text}`,
  'single quotes': text.replaceAll('"', "'"),
  'a comment': `/* hello */${text}`,
  'NaN': text.replace('"quantity":1', '"quantity":NaN'),
  'a leading zero': text.replace('"quantity":1', '"quantity":01'),
  'a trailing comma': text.replace('}', ',}'),
  'a duplicate key': text.replace('{', '{"quantity":2,'),
  'a NUL byte': Buffer.concat([Buffer.from(text.slice(0, 12)), Buffer.from([0]), Buffer.from(text.slice(12))]),
  'an escaped NUL': text.replace('lumen', 'lu\\u0000men'),
  'a lone surrogate': text.replace('lumen', '\\ud800lumen'),
  'invalid UTF-8': Buffer.concat([Buffer.from(text.slice(0, 12)), Buffer.from([0xc3, 0x28]), Buffer.from(text.slice(12))]),
  'a raw control character': text.replace('lumen', 'lu\u0007men'),
  'depth 1,000': '['.repeat(1000) + ']'.repeat(1000),
};
const invalid = {
  'an array': ['[]', ''],
  'a string': ['"x"', ''],
  'null': ['null', ''],
  'an unknown field': [text.replace('{', '{"colour":"red",'), '/colour'],
  'a missing field': [JSON.stringify({ ...good, plan: undefined }), '/plan'],
  'a wrong type': [JSON.stringify({ ...good, quantity: '1' }), '/quantity'],
  'a fraction': [text.replace('"quantity":1', '"quantity":1.5'), '/quantity'],
  'a huge number': [text.replace('"quantity":1', '"quantity":1e400'), '/quantity'],
  'a number past 64 bits': [text.replace('"quantity":1', '"quantity":99999999999999999999'), '/quantity'],
  'zero': [JSON.stringify({ ...good, quantity: 0 }), '/quantity'],
  'minus one': [JSON.stringify({ ...good, quantity: -1 }), '/quantity'],
  'a bad slug': [JSON.stringify({ ...good, product: '../etc' }), '/product'],
  'an unknown mode': [JSON.stringify({ ...good, billing_mode: 'daily' }), '/billing_mode'],
};

story('bad input', setup(), (step) => {
  let buyer;
  const quotes = '/api/checkout/quotes';

  for (const [name, body] of Object.entries(malformed)) {
    step(`malformed JSON: ${name}`, async ({ client }) => {
      const answer = await client.post(quotes, body);
      const problem = expectProblem(answer, answer.status);
      assert.ok([400, 422].includes(answer.status), `${answer.status}`);
      assert.ok(['syntax', 'invalid', 'limit'].includes(problem.code), problem.code);
    });
  }

  for (const [name, [body, pointer]] of Object.entries(invalid)) {
    step(`refused JSON: ${name}`, async ({ client }) => {
      const answer = await client.post(quotes, body);
      const problem = expectProblem(answer, answer.status);
      assert.ok([400, 422].includes(answer.status), `${answer.status}`);
      assert.ok(problem.errors.some((e) => e.pointer === pointer), JSON.stringify(problem.errors));
    });
  }

  step('a body that is not JSON by its type is 415', async ({ client }) => {
    expectProblem(await client.post(quotes, text, { headers: { 'Content-Type': 'text/plain' } }), 415, 'media_type');
    expectProblem(await client.post(quotes, text, { headers: { 'Content-Type': null } }), 415, 'media_type');
  });

  step('an oversize body is 413, from responder and web server', async ({ client }) => {
    expectProblem(await client.post(quotes, `"${'x'.repeat(70 * 1024)}"`), 413);
    const large = await client.post(quotes, `"${'x'.repeat(2 << 20)}"`).catch((error) => error);
    // The server may hang up before all is sent; when it answers, it is 413.
    if (large instanceof Error) assert.match(large.code, /ECONNRESET|EPIPE/);
    else assert.equal(large.status, 413);
  });

  step('foreign and malformed ids are 404 alike', async (world) => {
    buyer = await Buyer.ready(world);
    for (const id of ['ord_01h455vb4pex5vsknk084sn02q', 'pay_01h455vb4pex5vsknk084sn02q', 'ord_x', '1', "ord_'--",
      'ord_81h455vb4pex5vsknk084sn02q', 'ORD_01H455VB4PEX5VSKNK084SN02Q', '%00', '%F0%9F%92%A9']) {
      const answer = await buyer.client.get(`/api/checkout/orders/${id}`);
      assert.ok([404, 400].includes(answer.status), `${id}: ${answer.status}`);
      if (id.startsWith('ord_0')) expectProblem(answer, 404, 'not_found');
    }
  });

  step('a product that is not public yet is answered as none is', async (world) => {
    const told = async (product) => {
      const quote = expectProblem(await buyer.client.post(quotes, { ...good, product }), 404, 'not_found');
      const documents = expectProblem(await buyer.client.get(`/api/checkout/documents?product=${product}`), 404, 'not_found');
      return [quote, documents].map((problem) => ({ ...problem, request_id: null }));
    };
    const become = async (state) => {
      await world.sql(world.site, `UPDATE products SET state = '${state}' WHERE slug = '${good.product}'`);
      await world.sql(world.site, "UPDATE site_counters SET value = value + 1 WHERE name = 'catalogue_revision'");
    };
    for (const state of ['DRAFT', 'IN_REVIEW']) {
      await become(state);
      const answers = await told(good.product).finally(() => become('LIVE'));
      assert.deepEqual(answers, await told('no-such-product'));
    }
  });

  step('no session, no order; no CSRF token, no order', async (world) => {
    const { quote } = await buyer.quote();
    const body = { quote, documents: await buyer.documents() };
    expectProblem(await world.client.post('/api/checkout/orders', body, { headers: { 'Idempotency-Key': randomUUID() } }), 401, 'unauthenticated');
    for (const token of [null, '', 'x', 'A'.repeat(43)]) {
      const answer = await buyer.client.post('/api/checkout/orders', body, { headers: { 'Idempotency-Key': randomUUID(), 'X-Souk-CSRF': token } });
      expectProblem(answer, 403, 'csrf');
    }
    const elsewhere = { 'Idempotency-Key': randomUUID(), Origin: 'http://evil.example', 'Sec-Fetch-Site': 'cross-site' };
    expectProblem(await buyer.client.post('/api/checkout/orders', body, { headers: elsewhere }), 403, 'csrf');
    assert.deepEqual(await world.sql(world.site, 'SELECT COUNT(*) FROM orders'), [['0']]);
  });

  step('a tampered quote is refused at every place of its token', async () => {
    const { quote } = await buyer.quote();
    const documents = await buyer.documents();
    for (let i = 0; i < quote.length; i += Math.ceil(quote.length / 12)) {
      const other = quote[i] === 'A' ? 'B' : 'A';
      const answer = await buyer.order({ quote: quote.slice(0, i) + other + quote.slice(i + 1), documents });
      const problem = expectProblem(answer, answer.status);
      assert.ok(answer.status === 422 || answer.status === 409, `${answer.status}`);
      assert.ok(['quote_tampered', 'invalid'].includes(problem.code), problem.code);
    }
    for (const bad of ['', 'x', quote.slice(0, -4), `${quote}A`, 'a.b.c', 'A'.repeat(4000)]) {
      const answer = await buyer.order({ quote: bad, documents });
      assert.ok(answer.status >= 400 && answer.status < 500, `${answer.status}`);
    }
  });

  step('keys that are no keys are refused', async () => {
    const { quote } = await buyer.quote();
    const body = { quote, documents: await buyer.documents() };
    for (const key of ['short', 'x'.repeat(256), 'with space in it', 'ümlaut-key']) {
      const answer = await buyer.order(body, Buffer.from(key).toString('latin1'));
      const problem = expectProblem(answer, answer.status);
      assert.ok([400, 422].includes(answer.status), `${key}: ${answer.status} ${problem.code}`);
    }
  });

  step('an event that the gateway did not sign changes nothing', async (world) => {
    const event = JSON.stringify({ id: 'evt_1', type: 'session.captured', session: 'x', reference: 'pay_x', amount: 1, currency: 'USD', created: 1 });
    const t = Math.floor(Date.now() / 1000);
    for (const signature of [null, '', 'x', `t=${t},v1=${'0'.repeat(64)}`, `t=1,v1=${'0'.repeat(64)}`, 't=,v1=']) {
      const answer = await world.client.post('/api/checkout/gateway-events/sandbox', event,
        { headers: { 'Souk-Sandbox-Signature': signature, Origin: null, 'Sec-Fetch-Site': null } });
      assert.ok([400, 401, 403].includes(answer.status), `${signature}: ${answer.status}`);
    }
    expectProblem(await world.client.post('/api/checkout/gateway-events/nobody', event), 404);
    assert.deepEqual(await world.sql(world.site, 'SELECT COUNT(*) FROM payment_events'), [['0']]);
  });

  // --- FastCGI, past the web server --------------------------------------

  const address = (world) => ({ path: world.socket('storefront') });
  const params = (world, method = 'GET', uri = '/api/storefront/site', extra = {}) =>
    fcgi.request(world.site.params, method, `${world.base}${uri}`, extra);

  step('a well-formed record is answered, and again on a kept connection', async (world) => {
    const peer = await fcgi.Peer.open(address(world));
    for (let i = 0; i < 3; i++) {
      await peer.send(fcgi.whole(params(world), '', { flags: fcgi.KEEP_CONN }));
      assert.equal((await peer.answer()).status, 200);
    }
    peer.close();
  });

  const broken = {
    'noise': () => randomBytes(64),
    'another version': () => fcgi.record(fcgi.BEGIN, 1, Buffer.alloc(8), { version: 2 }),
    'an unknown role': () => fcgi.begin(1, { role: 2 }),
    'a begin record of 3 bytes': () => fcgi.record(fcgi.BEGIN, 1, Buffer.alloc(3)),
    'parameters before begin': () => fcgi.record(fcgi.PARAMS, 1, fcgi.pairs({ A: 'b' })),
    'a second request inside the first': () => Buffer.concat([fcgi.begin(1), fcgi.begin(2)]),
    'a pair longer than its record': () => Buffer.concat([fcgi.begin(1),
      fcgi.record(fcgi.PARAMS, 1, Buffer.from([0xff, 0xff, 0xff, 0xff, 1, 65])), fcgi.record(fcgi.PARAMS, 1), fcgi.record(fcgi.STDIN, 1)]),
    '70 KiB of parameters': () => Buffer.concat([fcgi.begin(1),
      ...[1, 2].map(() => fcgi.record(fcgi.PARAMS, 1, fcgi.pairs({ [`N${Math.random()}`]: 'x'.repeat(35000) })))]),
    '300 parameters': () => Buffer.concat([fcgi.begin(1),
      fcgi.record(fcgi.PARAMS, 1, fcgi.pairs(Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`P${i}`, 'x'])))),
      fcgi.record(fcgi.PARAMS, 1), fcgi.record(fcgi.STDIN, 1)]),
  };
  for (const [name, bytes] of Object.entries(broken)) {
    step(`malformed FastCGI: ${name}: closed, and the next peer is served`, async (world) => {
      const peer = await fcgi.Peer.open(address(world));
      await peer.send(bytes());
      const answer = await peer.answer();
      if (answer) assert.ok(answer.status >= 400, `${answer.status}`);
      peer.close();
      const next = await fcgi.Peer.open(address(world));
      await next.send(fcgi.whole(params(world)));
      assert.equal((await next.answer()).status, 200);
      next.close();
    });
  }

  step('a body shorter than it says is refused', async (world) => {
    const peer = await fcgi.Peer.open({ path: world.socket('checkout') });
    await peer.send(fcgi.whole(params(world, 'POST', quotes, { CONTENT_TYPE: 'application/json', CONTENT_LENGTH: '500' }), text));
    const answer = await peer.answer();
    if (answer) assert.equal(answer.status, 400, answer.text);
    peer.close();
  });

  step('a parameter set that is not listed gets 503', async (world) => {
    const peer = await fcgi.Peer.open(address(world));
    await peer.send(fcgi.whole({ ...params(world), SOUK_DB_NAME: 'another_shop' }));
    assert.equal((await peer.answer()).status, 503);
    peer.close();
  });

  step('a peer in bits of one byte is served', async (world) => {
    const peer = await fcgi.Peer.open(address(world));
    for (const byte of fcgi.whole(params(world))) {
      peer.socket.setNoDelay(true);
      await peer.send(Buffer.from([byte]));
    }
    assert.equal((await peer.answer()).status, 200);
    peer.close();
  });

  step('silent peers by the hundred cost nobody a thread, and are dropped', async (world) => {
    const silent = await Promise.all(Array.from({ length: 200 }, async () => {
      const peer = await fcgi.Peer.open(address(world));
      await peer.send(fcgi.begin(1));
      return peer;
    }));
    const started = Date.now();
    expectStatus(await world.client.get('/api/storefront/site'), 200);
    assert.ok(Date.now() - started < 2000, 'others are served meanwhile');
    await Promise.race([Promise.all(silent.map((peer) => peer.closed)), pause(15000).then(() => assert.fail('not dropped in 15 s'))]);
  });

  step('a body that arrives byte by byte through the web server is served', async ({ site, base }) => {
    const socket = net.connect({ host: '127.0.0.1', port: site.port });
    socket.setNoDelay(true);
    let got = '';
    socket.on('data', (chunk) => { got += chunk; });
    socket.write(`POST ${base}${quotes} HTTP/1.1\r\nHost: 127.0.0.1:${site.port}\r\nOrigin: ${site.origin}\r\n`
      + `Content-Type: application/json\r\nContent-Length: ${text.length}\r\nConnection: close\r\n\r\n`);
    for (const character of text) {
      await new Promise((resolve) => { socket.write(character, resolve); });
    }
    await new Promise((resolve) => { socket.once('close', resolve); });
    assert.match(got, /^HTTP\/1\.1 200 /);
  });

  step('after all of it, everything still works', async (world) => {
    const order = await buyer.placeOrder();
    await buyer.payWith('success', order);
    await buyer.orderIn(order, 'ACTIVE');
    await world.ctl(world.site, 'verify');
  });
});
