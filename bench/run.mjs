// make bench: what Souk does in a second, held against what the machine can
// do, in turn and in one run.  Prints a table of ratios and writes
// bench.json; it judges nothing.
//
//   (a) nginx, a static file of 2 KB
//   (b) a trivial libfcgi responder of as many bytes as the thing compared,
//       kept alive, behind the same location with the same parameters
//   (c) a product as JSON
//   (d) a search with unique words
//   (e) quote to paid order, 8 buyers, against the bare transactions that
//       write the same rows in as many commits; both have 8 connections to
//       the database.  Three times: souk-sandbox's page and its event; the
//       sandbox in process (bench/sandbox.c) and the buyer's return, which
//       asks it; the same and a card on file
//
// Rounds are interleaved (a b c b d ...), so that a drift of the machine
// falls on all alike; medians are printed.  Each row counts the answers that
// were not 2xx, for nginx is quick to say 502.
import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { catalogue } from '../tests/lib/catalogue.mjs';
import { accepts, freePort, mustRun, Proc, until } from '../tests/lib/proc.mjs';
import { convert, realCatalogue } from '../tests/lib/real-catalogue.mjs';
import { Buyer, expectStatus } from '../tests/lib/shop.mjs';
import { build, World } from '../tests/lib/world.mjs';
import { bodyBytes, connections, cpu, median, residentMib, rounds, seconds, wrk } from './lib.mjs';

const buyers = 8;

class Bench {
  rows = {};
  procs = [];

  note(name, result) { (this.rows[name] ??= []).push(result); }
  rate(name) { return this.rows[name] ? median(this.rows[name].map((r) => r.rps)) : NaN; }

  async start() {
    const dir = fs.mkdtempSync('/tmp/souk-bench-');
    this.dir = dir;
    fs.chmodSync(dir, 0o755);
    const real = realCatalogue();
    this.count = real ? 1348 : 1000;
    this.catalogue = real ? convert(JSON.parse(fs.readFileSync(real, 'utf8'))) : catalogue(1000);
    const data = path.join(dir, 'catalogue.json');
    fs.writeFileSync(data, JSON.stringify(this.catalogue));
    this.world = await World.start({ server: null, own: true, data,
      flags: { storefront: ['--rate', '0'],
        checkout: ['--rate', '0', '--connections', String(buyers)] } });
    this.world.server = 'nginx';
    fs.writeFileSync(path.join(dir, '2k.json'), 'x'.repeat(2048));
  }

  async trivial(name, bytes) {
    const socket = path.join(this.world.run, `trivial-${name}.sock`);
    const proc = new Proc(`trivial-${name}`, path.join(build, 'bench/trivial'),
      [socket, String(connections * 4), String(bytes)], { log: path.join(this.dir, `trivial-${name}.log`) });
    this.procs.push(proc);
    await proc.ready(() => accepts({ path: socket }));
    fs.chmodSync(socket, 0o666);
    return socket;
  }

  /** nginx with a location for each thing measured. */
  async web(trivials) {
    const { world } = this, { site } = world;
    const extra = path.join(this.dir, 'extra.conf');
    const params = path.join(site.dir, 'nginx/souk-params.conf');
    const upstream = (name, socket) => `upstream bench_${name} { server unix:${socket}; keepalive 32; }\n`;
    const pass = (location, name) => `location ${location} { fastcgi_pass ${name}; include ${params}; include ${site.file}; }\n`;
    this.benchPort = await freePort();
    fs.writeFileSync(extra, Object.entries(trivials).map(([n, s]) => upstream(n, s)).join('') +
      `upstream bench_gateway { server ${new URL(world.sandboxOrigin).host}; keepalive 32; }\n` +
      `server { listen 127.0.0.1:${this.benchPort} backlog=4096;\n` +
      `location = /2k.json { root ${this.dir}; }\n` +
      Object.keys(trivials).map((n) => pass(`= /trivial/${n}`, `bench_${n}`)).join('') +
      pass('/api/storefront/', 'souk_storefront') + pass('/api/checkout/', 'souk_checkout') +
      pass('/p/', 'souk_storefront') +
      // As browsers do: a connection is kept for the next request.
      'location /gateway/ { proxy_pass http://bench_gateway/; proxy_http_version 1.1;\n' +
      'proxy_set_header Connection ""; }\n}\n');
    site.extra = extra;
    await world.startWeb(site);
    this.origin = `http://127.0.0.1:${this.benchPort}`;
  }

