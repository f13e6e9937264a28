// make bench, second part: catalogues of 1,000 and 30,000 generated products,
// and of 1,000,000 with BENCH_LARGE=1 (some minutes); BENCH_SIZES=1000,5000
// names others.  For each size:
//
//   in process  build, memory, CPU of unique searches, filters, JSON
//               (bench/catalogue)
//   start       from exec to the first answer, memory at rest
//   wrk         product JSON and page, search, filters, suggestions through
//               nginx, each against a trivial responder of as many bytes
//   edit        from COMMIT until the change is served
//   p99         of search to 8 clients, none of which waits for the other 24
//   swap        the slowest answer while a new base is built and taken over,
//               as a client sees it and as the responder logs it, when it
//               was, and the memory's peak
//
// Prints the figures beside their targets; it judges nothing.
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { accepts, freePort, mustRun, Proc, until } from '../tests/lib/proc.mjs';
import { build, World } from '../tests/lib/world.mjs';
import { bodyBytes, connections, cpu, median, residentMib, rounds, seconds, wrk } from './lib.mjs';

const sizes = process.env.BENCH_SIZES?.split(',').map(Number)
  ?? [1000, 30000, ...(process.env.BENCH_LARGE ? [1000000] : [])];
const asked = 20000; // unique requests of a kind
const wrkThreads = 2;
const fewClients = 8;

/** Targets by size; what a size has none for is printed bare. */
const targets = {
  1000: { rest: 60 },
  30000: { build: 1.5, rest: 120, peak: 200, search: 100, start: 2, ratio: true },
  1000000: { build: 60, rest: 2560, peak: 4608, search: 12000, p99: 30 },
};

function random(seed) {
  let state = seed;
  return (n) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor(state / 4294967296 * n);
  };
}

class Big {
  procs = [];
  rows = {};
  logRead = 0;
  built = 0;

  constructor(products) { this.products = products; }

  note(name, result) { (this.rows[name] ??= []).push(result); }
  rate(name) { return median(this.rows[name].map((r) => r.rps)); }

  async start() {
    this.dir = fs.mkdtempSync('/tmp/souk-bench-');
    fs.chmodSync(this.dir, 0o755);
    this.world = await World.start({ server: null, own: true, worker: false,
      bufferPool: this.products > 100000 ? '3G' : '256M', flags: { storefront: ['--rate', '0'] } });
    this.world.server = 'nginx';
    this.database = [this.world.dbSocket, this.world.site.database, 'root'];
    await mustRun(path.join(build, 'bench/generate'), [...this.database, String(this.products)]);
    const { stdout } = await mustRun(path.join(build, 'bench/catalogue'), [...this.database, '2']);
    this.inProcess = JSON.parse(stdout);
  }

  get pid() { return this.world.procs.storefront.pid; }
  sql(text) { return this.world.sql(this.world.site, text); }

  /** The storefront anew, with all that was generated. */
  async restart() {
    await this.world.procs.storefront.stop();
    const began = performance.now();
    await this.world.startResponder('storefront');
    await this.world.startWeb(this.world.site);
    this.origin = `http://127.0.0.1:${this.world.site.port}`;
    await until(async () => (await fetch(`${this.origin}/api/storefront/products/product-7`)).status === 200,
      'the catalogue is read', 300000);
    this.startSeconds = (performance.now() - began) / 1000;
    this.rest = residentMib(this.pid);
  }

  file(name, lines) {
    const file = path.join(this.dir, name);
    fs.writeFileSync(file, lines.join('\n') + '\n');
    return file;
  }

