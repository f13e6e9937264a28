// A whole Souk in a folder of its own: MariaDB, sites, responders, worker,
// test payment provider, mail sink and one web server a site, all on
// loopback.  `await using world = await World.start({...})` ends it.
import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { catalogue } from './catalogue.mjs';
import { Client } from './http.mjs';
import { installLocales } from './locale.mjs';
import { accepts, freePort, mustRun, Proc, run, until } from './proc.mjs';
import { KilledAtCall, killer } from './syscall-kill.mjs';
import { SmsSink } from './sms.mjs';
import { MailSink } from './smtp.mjs';

export const top = process.env.TOP_SRCDIR
  ?? path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
export const build = process.env.TOP_BUILDDIR ?? top;
export const servers = ['nginx', 'apache-proxy', 'apache-fcgid'];

const webUser = process.getuid() === 0 ? 'www-data' : null;
const programs = {
  storefront: 'src/storefront/souk-storefront', checkout: 'src/checkout/souk-checkout',
  offers: 'src/offers/souk-offers', billing: 'src/billing/souk-billing',
  worker: 'src/worker/souk-worker', sandbox: 'src/sandbox/souk-sandbox', ctl: 'src/ctl/soukctl',
};
process.env.PATH = `${process.env.PATH}:/usr/sbin:/usr/local/sbin`;
// Of programs built with the leak checker.
process.env.LSAN_OPTIONS ??= `suppressions=${path.join(top, 'tests/data/lsan.supp')}:print_suppressions=0`;

/** Why a test that lets programs die is skipped; '' in a build that can. */
export async function noFaults() {
  const { stdout } = await mustRun(path.join(build, programs.worker), ['--help']);
  return stdout.includes('--crash-at') ? '' : 'no fault injection: configure with --enable-debug';
}

export class World {
  /**
   * server: one of `servers`, or null for none; base: '' or '/shop'; sites:
   * their names; params(site): more SOUK_ parameters, null drops one;
   * products: how many; own: a MariaDB of its own, to be killed, with a
   * bufferPool of that size; flags: more
   * flags by program; worker: false leaves it to world.work(); installed: the
   * pages as make install lays them out, not as they lie in www/; locales:
   * which of locale.mjs it also speaks; sandboxPort: where the test provider
   * is to listen; mail: a MailSink of its own; dbFlags: more for a MariaDB of
   * its own; accessLog: the web server writes one; clock: every program
   * goes by the test clock, which at() sets (not under apache-fcgid).
   */
  static async start(options = {}) {
    const world = new World(options);
    try {
      await world.#start();
    } catch (error) {
      await world.stop();
      throw error;
    }
    return world;
  }

  constructor({ server = 'nginx', base = '', sites = ['alpha'], params = () => ({}),
    products = 12, own = false, flags = {}, worker = true, data = null, installed = false,
    bufferPool = '64M', locales = [], sandboxPort = null, mail = null, dbFlags = [], accessLog = false, clock = false } = {}) {
    Object.assign(this, { server, base, params, products, own, flags, data, installed, bufferPool, locales, sandboxPort,
      mail, dbFlags, accessLog,
      wantWorker: worker });
    this.dir = fs.mkdtempSync(path.join(os.tmpdir(), 'souk-'));
    fs.chmodSync(this.dir, 0o755);
    this.bin = path.join(this.dir, 'bin');
    this.www = path.join(this.dir, 'www');
    this.letters = locales.length ? path.join(this.dir, 'mail') : path.join(top, 'share/mail');
    this.run = path.join(this.dir, 'run');
    this.clock = clock ? path.join(this.dir, 'clock') : null;
    this.names = sites;
    this.sites = {};
    this.procs = {};
  }