  async stop() {
    for (const proc of this.procs) await proc.stop();
    await this.world?.stop();
    fs.rmSync(this.dir, { recursive: true, force: true });
  }
}

/** Words of the catalogue's own names, a pair for each request. */
function writeWords(bench) {
  const words = [...new Set(bench.catalogue.products.flatMap((p) =>
    `${p.texts.en.name} ${p.texts.en.summary}`.toLowerCase().match(/[a-z]{3,}/g) ?? []))];
  const file = path.join(bench.dir, 'words');
  fs.writeFileSync(file, words.join('\n'));
  return file;
}

async function reads(bench) {
  const slug = bench.catalogue.products[Math.floor(bench.count / 2)].slug;
  const product = `/api/storefront/products/${slug}`;
  // The web server is needed to learn the sizes: once without the trivial
  // responders, then with one for each size.
  await bench.web({});
  const sizes = { product: await bodyBytes(bench.origin + product),
    page: await bodyBytes(`${bench.origin}/p/${slug}`),
    search: await bodyBytes(`${bench.origin}/api/storefront/products?q=server+web`) };
  await bench.world.procs[`web-${bench.world.site.name}`].stop();
  await bench.web(Object.fromEntries(await Promise.all(
    Object.entries(sizes).map(async ([n, bytes]) => [n, await bench.trivial(n, bytes)]))));
  const words = writeWords(bench);
  const storefront = bench.world.procs.storefront.pid;
  for (let i = 0; i < rounds; i++) {
    bench.note('static 2 KB', await wrk(`${bench.origin}/2k.json`));
    for (const [name, url, script, args] of [['product', product], ['page', `/p/${slug}`],
      ['search', '/', 'search.lua', [words]]]) {
      bench.note(`trivial ${name}`, await wrk(`${bench.origin}/trivial/${name}`));
      const before = cpu(storefront);
      const result = await wrk(bench.origin + url, script, args);
      result.cpuMicros = (cpu(storefront) - before) * 1e6 / (result.rps * seconds);
      bench.note(name, result);
    }
  }
  bench.sizes = sizes;
}

async function rowCounts(world) {
  const tables = ['orders', 'order_lines', 'order_consents', 'payments', 'payment_events', 'bills', 'bill_lines', 'bill_receipts',
    'ledger_entries', 'ledger_postings', 'events', 'outbox', 'idempotency_keys'];
  const rows = await world.sql(world.site, tables.map((t) => `SELECT '${t}', COUNT(*) FROM ${t}`).join(' UNION ALL '));
  return Object.fromEntries(rows.map(([t, n]) => [t, Number(n)]));
}

/** Until the gateway has told of all but the sales under way at the end. */
function eventsIn(world, left) {
  return until(async () => {
    const [[open]] = await world.sql(world.site,
      "SELECT COUNT(*) FROM payments WHERE state NOT IN ('CAPTURED', 'CANCELLED')");
    return Number(open) <= left;
  }, 'all events are in', 120000);
}

/** souk-checkout with the sandbox in process in its place. */
async function sandboxInProcess(world) {
  await world.procs.checkout.stop();
  fs.copyFileSync(path.join(build, 'bench/checkout'), world.program('checkout'));
  await world.startResponder('checkout');
}

