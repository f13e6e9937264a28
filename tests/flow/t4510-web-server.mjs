// What the web server itself answers: odd paths and methods, its own errors,
// and the security headers exactly once on each kind of answer (X7).
import assert from 'node:assert/strict';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { setup, story } from '../lib/story.mjs';

/** One exchange as bytes: nothing between a test and the server mends it. */
function exchange(site, bytes) {
  return new Promise((resolve, reject) => {
    const socket = net.connect({ host: '127.0.0.1', port: site.port });
    let text = '';
    socket.setTimeout(20000, () => socket.destroy(new Error('no answer')));
    socket.on('data', (chunk) => { text += chunk.toString('latin1'); });
    socket.on('error', (error) => (text ? resolve(answer(text)) : reject(error)));
    socket.on('close', () => resolve(answer(text)));
    socket.write(Buffer.from(bytes, 'latin1'));
  });
}

function answer(text) {
  const at = text.indexOf('\r\n\r\n');
  const lines = text.slice(0, at).split('\r\n');
  return { status: Number(lines[0].split(' ')[1]), lines: lines.slice(1), body: text.slice(at + 4),
    all: (name) => lines.slice(1).filter((line) => line.toLowerCase().startsWith(`${name}:`)) };
}

function ask(world, target, { method = 'GET', headers = {}, body = '' } = {}) {
  const { site, base } = world;
  const all = { Host: `127.0.0.1:${site.port}`, Connection: 'close', ...(body || method !== 'GET' ? { 'Content-Length': body.length } : {}), ...headers };
  return exchange(site, `${method} ${base}${target} HTTP/1.1\r\n${Object.entries(all).map(([n, v]) => `${n}: ${v}\r\n`).join('')}\r\n${body}`);
}

const secured = ['content-security-policy', 'x-content-type-options', 'referrer-policy'];

function mustBeSecured(got, what) {
  for (const name of secured) assert.equal(got.all(name).length, 1, `${name} on ${what} (${got.status})`);
  assert.ok(got.lines.every((line) => /^[\w-]+: ?/.test(line) && !/[\r\n]/.test(line)), `${what}: ${JSON.stringify(got.lines)}`);
}