  async #start() {
    fs.mkdirSync(this.bin);
    fs.mkdirSync(this.run);
    if (this.clock) this.at(0);
    // The web server's user must reach pages and programs, wherever the
    // checkout lies.
    fs.cpSync(path.join(top, 'sql/demo/legal'), path.join(this.dir, 'legal'), { recursive: true });
    if (this.installed) {
      const esbuild = await run('sh', ['-c', 'command -v esbuild']);
      await mustRun(path.join(top, 'scripts/install-www'), [this.www, '0.1.0', esbuild.stdout.trim()]);
    } else {
      fs.cpSync(path.join(top, 'www'), this.www, { recursive: true });
    }
    if (this.locales.length) {
      fs.cpSync(path.join(top, 'share/mail'), this.letters, { recursive: true });
      installLocales(this.locales, this.www, this.letters);
    }
    for (const file of Object.values(programs)) {
      fs.copyFileSync(path.join(build, file), path.join(this.bin, path.basename(file)));
    }
    await this.startDatabase();
    this.mail ??= await MailSink.start();
    this.sms = await SmsSink.start();
    await this.startSandbox();
    for (const name of this.names) await this.#makeSite(name);
    if (this.server !== 'apache-fcgid') {
      await Promise.all(['storefront', 'checkout', 'offers', 'billing'].map((name) => this.startResponder(name)));
    }
    if (this.wantWorker) await this.startWorker();
    for (const site of Object.values(this.sites)) await this.startWeb(site);
  }

  path(name) { return path.join(this.dir, name); }
  get #clockFlags() { return this.clock ? ['--clock', this.clock] : []; }

  /** Sets the test clock so many days ahead of the machine's; the time it is then. */
  at(days) {
    this.aheadMs = Math.round(days * 86_400) * 1000;
    fs.writeFileSync(`${this.clock}.new`, `${this.aheadMs / 1000}\n`);
    fs.renameSync(`${this.clock}.new`, this.clock);
    return this.now;
  }

  get now() { return new Date(Date.now() + (this.aheadMs ?? 0)); }

  program(name) { return path.join(this.bin, path.basename(programs[name])); }
  get site() { return this.sites[this.names[0]]; }
  get client() { return this.site.client(); }
  socket(responder) { return path.join(this.run, `${responder}.sock`); }

  #proc(name, file, args, { Kind = Proc, ...options } = {}) {
    this.procs[name] = new Kind(name, file, args, { log: this.path(`${name}.log`), ...options });
    return this.procs[name];
  }

  // --- database ---------------------------------------------------------

  async startDatabase() {
    if (!this.own) {
      const shared = await mustRun('sh', [path.join(top, 'tests/lib/mariadb.sh')]);
      this.dbSocket = shared.stdout.trim();
      return;
    }
    const data = this.path('db');
    const tmp = this.path('db-tmp');
    fs.mkdirSync(tmp, { recursive: true });
    if (!fs.existsSync(data)) {
      await mustRun('mariadb-install-db', ['--no-defaults', '--force', `--datadir=${data}`, `--tmpdir=${tmp}`,
        '--auth-root-authentication-method=normal', '--skip-test-db', `--user=${os.userInfo().username}`]);
    }
    this.dbSocket = this.path('db.sock');
    await this.#proc('mariadb', 'mariadbd', ['--no-defaults', `--user=${os.userInfo().username}`,
      `--datadir=${data}`, `--tmpdir=${tmp}`, `--socket=${this.dbSocket}`, '--skip-networking',
      '--innodb-flush-log-at-trx-commit=1', `--innodb-buffer-pool-size=${this.bufferPool}`,
      '--innodb-log-file-size=32M', ...this.dbFlags]).ready(() => accepts({ path: this.dbSocket }));
  }

  /** Rows of a query as the server's root, each an array of texts. */
  async sql(site, text) {
    const { stdout } = await mustRun('mariadb', ['--no-defaults', '--user=root',
      `--socket=${this.dbSocket}`, '--batch', '--skip-column-names', site.database, '-e', text]);
    return stdout.split('\n').filter(Boolean).map((line) => line.split('\t'));
  }

  // --- sites ------------------------------------------------------------

  async #makeSite(name) {
    const site = new Site(this, name);
    site.port = await freePort();
    this.sites[name] = site;
    fs.mkdirSync(site.dir);
    site.write();
    fs.writeFileSync(path.join(site.dir, 'sms.password'), 'sms-secret\n', { mode: 0o600 });
    fs.writeFileSync(path.join(site.dir, 'db.password'), `${randomUUID()}\n`, { mode: 0o600 });
    await this.ctl(site, 'keygen');
    if (this.server === 'apache-fcgid' && webUser) await this.#give(site);
    await this.ctl(site, 'setup');
    const file = this.data ?? path.join(site.dir, 'catalogue.json');
    if (!this.data) fs.writeFileSync(file, JSON.stringify(catalogue(this.products)));
    await this.ctl(site, 'import', file);
  }

  // mod_fcgid runs the responders as the web server's user, who must own
  // what nobody else may read.
  async #give(site) {
    await mustRun('chown', ['-R', `${webUser}:`, site.dir, this.secret]);
  }

  /** Where no worker runs of itself nothing is sealed of itself, and what was sealed at once may be old by a clock that jumps. */
  ctl(site, ...args) {
    if (args[0] === 'verify' && (this.clock || !this.wantWorker)) args.push('--unsealed');
    return mustRun(this.program('ctl'), [...this.#clockFlags, '--site', site.file, '--sql', path.join(top, 'sql'), ...args]);
  }

  tryCtl(site, ...args) {
    return run(this.program('ctl'), [...this.#clockFlags, '--site', site.file, '--sql', path.join(top, 'sql'), ...args]);
  }

  // --- programs ---------------------------------------------------------

  get #siteFlags() {
    return Object.values(this.sites).flatMap((site) => ['--site', site.file]);
  }

  /** Kind: KilledAtCall, to be ended at a system call. */
  async startResponder(name, extra = [], Kind = Proc) {
    const socket = this.socket(name);
    const flags = ['--listen', `unix:${socket}`, ...this.#siteFlags, '--www', this.www,
      '--rate', '0', ...await peers(), ...this.#clockFlags, ...(this.flags[name] ?? []), ...extra];
    // The socket is for its group, which is the web server's.
    return (webUser
      ? this.#proc(name, 'setpriv', ['--regid', webUser, '--clear-groups', this.program(name), ...flags], { Kind })
      : this.#proc(name, this.program(name), flags, { Kind }))
      .ready(() => accepts({ path: socket }));
  }

  startWorker(extra = []) {
    return this.#proc('worker', this.program('worker'),
      [...this.#workerFlags, ...extra]);
  }

  get #workerFlags() {
    return [...this.#siteFlags, '--www', this.www, '--mail', this.letters,
      '--bills', path.join(top, 'share/bill'),
      '--interval', '100', ...this.#clockFlags, ...(this.flags.worker ?? [])];
  }

  /** One round of the worker for all that is due. */
  work(...extra) {
    return mustRun(this.program('worker'), [...this.#workerFlags, '--once', ...extra]);
  }

  /** The same, when it may fail or be killed: { code } or { signal }. */
  async tryWork(...extra) {
    return this.#proc('worker-once', this.program('worker'), [...this.#workerFlags, '--once', ...extra]).exited;
  }

  /** The same, ended at its n-th system call since it asked for the database; false: there were fewer. */
  async workUntilCall(n) { return (await this.#workKilled(['--at', String(n)])).killed; }

  /** The same, counted since it sent these words of SQL: { killed, calls }. */
  async workUntilCallSince(words, n) {
    const ended = await this.#workKilled(['--at', String(n), '--from', words]);
    if (!ended.calls) throw new Error(`the worker never asked: ${words}`);
    return ended;
  }

  async #workKilled(when) {
    const { stdout } = await mustRun(killer, [...when, this.program('worker'), ...this.#workerFlags, '--once'],
      { env: { ...process.env, ...KilledAtCall.env } });
    const [word, calls] = stdout.split(' ');
    return { killed: word === 'killed', calls: Number(calls) };
  }

  async startSandbox() {
    this.sandboxPort ??= await freePort();
    this.sandboxOrigin = `http://127.0.0.1:${this.sandboxPort}`;
    this.secret = this.path('sandbox.secret');
    if (!fs.existsSync(this.secret)) {
      fs.writeFileSync(this.secret, `${'5a'.repeat(32)}\n`, { mode: 0o600 });
    }
    return this.#proc('sandbox', this.program('sandbox'), ['--listen', `127.0.0.1:${this.sandboxPort}`,
      '--book', this.path('sandbox.book'), '--secret-file', this.secret,
      '--public-url', this.sandboxOrigin, '--late', '2', '--pending', '2', '--silence', '4', ...this.#clockFlags, ...(this.flags.sandbox ?? [])])
      .ready(() => accepts({ port: this.sandboxPort }));
  }

  async startWeb(site) {
    if (!this.server) return null;
    const { stdout } = await mustRun(path.join(top, 'scripts/web-conf'), [this.server,
      '--dir', site.dir, '--run', this.run, '--port', String(site.port), '--site', site.file,
      '--www', this.www, '--data', site.data, '--sbin', this.bin,
      ...(this.base ? ['--base', this.base] : []), ...(site.extra ? ['--extra', site.extra] : [])]);
    const file = stdout.trim();
    if (this.accessLog) logAccess(file, path.join(site.dir, 'access.log'));
    // ASan's shared runtime is found by the programs, not by Apache.
    // Told to end while it starts, Apache leaves mod_fcgid's process manager
    // behind, which then reads the end of its pipe for ever.
    const proc = this.server === 'nginx'
      ? this.#proc(`web-${site.name}`, 'nginx', ['-c', file, '-p', site.dir])
      : this.#proc(`web-${site.name}`, 'apache2', ['-D', 'FOREGROUND', '-f', file, '-d', site.dir], { group: true });
    return proc.ready(() => accepts({ port: site.port }));
  }

  // --- end --------------------------------------------------------------

  async stop() {
    await Promise.all(Object.keys(this.procs).filter((name) => name !== 'mariadb').map((name) => this.procs[name].stop()));
    for (const site of Object.values(this.sites)) site.close();
    await this.mail?.stop();
    await this.sms?.stop();
    if (this.dbSocket && !this.own) {
      for (const site of Object.values(this.sites)) {
        await run('mariadb', ['--no-defaults', '--user=root', `--socket=${this.dbSocket}`, '-e',
          `DROP DATABASE IF EXISTS ${site.database}; DROP USER IF EXISTS ${site.database}@localhost`]);
      }
    }
    await this.procs.mariadb?.stop();
    if (process.env.SOUK_KEEP) console.error(`# kept: ${this.dir}`);
    else fs.rmSync(this.dir, { recursive: true, force: true });
  }

  [Symbol.asyncDispose ?? Symbol.for('asyncDispose')]() { return this.stop(); }

  /** The end of every log, for a failing test's message. */
  logs(lines = 15) {
    return Object.values(this.procs).map((proc) =>
      `--- ${proc.name}\n${proc.output().split('\n').slice(-lines).join('\n')}`).join('\n');
  }
}

async function peers() {
  if (!webUser) return [];
  const { stdout } = await mustRun('id', ['-u', webUser]);
  return ['--peer-uid', stdout.trim()];
}

/** Each request's line, as hosts keep them by default. */
function logAccess(file, log) {
  const text = fs.readFileSync(file, 'utf8');
  fs.writeFileSync(file, text.includes('access_log off;') ? text.replace('access_log off;', `access_log ${log};`)
    : `${text}CustomLog "${log}" "%h %t \\"%r\\" %>s \\"%{Referer}i\\" \\"%{User-Agent}i\\""\n`);
}

let count = 0;

export class Site {
  constructor(world, name) {
    this.world = world;
    this.name = name;
    this.dir = path.join(world.dir, name);
    this.data = path.join(this.dir, 'data');
    this.file = path.join(this.dir, 'site.conf');
    this.database = `t${process.pid}_${++count}`;
    this.clients = [];
  }

  get origin() { return `http://127.0.0.1:${this.port}`; }
  get url() { return this.origin + this.world.base; }

  get params() {
    const { world } = this;
    const all = {
      SITE: this.name, NAME: `Shop ${this.name}`, PUBLIC_URL: this.url,
      LEGAL_DIR: path.join(world.dir, 'legal'), LOCALES: ['en', 'zh-CN', ...world.locales].join(),
      CURRENCY: 'USD', CURRENCIES: 'USD,EUR', COUNTRY: 'DE',
      SUPPORT_EMAIL: 'help@shop.example', LEGAL_ENTITY: 'Shop Ltd',
      LEGAL_ADDRESS: '1 Market Street, Springfield', TAX_NUMBER: 'DE123456789',
      DB_SOCKET: world.dbSocket, DB_NAME: this.database, DB_USER: this.database,
      DB_PASSWORD_FILE: path.join(this.dir, 'db.password'),
      SECRET_FILE: path.join(this.dir, 'keys'),
      PAYMENT: 'sandbox', SANDBOX_URL: world.sandboxOrigin, SANDBOX_SECRET_FILE: world.secret,
      MAIL_URL: `smtp://127.0.0.1:${world.mail.port}`, MAIL_FROM: 'shop@shop.example',
      SMS_URL: world.sms.url, SMS_PASSWORD_FILE: path.join(this.dir, 'sms.password'),
      PROVISION: 'demo', DATA_DIR: this.data, TOTP: 'optional',
      ...world.params(this),
    };
    return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== null)
      .map(([name, value]) => [`SOUK_${name}`, String(value)]));
  }

  /** Writes the site's file in the syntax of the world's web server. */
  write(params = this.params) {
    const nginx = !this.world.server?.startsWith('apache');
    const lines = Object.entries(params).map(([name, value]) => (nginx
      ? `fastcgi_param ${name} "${value}";` : `SetEnv ${name} "${value}"`));
    fs.mkdirSync(this.data, { recursive: true });
    fs.writeFileSync(this.file, `${lines.join('\n')}\n`, { mode: 0o644 });
  }

  /** A new browser profile. */
  client() {
    const client = new Client(this.origin, { base: this.world.base });
    this.clients.push(client);
    return client;
  }

  close() { for (const client of this.clients) client.close(); }
}

export { accepts, freePort, mustRun, run, until };