/** One round of whole orders by a way, and of the bare rows of it. */
async function orderRound(bench, way, args, left) {
  const { world } = bench;
  const pids = { checkout: world.procs.checkout.pid, sandbox: world.procs.sandbox.pid, mariadb: world.procs.mariadb.pid };
  const before = await rowCounts(world);
  const used = Object.fromEntries(Object.entries(pids).map(([n, pid]) => [n, cpu(pid)]));
  const [[start]] = await world.sql(world.site, 'SELECT UTC_TIMESTAMP(6)');
  const { stdout } = await wrk(`${bench.origin}`, 'orders.lua', [way, ...args], { threads: buyers, c: buyers });
  const souk = JSON.parse(/\{"orders".*\}/.exec(stdout)[0]);
  if (souk.failures > 0) console.error(`# failures: ${souk.failures}, first: ${souk.first_failure}`);
  // What the gateway still sends after the last click is part of the work.
  if (way === 'event') await eventsIn(world, left);
  // From the first order to the last capture: what it took the driver to start, and to
  // see that all are in, is no part of it.
  const [[captured, micros]] = await world.sql(world.site,
    'SELECT COUNT(*), TIMESTAMPDIFF(MICROSECOND, MIN(o.created_at), MAX(p.captured_at)) FROM payments p ' +
    `JOIN orders o ON o.order_id = p.order_id WHERE p.captured_at >= '${start}'`);
  souk.orders = Number(captured);
  souk.seconds = Number(micros) / 1e6;
  const between = await rowCounts(world);
  const cpuMs = Object.fromEntries(Object.entries(pids).map(([n, pid]) =>
    [n, (cpu(pid) - used[n]) * 1000 / souk.orders]));
  const bareCpu = cpu(pids.mariadb);
  const { stdout: out } = await mustRun(path.join(build, 'bench/bare'), [world.dbSocket,
    world.site.database, 'root', String(buyers), String(seconds), way]);
  const bare = JSON.parse(out);
  const after = await rowCounts(world);
  bench.note(`orders, ${way}`, { rps: souk.orders / souk.seconds, p99: souk.p99, failed: souk.failures, cpuMs });
  bench.note(`bare, ${way}`, { rps: bare.orders / bare.seconds, p99: bare.p99, failed: 0,
    cpuMs: { mariadb: (cpu(pids.mariadb) - bareCpu) * 1000 / bare.orders } });
  bench.perOrder[way] = Object.fromEntries(Object.keys(before).map((t) => [t,
    [(between[t] - before[t]) / souk.orders, (after[t] - between[t]) / bare.orders]]));
}

async function orders(bench) {
  const { world } = bench;
  const product = bench.catalogue.products.find((p) => p.delivery === 'saas' && p.plans[0].capacities.length === 0);
  const people = [];
  for (let i = 0; i < buyers; i++) people.push(await Buyer.ready(world));
  const sessions = path.join(bench.dir, 'sessions');
  const hashes = await people[0].documents(product.slug);
  const args = [sessions, product.slug, product.plans[0].code, 'monthly', ...hashes];
  await world.procs.worker.stop();
  bench.perOrder = {};
  writeSessions(sessions, people);
  for (let i = 0; i < rounds; i++) await orderRound(bench, 'event', args, buyers * (i + 1));
  await sandboxInProcess(world);
  for (const buyer of people) {
    const { id } = expectStatus(await buyer.client.post('/api/checkout/cards', {}, { headers: { 'Idempotency-Key': randomUUID() } }), 201).json;
    buyer.card = expectStatus(await buyer.client.post(`/api/checkout/cards/${id}/refreshes`, {}), 200).json.id;
  }
  writeSessions(sessions, people);
  for (let i = 0; i < rounds; i++) {
    await orderRound(bench, 'card', args);
    await orderRound(bench, 'return', args);
  }
}

function writeSessions(file, people) {
  fs.writeFileSync(file, people.map((b) => `${[...b.client.cookies].map((c) => c.join('=')).join(';')} ${b.client.csrf} ${b.card ?? '-'}\n`).join(''));
}

