// The link of an offer as something to guess: what is none is answered alike
// in status, body, headers and time; guesses are throttled; scanners of mail
// change nothing; and the token is found in no log and no table.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { setup, story } from '../lib/story.mjs';
import { expectProblem, expectStatus } from '../lib/shop.mjs';
import { offerShop, open, tokenOf } from '../lib/exclusive.mjs';

const PAIRS = process.env.SOUK_LONG ? 1000 : 200;
const base32 = 'abcdefghijklmnopqrstuvwxyz234567';
const guess = () => [...randomBytes(32)].map((b) => base32[b % 32]).join('');
const median = (list) => list.toSorted((a, b) => a - b)[list.length >> 1];

story('tokens', { ...setup(), accessLog: true }, (step) => {
  let shop, sent, token;

  const unthrottled = (world) => world.sql(world.site, 'DELETE FROM throttles');
  const malformed = () => ['', ' ', 'x', token.slice(0, -1), `${token}a`, token.toUpperCase(), ` ${token}`, token.replace(/./, '!'), `${token}\n`,
    `#${token}`, 'é'.repeat(16), '0'.repeat(32), '../../etc/passwd', "' OR 1=1 --", 'a'.repeat(20000), guess().slice(0, 16)];

  step('an offer is sent', async (world) => {
    shop = await offerShop(world);
    sent = await shop.desk.sent(shop.buyer.email);
    token = tokenOf(sent);
    assert.match(token, /^[a-z2-7]{32}$/, '160 bits in base32');
    assert.equal(sent.link, `${world.site.url}/o/#${token}`);
  });

  step('unknown, malformed, truncated: the same status, headers and body', async (world) => {
    const told = (answer) => {
      expectProblem(answer, 404, 'offer_token');
      const { request_id: id, ...body } = answer.json;
      const headers = Object.fromEntries(Object.entries(answer.headers).filter(([name]) => name !== 'date'));
      assert.ok(id);
      return { status: answer.status, headers: JSON.parse(JSON.stringify(headers).replaceAll(id, '')), body };
    };
    for (const client of [world.client, shop.buyer.client]) {
      const wanted = told(await open(client, guess()));
      for (const text of malformed()) assert.deepEqual(told(await open(client, text)), wanted, JSON.stringify(text.slice(0, 50)));
      assert.deepEqual(told(await client.post('/api/offers/openings', {})), wanted, 'none at all');
    }
    await unthrottled(world);
  });

  step(`of ${PAIRS} pairs the medians of their time lie within a millisecond`, async (world, t) => {
    const client = world.client;
    const time = async (text) => {
      const begin = performance.now();
      const { status } = await open(client, text);
      const ms = performance.now() - begin;
      assert.equal(status, 404);
      return ms;
    };
    const kinds = { unknown: guess, malformed: () => '!'.repeat(32), truncated: () => token.slice(0, 8 + randomBytes(1)[0] % 23) };
    const times = { unknown: [], malformed: [], truncated: [] };
    for (let i = 0; i < PAIRS; i++) {
      if (i % 30 === 0) await unthrottled(world);
      for (const name of Object.keys(kinds).toSorted(() => randomBytes(1)[0] - 127.5)) times[name].push(await time(kinds[name]()));
    }
    const medians = Object.fromEntries(Object.entries(times).map(([name, list]) => [name, median(list)]));
    t.diagnostic(JSON.stringify(medians));
    assert.ok(Math.max(...Object.values(medians)) - Math.min(...Object.values(medians)) < 1, JSON.stringify(medians));
  });

  step('who guesses is stopped, whatever is guessed', async (world) => {
    await unthrottled(world);
    let answer, n = 0;
    for (; n < 200; n++) {
      answer = await open(world.client, n % 2 ? guess() : 'x');
      if (answer.status === 429) break;
    }
    assert.ok(n >= 60 && n <= 120, `stopped after ${n}`);
    assert.ok(Number(expectProblem(answer, 429, 'throttled') && answer.headers['retry-after']) > 0);
    expectProblem(await open(world.client, token), 429, 'throttled');
    await unthrottled(world);
    expectStatus(await open(world.client, token), 200);
  });

  step('a scanner of mail may GET, HEAD and POST: nothing changes', async (world) => {
    const state = async () => {
      const tables = ['offers', 'offer_openings', 'offer_versions', 'offer_messages', 'events', 'orders', 'notifications', 'outbox', 'sessions', 'idempotency_keys'];
      const rows = {};
      for (const table of tables) {
        [[rows[table]]] = await world.sql(world.site, `SELECT CONCAT(COUNT(*), ' ', COALESCE(BIT_XOR(CRC32(CONCAT_WS('|', ${(await world.sql(world.site,
          `SELECT column_name FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = '${table}'`)).flat()
          .map((name) => `HEX(${name})`).join(', ')}))), 0)) FROM ${table}`);
      }
      return rows;
    };
    const scanner = world.client;
    const before = await state();
    const id = sent.id;
    for (const url of ['/o/', `/my/offers/${id}`, '/api/offers/openings', `/api/offers/exclusive-offers/${id}`, `/api/offers/exclusive-offers/${id}/calendar`,
      '/api/offers/redemptions', `/api/offers/exclusive-offers/${id}/declines`]) {
      for (const method of ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS']) await scanner.request(method, url);
    }
    for (const headers of [{}, { Origin: null, 'Sec-Fetch-Site': null }, { Origin: 'https://scanner.example', 'Sec-Fetch-Site': 'cross-site' }]) {
      await scanner.post('/api/offers/openings', { token }, { headers });
      const key = { headers: { 'Idempotency-Key': 'scanner-1', ...headers } };
      const body = { offer: id, version: 1, digest: 'a'.repeat(64), documents: [] };
      assert.ok([401, 403].includes((await scanner.post('/api/offers/redemptions', body, key)).status));
      assert.ok([401, 403].includes((await scanner.post(`/api/offers/exclusive-offers/${id}/declines`, { reason: 'x' }, { headers })).status));
    }
    assert.deepEqual(await state(), before);
    expectStatus(await open(scanner, token), 200, 'and it is as good as before');
  });

  step('the token is in no log and in no table', async (world) => {
    await open(shop.buyer.client, token);
    await open(shop.other.client, token);
    expectStatus(await shop.buyer.redeem(shop.buyer.body(await shop.buyer.exclusive(sent.id))), 201);
    const files = fs.readdirSync(world.dir, { recursive: true, withFileTypes: true }).filter((file) => file.isFile() && /\.log(\.|$)|access|error/.test(file.name));
    assert.ok(files.length >= 5, files.map(({ name }) => name).join());
    for (const file of files) {
      assert.ok(!fs.readFileSync(path.join(file.parentPath, file.name)).includes(token), `${file.name} has the token`);
    }
    const columns = await world.sql(world.site, `SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = DATABASE()
      AND data_type IN ('char', 'varchar', 'text', 'mediumtext', 'longtext', 'binary', 'varbinary', 'blob', 'mediumblob', 'longblob')`);
    assert.ok(columns.length > 100);
    for (const table of new Set(columns.map(([name]) => name))) {
      const where = columns.filter(([name]) => name === table).map(([, column]) => `LOCATE('${token}', ${column}) > 0`).join(' OR ');
      const [[n]] = await world.sql(world.site, `SELECT COUNT(*) FROM ${table} WHERE ${where}`);
      assert.equal(Number(n), 0, `${table} has the token`);
    }
  });
});
