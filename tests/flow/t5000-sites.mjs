// Two shops in one process: what is wrong with one does not touch the other.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { setup, story } from '../lib/story.mjs';
import { Buyer, expectStatus } from '../lib/shop.mjs';
import { freePort, mustRun, Proc, accepts, until } from '../lib/proc.mjs';

story('two sites', { ...setup(), sites: ['alpha', 'beta'], own: true }, (step) => {
  step('each has its own people, cookies and orders', async (world) => {
    const { alpha, beta } = world.sites;
    const a = await Buyer.ready(world, alpha);
    await a.placeOrder();
    assert.deepEqual(await world.sql(beta, 'SELECT COUNT(*) FROM orders'), [['0']]);
    const b = beta.client();
    b.cookies = new Map(a.client.cookies);
    assert.equal((await b.get('/api/storefront/session')).json.user, null);
    assert.equal(expectStatus(await alpha.client().get('/api/storefront/site'), 200).json.site, 'alpha');
    assert.equal(expectStatus(await beta.client().get('/api/storefront/site'), 200).json.site, 'beta');
  });

  step('many signing in at once stop neither shop\'s pages', async (world) => {
    const { alpha, beta } = world.sites;
    let going = true;
    const crowd = Array.from({ length: 24 }, async (_, i) => {
      const client = alpha.client();
      for (let n = 0; n < 4 && going; n++) {
        const answer = await client.post('/api/storefront/session', { email: `crowd${i}@buyer.example`, password: 'not this one, surely' });
        assert.ok([401, 503].includes(answer.status), `${answer.status}`);
      }
    });
    try {
      for (let i = 0; i < 40; i++) {
        expectStatus(await alpha.client().get('/p/lumen-gallery'), 200, `page ${i}`);
        expectStatus(await beta.client().get('/p/lumen-gallery'), 200, `page ${i}`);
      }
    } finally {
      going = false;
      await Promise.all(crowd);
    }
  });

  const wrong = {
    'an unknown parameter': ['COLOUR', 'red'],
    'a currency that is none': ['CURRENCY', 'EURO'],
    'a number that is none': ['BILL_TERM_DAYS', 'soon'],
    'a public URL without TLS': ['PUBLIC_URL', 'http://shop.example'],
    'a provider that is none': ['PAYMENT', 'cash'],
  };
  for (const [name, [parameter, value]] of Object.entries(wrong)) {
    step(`${name} stops that site alone, and the log names it`, async (world) => {
      const { alpha, beta } = world.sites;
      const params = beta.params;
      beta.write({ ...params, [`SOUK_${parameter}`]: value });
      await world.procs['web-beta'].stop();
      await world.startWeb(beta);
      // Until the file is read again the request merely differs from it.
      const page = await until(async () => {
        const answer = await beta.client().get('/');
        return answer.status === 503 && /misconfigured/i.test(answer.text) && answer;
      }, 'beta says that it is misconfigured');
      assert.ok(!page.text.includes(value) || value.length < 4, 'nothing internal leaks');
      expectStatus(await alpha.client().get('/'), 200);
      await until(() => new RegExp(`SOUK_${parameter}`).test(world.procs.storefront.output()), 'the log names it');
      const check = await world.tryCtl(beta, 'check');
      assert.equal(check.code, 1);
      assert.match(check.stdout + check.stderr, new RegExp(`site\\.conf:\\d+.*SOUK_${parameter}`));
      beta.write(params);
      await world.procs['web-beta'].stop();
      await world.startWeb(beta);
      await until(async () => (await beta.client().get('/')).status === 200, 'beta is back');
    });
  }

  step('parameters that differ from the listed file are refused', async (world) => {
    // As a tenant could who may write web server settings for a folder.
    const { alpha, beta } = world.sites;
    const stolen = path.join(world.dir, 'tenant.conf');
    const port = await freePort();
    const real = { file: beta.file, port: beta.port };
    const params = { ...beta.params, SOUK_DB_NAME: alpha.database, SOUK_DB_USER: alpha.database,
      SOUK_DB_PASSWORD_FILE: alpha.params.SOUK_DB_PASSWORD_FILE };
    beta.file = stolen;
    beta.write(params);
    beta.port = port;
    const web = world.procs['web-beta'];
    await web.stop();
    await world.startWeb(beta);
    expectStatus(await beta.client().get('/api/storefront/site'), 503);
    expectStatus(await beta.client().get('/'), 503);
    await world.procs['web-beta'].stop();
    Object.assign(beta, real);
    await world.startWeb(beta);
    await until(async () => (await beta.client().get('/')).status === 200, 'beta is back');
  });

  step('a tenant\'s .htaccess that names the shared socket gets 503', async (world, t) => {
    if (!fs.existsSync('/usr/lib/apache2/modules/mod_proxy_fcgi.so')) return t.skip('mod_proxy_fcgi not found');
    const { alpha } = world.sites;
    const dir = path.join(world.dir, 'tenant');
    const docs = path.join(dir, 'docs');
    fs.mkdirSync(path.join(dir, 'tmp'), { recursive: true });
    fs.mkdirSync(docs);
    const stolen = { ...alpha.params, SOUK_PAYMENT: 'none' };
    fs.writeFileSync(path.join(docs, '.htaccess'), [
      `SetHandler "proxy:unix:${world.socket('storefront')}|fcgi://souk/"`,
      ...Object.entries(stolen).map(([name, value]) => `SetEnv ${name} "${value}"`)].join('\n'));
    fs.writeFileSync(path.join(docs, 'x'), '');
    const port = await freePort();
    const user = process.getuid() === 0 ? 'User www-data\nGroup www-data\n' : '';
    fs.writeFileSync(path.join(dir, 'apache.conf'), `ServerName 127.0.0.1
Listen 127.0.0.1:${port}
PidFile ${dir}/pid
ErrorLog ${dir}/error.log
Mutex file:${dir}/tmp
DocumentRoot ${docs}
${user}${['mpm_event', 'authz_core', 'env', 'mime', 'unixd', 'proxy', 'proxy_fcgi']
    .filter((m) => fs.existsSync(`/usr/lib/apache2/modules/mod_${m}.so`))
    .map((m) => `LoadModule ${m}_module /usr/lib/apache2/modules/mod_${m}.so`).join('\n')}
TypesConfig /etc/mime.types
<Directory ${docs}>
Require all granted
AllowOverride All
</Directory>
`);
    if (process.getuid() === 0) await mustRun('chown', ['www-data', path.join(dir, 'tmp')]);
    const apache = new Proc('tenant', 'apache2', ['-D', 'FOREGROUND', '-f', path.join(dir, 'apache.conf')], { log: path.join(dir, 'log') });
    try {
      await apache.ready(() => accepts({ port }));
      const answer = await fetch(`http://127.0.0.1:${port}/x`);
      assert.equal(answer.status, 503);
      assert.match(world.procs.storefront.output(), /parameters|not served|differ/i);
    } finally {
      await apache.stop();
    }
  });

  step('with the database gone both say 503 and when to try again, and recover by themselves', async (world) => {
    const { alpha, beta } = world.sites;
    await world.procs.mariadb.kill('SIGKILL');
    const buyer = new Buyer(world, alpha);
    const answer = await buyer.client.post('/api/storefront/session', { email: buyer.email, password: 'x'.repeat(12) });
    expectStatus(answer, 503);
    assert.ok(Number(answer.headers['retry-after']) > 0);
    expectStatus(await beta.client().get('/api/checkout/readyz'), 503);
    // Pages of the catalogue need no database.
    expectStatus(await alpha.client().get('/p/lumen-gallery'), 200);
    await world.startDatabase();
    // Each responder has a pool a site, and each learns for itself that the database is back.
    for (const [name, site] of Object.entries({ alpha, beta })) {
      for (const responder of ['storefront', 'checkout']) {
        await until(async () => (await site.client().get(`/api/${responder}/readyz`)).status === 200, `${name}'s ${responder} recovers`);
      }
    }
    const again = await Buyer.ready(world, beta);
    await again.placeOrder();
  });
});