function table(bench) {
  const line = (...cells) => console.log(cells.map((c, i) => (i === 0 ? String(c).padEnd(38) : String(c).padStart(12))).join(''));
  line('', 'a second', 'p99 ms', 'not 2xx');
  for (const [name, list] of Object.entries(bench.rows)) {
    const p99 = median(list.map((r) => r.p99 ?? NaN));
    line(name, bench.rate(name).toFixed(0), Number.isNaN(p99) ? '' : p99.toFixed(1),
      list.reduce((sum, r) => sum + r.failed, 0));
  }
  const ratio = (a, b) => bench.rate(a) / bench.rate(b);
  const ratios = { 'c: product JSON / trivial': [ratio('product', 'trivial product'), 0.7],
    'product page / trivial': [ratio('page', 'trivial page'), null],
    'd: search / trivial': [ratio('search', 'trivial search'), 0.3],
    'e: paid orders / bare': [ratio('orders, event', 'bare, event'), 0.4],
    'e: sandbox in process, card on file': [ratio('orders, card', 'bare, card'), 0.5],
    'e: sandbox in process, its page': [ratio('orders, return', 'bare, return'), 0.5],
    'b: trivial / static': [ratio('trivial product', 'static 2 KB'), null] };
  console.log('');
  line('ratio (medians)', 'measured', 'target');
  for (const [name, [value, target]] of Object.entries(ratios)) {
    if (!Number.isNaN(value)) line(name, value.toFixed(2), target ? `>= ${target}` : '');
  }
  console.log('');
  line('memory at rest', 'MiB', 'target');
  for (const [name, [value, target]] of Object.entries(bench.memory)) line(name, value.toFixed(1), `<= ${target}`);
  for (const [way, perOrder] of Object.entries(bench.perOrder)) {
    console.log('');
    line(`rows an order (${way})`, 'Souk', 'bare');
    for (const [name, [souk, bare]] of Object.entries(perOrder)) line(name, souk.toFixed(2), bare.toFixed(2));
    line('all', ...[0, 1].map((k) => Object.values(perOrder).reduce((sum, r) => sum + r[k], 0).toFixed(2)));
    for (const name of [`orders, ${way}`, `bare, ${way}`]) {
      console.log(`CPU an order, ms (${name}): ` + Object.entries(bench.rows[name].at(-1).cpuMs).map(([n, v]) => `${n} ${v.toFixed(2)}`).join(', '));
    }
  }
  console.log('');
  if (bench.sizes) console.log(`CPU a request in the storefront, µs: ${['product', 'page', 'search'].map((n) =>
    `${n} ${median(bench.rows[n].map((r) => r.cpuMicros)).toFixed(0)}`).join(', ')}`);
  if (bench.sizes) console.log(`bytes of body: ${JSON.stringify(bench.sizes)}`);
  console.log(`${bench.count} products; ${rounds} rounds of ${seconds} s, ${connections} connections`);
  return Object.fromEntries(Object.entries(ratios).map(([n, [v]]) => [n, v]));
}

const bench = new Bench();
try {
  await bench.start();
  if (process.env.BENCH_ONLY !== 'orders') await reads(bench);
  else await bench.web({});
  bench.memory = { storefront: [residentMib(bench.world.procs.storefront.pid), 60],
    checkout: [residentMib(bench.world.procs.checkout.pid), 20] };
  await orders(bench);
  bench.memory['checkout after the orders'] = [residentMib(bench.world.procs.checkout.pid), 20];
  const ratios = table(bench);
  fs.writeFileSync('bench.json', JSON.stringify({ ratios, rows: bench.rows, memory: bench.memory,
    perOrder: bench.perOrder, sizes: bench.sizes, products: bench.count, rounds, seconds }, null, '\t') + '\n');
} catch (error) {
  console.error(error, bench.world?.logs?.(20) ?? '');
  process.exitCode = 1;
} finally {
  await bench.stop();
}