  /** Unique requests of each kind, from words that are there. */
  async paths() {
    const texts = await this.sql('SELECT name, summary FROM product_texts LIMIT 3000');
    const words = [...new Set(texts.flat().join(' ').toLowerCase().match(/[a-z]{3,}/g))];
    const pick = random(7);
    this.slugs = (await this.sql(`SELECT slug FROM products WHERE state = 'LIVE' AND slug LIKE 'product-%'
      LIMIT 200000`)).flat();
    const word = () => words[pick(words.length)];
    const some = (make) => Array.from({ length: asked }, (_, i) => make(i));
    const slug = () => this.slugs[pick(this.slugs.length)];
    const filters = ['delivery=saas', 'platform=Docker', 'licence=MIT', 'mode=monthly', 'region=DE'];
    const two = () => {
      const i = pick(filters.length);
      return `${filters[i]}&${filters[(i + 1 + pick(filters.length - 1)) % filters.length]}`;
    };
    this.kinds = {
      'product JSON': [0.85, some(() => `/api/storefront/products/${slug()}`)],
      'product page': [0.85, some(() => `/p/${slug()}`)],
      search: [0.5, some(() => `/api/storefront/products?q=${word()}+${word()}`)],
      filters: [null, some((i) => `/api/storefront/products?${two()}&price_max=${300 + i}`)],
      suggestion: [0.7, some(() => `/api/storefront/suggestions?q=${word().slice(0, 2 + pick(4))}`)],
    };
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

  /** As many bytes as a kind's answers have, by the median of some. */
  async size(paths) {
    const all = [];
    for (let i = 0; i < 21; i++) {
      const answer = await fetch(this.origin + paths[i]);
      if (answer.status < 400) all.push((await answer.arrayBuffer()).byteLength);
    }
    if (all.length === 0) throw new Error(`${paths[0]} is not answered`);
    return median(all);
  }

  async serve() {
    const { world } = this, { site } = world;
    const params = path.join(site.dir, 'nginx/souk-params.conf');
    let conf = '', locations = '';
    for (const [name, [, paths]] of Object.entries(this.kinds)) {
      const id = name.replace(/\W/g, '_');
      const bytes = await this.size(paths);
      conf += `upstream big_${id} { server unix:${await this.trivial(id, bytes)}; keepalive 32; }\n`;
      locations += `location = /trivial/${id} { fastcgi_pass big_${id}; include ${params}; include ${site.file}; }\n`;
      this.kinds[name].push(id, bytes);
    }
    await world.procs[`web-${site.name}`].stop();
    const port = await freePort();
    site.extra = path.join(this.dir, 'extra.conf');
    fs.writeFileSync(site.extra, `${conf}server { listen 127.0.0.1:${port} backlog=4096;\n${locations}` +
      `location / { fastcgi_pass souk_storefront; include ${params}; include ${site.file}; } }\n`);
    await world.startWeb(site);
    this.bench = `http://127.0.0.1:${port}`;
    await until(() => bodyBytes(`${this.bench}/api/storefront/products/product-7`).then(() => true, () => false),
      'the web server answers');
  }

  async load() {
    for (let i = 0; i < rounds; i++) {
      for (const [name, [, paths, id]] of Object.entries(this.kinds)) {
        this.note(`trivial ${name}`, await wrk(`${this.bench}/trivial/${id}`));
        const before = cpu(this.pid);
        const result = await wrk(`${this.bench}/`, 'lines.lua',
          [this.file(`paths-${id}`, paths), String(wrkThreads)], { threads: wrkThreads });
        result.cpuMicros = (cpu(this.pid) - before) * 1e6 / (result.rps * seconds);
        this.note(name, result);
      }
      const [, paths, id] = this.kinds.search;
      this.note('few', await wrk(`${this.bench}/`, 'lines.lua', [this.file(`paths-${id}`, paths), '2'],
        { threads: 2, c: fewClients }));
    }
    this.restLoaded = residentMib(this.pid);
  }

  /** What is shown of product-7 is another version. */
  async edit(version) {
    await this.sql(`START TRANSACTION;
      UPDATE site_counters SET value = value + 1 WHERE name = 'catalogue_revision';
      UPDATE products SET version = '${version}', catalogue_revision = (SELECT value FROM site_counters
        WHERE name = 'catalogue_revision') WHERE slug = 'product-7'; COMMIT`);
    const began = performance.now();
    await until(async () => (await (await fetch(`${this.origin}/api/storefront/products/product-7`)).json())
      .version === version, 'the edit is served', 60000);
    return performance.now() - began;
  }

  /** A client that asks one thing after another and remembers how long each took. */
  client(seen) {
    const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
    const pick = random(seen.seed++);
    const ask = () => new Promise((resolve, reject) => {
      const began = performance.now();
      http.get(`${this.bench}/api/storefront/products/${this.slugs[pick(this.slugs.length)]}`, { agent }, (answer) => {
        answer.resume();
        answer.on('end', () => {
          const ms = performance.now() - began;
          seen.all.push(ms);
          if (ms > seen.slowest) Object.assign(seen, { slowest: ms, at: (began - seen.began) / 1000 });
          resolve();
        });
      }).on('error', reject);
    });
    return (async () => {
      while (!seen.stop) await ask();
      agent.destroy();
    })();
  }

  /** What the log has gained; only what is new is read: whoever watches must not be in the way. */
  logged() {
    const file = fs.openSync(this.world.path('storefront.log'), 'r');
    const bytes = Buffer.alloc(fs.fstatSync(file).size - this.logRead);
    this.logRead += fs.readSync(file, bytes, 0, bytes.length, this.logRead);
    fs.closeSync(file);
    return bytes.toString('latin1');
  }

  /** How many bases the log tells of, and the slowest answer that it has. */
  builds() {
    const text = this.logged();
    for (const [, ms] of text.matchAll(/ status=200 ms=([\d.]+) /g))
      this.ownSlowest = Math.max(this.ownSlowest, Number(ms));
    return (this.built += (text.match(/catalogue built/g) ?? []).length);
  }

  /** The slowest answers to two clients for as long as fn takes. */
  async watch(fn) {
    const seen = { stop: false, seed: 1, all: [], slowest: 0, at: 0, began: performance.now() };
    const clients = [this.client(seen), this.client(seen)];
    await fn(() => (performance.now() - seen.began) / 1000);
    seen.stop = true;
    await Promise.all(clients);
    seen.all.sort((a, b) => a - b);
    return { slowest: seen.slowest, at: seen.at, p999: seen.all[Math.floor(seen.all.length * 0.999)] };
  }

  async swap() {
    this.quiet = await this.watch(() => new Promise((resolve) => { setTimeout(resolve, 3000); }));
    const before = this.builds();
    this.ownSlowest = 0;
    fs.writeFileSync(`/proc/${this.pid}/clear_refs`, '5');
    this.swapping = await this.watch(async (now) => {
      await this.sql(`START TRANSACTION;
        UPDATE site_counters SET value = value + 1 WHERE name = 'catalogue_revision';
        UPDATE products SET version = 'all', catalogue_revision = (SELECT value FROM site_counters
          WHERE name = 'catalogue_revision') ORDER BY product_id LIMIT ${Math.ceil(this.products / 80)}; COMMIT`);
      this.changed = now();
      await until(async () => this.builds() > before, 'a new base is taken over', 600000);
      this.shown = now();
      await new Promise((resolve) => { setTimeout(resolve, 2000); });
      this.builds();
    });
    this.peak = Number(/VmHWM:\s+(\d+)/.exec(fs.readFileSync(`/proc/${this.pid}/status`, 'utf8'))[1]) / 1024;
  }

  async stop() {
    for (const proc of this.procs) await proc.stop();
    await this.world?.stop();
    fs.rmSync(this.dir, { recursive: true, force: true });
  }
}

function line(...cells) {
  console.log(cells.map((c, i) => (i === 0 ? String(c).padEnd(40) : String(c).padStart(14))).join(''));
}

function print(big) {
  const t = targets[big.products] ?? {}, p = big.inProcess;
  const row = (name, value, digits, target) =>
    line(name, value.toFixed(digits), target === undefined || target === null ? '' : target);
  console.log('');
  line(`${big.products} products`, 'measured', 'target');
  row('base built, s', p.build_s, 2, t.build && `<= ${t.build}`);
  row('of it CPU of the builder, s', p.build_cpu_s, 2);
  row('start to first answer, s', big.startSeconds, 2, t.start && `<= ${t.start}`);
  row('memory at rest, MiB', big.rest, 1, t.rest && `<= ${t.rest}`);
  row('after the load, MiB', big.restLoaded, 1);
  row('peak during a swap, MiB', big.peak, 1, t.peak && `<= ${t.peak}`);
  row('slowest answer during a swap, ms', big.swapping.slowest, 1, '<= 50');
  row('99.9 % of them, ms', big.swapping.p999, 1);
  row('the slowest by the log of the responder, ms', big.ownSlowest, 1);
  row('it was asked for after, s', big.swapping.at, 1);
  row('the change was stored after, s', big.changed, 1);
  row('the new base was built after, s', big.shown, 1);
  row('slowest answer without one, ms', big.quiet.slowest, 1);
  row('an edit is served after, ms', big.editMs, 0, '<= 2000');
  for (const [name, m] of Object.entries(p)) {
    if (m.mean_us === undefined) continue;
    row(`${name}: CPU in process, us (mean)`, m.mean_us, 1,
      name.startsWith('search') && t.search ? `<= ${t.search}` : undefined);
    row(`${name}: 99 %, us`, m.p99_us, 1);
  }
  row(`search to ${fewClients} clients: p99 through nginx, ms`, median(big.rows.few.map((r) => r.p99)), 1,
    t.p99 && `<= ${t.p99}`);
  line('', 'a second', 'p99 ms', 'not 2xx', 'CPU us', 'bytes', 'ratio', 'target');
  for (const [name, [target, , , bytes]] of Object.entries(big.kinds)) {
    const results = big.rows[name];
    line(name, big.rate(name).toFixed(0), median(results.map((r) => r.p99)).toFixed(1),
      results.reduce((n, r) => n + r.failed, 0), median(results.map((r) => r.cpuMicros)).toFixed(0), bytes,
      (big.rate(name) / big.rate(`trivial ${name}`)).toFixed(2), target && t.ratio ? `>= ${target}` : '');
  }
}

const report = {};
for (const products of sizes) {
  const big = new Big(products);
  try {
    await big.start();
    await big.restart();
    await big.paths();
    await big.serve();
    await big.load();
    big.editMs = median([await big.edit('a'), await big.edit('b'), await big.edit('c')]);
    await big.swap();
    print(big);
    report[products] = { inProcess: big.inProcess, startSeconds: big.startSeconds, rest: big.rest, peak: big.peak,
      swapping: big.swapping, quiet: big.quiet, editMs: big.editMs, rows: big.rows };
  } catch (error) {
    console.error(error, big.world?.logs?.(20) ?? '');
    process.exitCode = 1;
  } finally {
    await big.stop();
  }
}
fs.writeFileSync('bench-big.json', JSON.stringify(report, null, '\t') + '\n');