story('web server', setup(), (step) => {
  const kinds = {
    'a public page': ['/', 200], 'a shell': ['/sign-in/', 200], 'a shell\'s id': ['/my/orders/x', 200], 'an asset': ['/assets/css/souk.css', 200],
    'the theme': ['/theme/theme.css', 200], 'the interface\'s description': ['/api/openapi.yaml', 200], 'JSON': ['/api/storefront/site', 200],
    'a problem of ours': ['/api/checkout/orders', 401], 'a product that is none': ['/p/none', 404], 'a path that is none': ['/nope', 404],
    'a folder': ['/assets/css/', [403, 404]], 'a responder that is none': ['/api/offers/x', 404], 'a way without its slash': ['/sign-in', 301],
    'media that is none': ['/media/none.svg', 404],
  };
  for (const [name, [target, status]] of Object.entries(kinds)) {
    step(`${name} has each security header once`, async (world) => {
      for (const method of ['GET', 'HEAD']) {
        const got = await ask(world, target, { method });
        assert.ok([status].flat().includes(got.status), `${method} ${target}: ${got.status}`);
        mustBeSecured(got, `${method} ${target}`);
        if (method === 'HEAD') assert.equal(got.body, '');
      }
    });
  }

  step('so have 413, 416, 304 and a logo', async (world) => {
    mustBeSecured(await ask(world, '/api/checkout/quotes', { method: 'POST', body: `"${'x'.repeat(70000)}"`,
      headers: { Origin: world.site.origin, 'Content-Type': 'application/json' } }), '413');
    const ranged = await ask(world, '/assets/css/souk.css', { headers: { Range: 'bytes=99999999-' } });
    assert.ok([200, 416].includes(ranged.status), `${ranged.status}`);
    mustBeSecured(ranged, '416');
    const whole = await ask(world, '/api/storefront/site');
    const again = await ask(world, '/api/storefront/site', { headers: { 'If-None-Match': whole.all('etag')[0].slice(6) } });
    assert.equal(again.status, 304);
    mustBeSecured(again, '304');
    fs.mkdirSync(path.join(world.site.data, 'media'), { recursive: true });
    fs.writeFileSync(path.join(world.site.data, 'media', 'a.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>', { mode: 0o644 });
    const logo = await ask(world, '/media/a.svg');
    assert.equal(logo.status, 200);
    mustBeSecured(logo, 'a logo');
    assert.match(logo.all('content-security-policy')[0], /sandbox/);
  });

  step('a line end in a path comes back in no header', async (world) => {
    for (const target of ['/sign-in%0a', '/sign-in%0d%0aX-Evil:1', '/my/orders%0a?X-Evil:1', '/sign-in/%0a', '/sign-in/x%0a', '/search?lang=%0d%0aX-Evil:%201',
      '/p/x%0d%0aX-Evil:%201', '/sign-in?%0d%0aX-Evil:%201']) {
      const got = await ask(world, target);
      assert.ok(got.status >= 200 && got.status < 500, `${target}: ${got.status}`);
      assert.ok(got.lines.every((line) => /^[\w-]+: ?[^\n\r]*$/.test(line) && !/^x-evil/i.test(line)), JSON.stringify(got.lines));
    }
  });

  step('a redirect stays here, whatever Host says', async (world) => {
    for (const headers of [{}, { Host: 'evil.example' }]) {
      const got = await ask(world, '/sign-in?a=b', { headers });
      assert.equal(got.status, 301);
      const to = new URL(got.all('location')[0].slice(10), world.site.origin);
      assert.equal(to.origin, world.site.origin);
      assert.equal(to.pathname + to.search, `${world.base}/sign-in/?a=b`);
    }
    const page = await ask(world, '/p/lumen-gallery', { headers: { Host: 'evil.example' } });
    assert.ok(!page.body.includes('evil.example'));
  });

  step('paths that would lead out lead nowhere', async (world) => {
    for (const target of ['/../etc/passwd', '/%2e%2e/%2e%2e/etc/passwd', '/assets/../../../etc/passwd', '/media/../site.conf', '/media../site.conf', '/media/..%2fsite.conf',
      '/media/%2e%2e/site.conf', '/parts/header.html', '/parts/', '/site.conf', '/.git/config', '/.htaccess', '/sign-in/.htaccess', '/p/..%2f', '/p/%00', '/p/%c0%af',
      '/api/storefront//site', '/api/storefront/./site', '/api/storefront/x/../site', '/api/storefront/site%2f', '/API/storefront/site', '/P/lumen-gallery']) {
      const got = await ask(world, target);
      assert.ok([400, 403, 404].includes(got.status), `${target}: ${got.status}`);
      assert.doesNotMatch(got.body, /root:|SOUK_|Index of/, target);
    }
  });

  step('no method but the usual ones does anything', async (world) => {
    for (const target of ['/', '/sign-in/', '/assets/css/souk.css', '/api/storefront/site']) {
      for (const method of ['TRACE', 'CONNECT', 'PROPFIND', 'PUT', 'DELETE']) {
        const got = await ask(world, target, { method, headers: { Cookie: 'canary=7f3a' } });
        assert.ok([400, 403, 405, 501].includes(got.status), `${method} ${target}: ${got.status}`);
        assert.ok(!got.body.includes('7f3a'), `${method} ${target} gives the cookie back`);
      }
    }
  });

  step('two lengths, or a length and chunks, are never two requests', async (world) => {
    const { site, base } = world;
    const head = `POST ${base}/api/checkout/quotes HTTP/1.1\r\nHost: 127.0.0.1:${site.port}\r\nOrigin: ${site.origin}\r\nContent-Type: application/json\r\n`;
    const second = `GET ${base}/api/storefront/site HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`;
    for (const lengths of ['Content-Length: 2\r\nContent-Length: 3\r\n', 'Content-Length: 2\r\nTransfer-Encoding: chunked\r\n', 'Content-Length: +2\r\n', 'Transfer-Encoding: chunked, x\r\n']) {
      const got = await exchange(site, `${head}${lengths}\r\n0\r\n\r\n${second}`);
      assert.ok(got.status >= 400, `${JSON.stringify(lengths)}: ${got.status}`);
    }
  });
});
