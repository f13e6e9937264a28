// A seller's pictures: fitted and written anew, served so that they never run;
// and what is too large, damaged, a lie or a trap is refused with a sentence
// and leaves nothing behind (X7, X12).
import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import zlib from 'node:zlib';
import { Peer, record, begin, pairs, request, PARAMS, STDIN } from '../lib/fcgi.mjs';
import { chunk, measure, png, sample } from '../lib/picture.mjs';
import { mustRun, until } from '../lib/proc.mjs';
import { Buyer, expectProblem, expectStatus } from '../lib/shop.mjs';
import { setup, story } from '../lib/story.mjs';

const MIB = 1024 * 1024;
const shades = (x, y) => [x & 255, y & 255, (x * y) & 255];
const { server } = setup();
/** Behind mod_fcgid each responder has one thread and is Apache's. */
const ours = server !== 'apache-fcgid';
/** A responder shows its open files to root alone. */
const root = process.getuid() === 0;

story('media', setup(), (step) => {
  let seller, buyer;

  const send = (body, { type = 'image/png', kind = 'logo', who = seller, headers = {} } = {}) =>
    who.client.post(`/api/storefront/media?kind=${kind}`, body, { headers: { 'Content-Type': type, ...headers } });

  /** Every file below the site's media, and what else is in its folder. */
  const kept = (site) => fs.existsSync(path.join(site.data, 'media')) ? fs.readdirSync(path.join(site.data, 'media')).sort() : [];
  const temporary = (site) => fs.readdirSync(path.join(site.data, 'tmp'));

  /** How many files without a name the responder has open. */
  function nameless(world) {
    const folder = `/proc/${world.procs.storefront.child.pid}/fd`;
    return fs.readdirSync(folder).filter((fd) => {
      try {
        return fs.readlinkSync(path.join(folder, fd)).includes('/data/tmp/');
      } catch {
        return false;
      }
    }).length;
  }

  const nothingOpen = (world) => until(() => !ours || !root || nameless(world) === 0, 'the files are gone');

  /** A picture as it is served, with the headers that it must have. */
  async function served(url, type) {
    const answer = expectStatus(await buyer.client.get(url), 200, url);
    assert.equal(answer.headers['content-type'].split(';')[0], type);
    assert.equal(answer.headers['x-content-type-options'], 'nosniff');
    assert.match(answer.headers['cache-control'], /max-age=31536000, immutable/);
    assert.match(answer.headers['content-security-policy'], /default-src 'none'.*sandbox/);
    assert.doesNotMatch(answer.headers['content-security-policy'], /script-src|allow-scripts/);
    return answer.body;
  }

  /** What was kept is what was answered, under its own name. */
  async function expectKept(answer, width, height) {
    const { json } = expectStatus(answer, 201, 'picture');
    assert.deepEqual([json.width, json.height], [width, height]);
    assert.match(json.file, /^[0-9a-f]{64}\.(png|webp)$/);
    assert.equal(json.url, `/media/${json.file}`);
    const type = json.file.endsWith('.png') ? 'image/png' : 'image/webp';
    const bytes = await served(json.url, type);
    assert.equal(createHash('sha256').update(bytes).digest('hex'), json.file.slice(0, 64));
    assert.deepEqual(measure(bytes), { type, width, height });
    return { ...json, bytes };
  }

  step('a company that sells may send pictures', async (world) => {
    [seller, buyer] = [await Buyer.ready(world), await Buyer.ready(world)];
    expectProblem(await send(png(8, 8)), 403, 'forbidden');
    await world.sql(world.site, `UPDATE sellers SET company_id = (SELECT company_id FROM users
      WHERE email = '${seller.email}') WHERE slug = 'atelier'`);
    await expectKept(await send(png(8, 8, { pixel: shades })), 8, 8);
  });

  step('visitors, buyers and other sites\' pages may not', async (world) => {
    const before = kept(world.site);
    expectProblem(await send(png(8, 8), { who: { client: world.client } }), 401, 'unauthenticated');
    expectProblem(await send(png(8, 8), { who: buyer }), 403, 'forbidden');
    expectProblem(await send(png(8, 8), { headers: { 'X-Souk-CSRF': null } }), 403, 'csrf');
    expectProblem(await send(png(8, 8), { headers: { 'Sec-Fetch-Site': 'cross-site' } }), 403, 'csrf');
    const { errors } = expectProblem(await send(png(8, 8), { kind: 'poster' }), 422, 'invalid');
    assert.equal(errors[0].pointer, '/kind');
    assert.deepEqual(kept(world.site), before);
  });

  step('a logo is fitted, and nothing but its pixels goes on', async () => {
    const secret = chunk('tEXt', Buffer.from('Comment\0made at a secret place'));
    const picture = png(1000, 500, { alpha: true, more: [secret],
      pixel: (x, y) => [x < 500 ? 200 : 20, 40, 60, y < 250 ? 255 : 90] });
    const { bytes, thumbnail } = await expectKept(await send(picture), 512, 256);
    assert.ok(picture.includes('secret place'));
    assert.ok(!bytes.includes('secret'));
    assert.equal(thumbnail, null);
  });

  step('a screenshot has a thumbnail beside it', async () => {
    const { thumbnail, file } = await expectKept(await send(png(2400, 1200, { pixel: shades }), { kind: 'screenshot' }), 1600, 800);
    assert.equal(thumbnail, `/media/${file.slice(0, 64)}-480.webp`);
    assert.deepEqual(measure(await served(thumbnail, 'image/webp')), { type: 'image/webp', width: 480, height: 240 });
    const small = await expectKept(await send(png(300, 200, { pixel: shades }), { kind: 'screenshot' }), 300, 200);
    assert.equal(small.thumbnail, small.url);
  });

  step('photos are set upright; every usual kind is taken', async () => {
    await expectKept(await send(sample('jpeg-exif'), { type: 'image/jpeg' }), 30, 40);
    await expectKept(await send(sample('jpeg-cmyk'), { type: 'image/jpeg; charset=binary' }), 40, 30);
    await expectKept(await send(sample('jpeg-progressive'), { type: 'image/jpeg' }), 40, 30);
    await expectKept(await send(sample('webp-lossy-alpha'), { type: 'image/webp' }), 30, 20);
    await expectKept(await send(sample('png-grey-alpha-16')), 20, 10);
    await expectKept(await send(sample('png-palette')), 20, 10);
  });

  step('the same picture twice is one file and one row', async (world) => {
    const picture = png(40, 40, { pixel: shades });
    const first = await expectKept(await send(picture), 40, 40);
    const second = await expectKept(await send(picture), 40, 40);
    assert.equal(second.file, first.file);
    assert.deepEqual(await world.sql(world.site, `SELECT width, height, bytes FROM media WHERE file = '${first.file}'`),
      [['40', '40', String(first.bytes.length)]]);
  });

  step('ten megabytes are taken, a byte more is not', async (world) => {
    const noise = randomBytes(1700 * 3);
    const large = png(1700, 2040, { pixel: (x, y) => noise.subarray((x * 3 + y) % 5000, (x * 3 + y) % 5000 + 3), level: 0 });
    assert.ok(large.length > 9.9 * MIB && large.length <= 10 * MIB, String(large.length));
    await expectKept(await send(large, { kind: 'screenshot' }), 833, 1000);
    const before = kept(world.site);
    const answer = await send(Buffer.alloc(10 * MIB + 1));
    // mod_fcgid passes on what Apache cut off as a request without a body.
    if (ours) assert.deepEqual([answer.status, answer.json.code], [413, 'body_too_large']);
    else assert.ok([413, 422].includes(answer.status), answer.text);
    assert.deepEqual(kept(world.site), before);
  });

  step('fifty megapixels are refused at once, with size and limit', async () => {
    const picture = png(10000, 5000, { bits: true });
    const began = Date.now();
    const { detail } = expectProblem(await send(picture), 422, 'invalid');
    assert.ok(Date.now() - began < 2000);
    assert.match(detail, /10000 x 5000 pixels, 50\.0 megapixels; at most 24 megapixels and 12000 pixels a side/);
  });

  step('a hundred megabytes of text in a PNG are never unpacked', async () => {
    const bomb = chunk('zTXt', Buffer.concat([Buffer.from('Comment\0\0'), zlib.deflateSync(Buffer.alloc(100 * MIB), { level: 9 })]));
    await expectKept(await send(png(30, 20, { pixel: shades, more: Array(20).fill(bomb) })), 30, 20);
  });

  step('a file that lies about its type is refused naming both', async () => {
    const lie = expectProblem(await send(sample('jpeg-exif')), 415, 'media_type').detail;
    assert.match(lie, /says image\/png, but the file is a JPEG picture/);
    const svg = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(document.cookie)</script></svg>';
    assert.match(expectProblem(await send(Buffer.from(svg)), 415, 'media_type').detail, /says image\/png, but the file is an SVG drawing/);
    assert.match(expectProblem(await send(Buffer.from(svg), { type: 'image/svg+xml' }), 415, 'media_type').detail, /image\/png, image\/jpeg or image\/webp/);
    expectProblem(await send(Buffer.from('{}'), { type: 'application/json' }), 415, 'media_type');
    expectProblem(await send(Buffer.from('<html>'), { type: 'image/webp' }), 415, 'media_type');
    expectProblem(await send(Buffer.alloc(0)), 422, 'invalid');
  });

  step('damaged and animated files are refused with their reason', async (world) => {
    const before = kept(world.site);
    const whole = png(60, 60, { pixel: shades });
    assert.match(expectProblem(await send(whole.subarray(0, whole.length - 40)), 422, 'invalid').detail, /PNG file is damaged or cut off/);
    assert.match(expectProblem(await send(sample('jpeg-cut'), { type: 'image/jpeg' }), 422, 'invalid').detail, /JPEG file is damaged or cut off/);
    assert.match(expectProblem(await send(sample('webp-cut'), { type: 'image/webp' }), 422, 'invalid').detail, /WebP file is damaged or cut off/);
    assert.match(expectProblem(await send(sample('webp-animated'), { type: 'image/webp' }), 422, 'invalid').detail, /animated; send a still picture/);
    assert.deepEqual(kept(world.site), before);
    assert.deepEqual(temporary(world.site), []);
  });

  /** An upload as bytes, to be sent at any pace. */
  function raw(world, body) {
    const { client } = seller;
    const head = [`POST ${world.base}/api/storefront/media?kind=logo HTTP/1.1`, `Host: 127.0.0.1:${world.site.port}`,
      `Cookie: ${[...client.cookies].map((pair) => pair.join('=')).join('; ')}`, `X-Souk-CSRF: ${client.csrf}`,
      `Origin: ${world.site.origin}`, 'Content-Type: image/png', `Content-Length: ${body.length}`, 'Connection: close', '', ''].join('\r\n');
    const socket = net.connect({ host: '127.0.0.1', port: world.site.port });
    let text = '';
    socket.on('data', (part) => { text += part.toString('latin1'); });
    socket.on('error', () => {});
    const closed = new Promise((resolve) => socket.on('close', () => resolve(text)));
    socket.write(head);
    return { socket, closed };
  }

  step('slow senders hold nobody up, and are served in the end', async (world) => {
    const body = png(20, 20, { pixel: shades });
    const slow = Array.from({ length: 3 }, () => raw(world, body));
    const began = Date.now();
    // Past the five seconds that other requests have.
    for (let at = 0; at < 14; at++) {
      for (const { socket } of slow) socket.write(body.subarray(at, at + 1));
      const asked = Date.now();
      expectStatus(await buyer.client.get('/api/storefront/site'), 200);
      assert.ok(Date.now() - asked < 2000);
      await pause(450);
    }
    assert.ok(Date.now() - began > 5500);
    for (const { socket } of slow) socket.write(body.subarray(14));
    for (const { closed } of slow) assert.match(await closed, /^HTTP\/1\.1 201 /);
  });

  step('an upload that is broken off leaves nothing', async (world) => {
    const before = kept(world.site);
    const cut = raw(world, randomBytes(3 * MIB));
    cut.socket.write(randomBytes(2 * MIB));
    await until(() => server !== 'apache-proxy' || !root || nameless(world) > 0, 'the upload has begun');
    cut.socket.destroy();
    await cut.closed;
    await nothingOpen(world);
    assert.deepEqual(temporary(world.site), []);
    assert.deepEqual(kept(world.site), before);
    expectStatus(await send(png(8, 8, { pixel: shades })), 201);
  });

  if (ours) {
    /** A request of the seller's up to its body, straight to the responder. */
    async function opened(world, length, more = {}) {
      const { client } = seller;
      const params = request(world.site.params, 'POST', `${world.base}/api/storefront/media?kind=logo`, {
        CONTENT_TYPE: 'image/png', CONTENT_LENGTH: length, HTTP_ORIGIN: world.site.origin, HTTP_X_SOUK_CSRF: client.csrf,
        HTTP_COOKIE: [...client.cookies].map((pair) => pair.join('=')).join('; '), ...more });
      const peer = await Peer.open({ path: world.socket('storefront') });
      peer.socket.write(Buffer.concat([begin(1), record(PARAMS, 1, pairs(params)), record(PARAMS, 1)]));
      return peer;
    }
    const answered = (peer, what) => until(() => peer.bytes.includes(what), what, 4000);

    step('who may not, and what is too large, is refused before the body', async (world) => {
      await answered(await opened(world, 10 * MIB + 1), 'at most 10 MiB are taken');
      await answered(await opened(world, 100, { HTTP_COOKIE: '' }), 'unauthenticated');
      await answered(await opened(world, 100, { HTTP_X_SOUK_CSRF: 'x' }), '"code":"csrf"');
      await answered(await opened(world, 100, { CONTENT_TYPE: 'image/gif' }), 'media_type');
      await nothingOpen(world);
    });

    step('a body of another length than was said is refused', async (world) => {
      const body = png(8, 8);
      const short = await opened(world, body.length);
      short.socket.write(Buffer.concat([record(STDIN, 1, body.subarray(1)), record(STDIN, 1)]));
      await answered(short, '"code":"syntax"');
      const long = await opened(world, body.length);
      long.socket.write(record(STDIN, 1, Buffer.concat([body, body])));
      await answered(long, '"code":"syntax"');
      await nothingOpen(world);
    });

    step('one company sends few at once', async (world) => {
      const peers = await Promise.all(Array.from({ length: 5 }, () => opened(world, 100)));
      const refused = () => peers.filter((peer) => peer.bytes.includes('one after the other')).length;
      await until(async () => {
        if (refused() > 0) return true;
        // On a busy machine one may have been turned away before it was counted.
        if (peers.filter((peer) => peer.bytes.length === 0).length < 5) peers.push(await opened(world, 100));
        return false;
      }, 'the fifth is refused');
      for (const peer of peers) peer.socket.destroy();
      await nothingOpen(world);
      await until(async () => (await send(png(8, 8))).status === 201, 'there is room again');
    });

    step('a full disk is said, and nothing is left', async (world) => {
      const before = kept(world.site);
      // Files of a responder started so may not grow: as if there were no room.
      const restarted = async (soft) => {
        await world.procs.storefront.stop();
        await mustRun('prlimit', ['--pid', String(process.pid), `--fsize=${soft}:`]);
        await world.startResponder('storefront');
        await mustRun('prlimit', ['--pid', String(process.pid), '--fsize=unlimited:']);
      };
      await restarted(4096);
      const problem = expectProblem(await send(png(100, 100, { pixel: shades, level: 0 })), 507, 'storage');
      assert.match(problem.detail, /disk is full/);
      await restarted('unlimited');
      assert.deepEqual(kept(world.site), before);
      assert.deepEqual(temporary(world.site), []);
      expectStatus(await send(png(8, 8, { pixel: shades })), 201);
    });
  }

  step('too many tries have to wait', async (world) => {
    await world.sql(world.site, 'UPDATE throttles SET tries = 100000');
    const answer = await send(png(8, 8));
    expectProblem(answer, 429, 'throttled');
    assert.ok(Number(answer.headers['retry-after']) > 0);
    await world.sql(world.site, 'DELETE FROM throttles');
  });

  step('an SVG in the folder is served so that its script never runs', async (world) => {
    fs.writeFileSync(path.join(world.site.data, 'media/drawing.svg'), '<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>', { mode: 0o644 });
    await served('/media/drawing.svg', 'image/svg+xml');
    assert.ok([403, 404].includes((await buyer.client.get('/media/')).status));
  });

  step('after thirty days what nothing shows is deleted, whatever a crash has left', async (world) => {
    const folder = path.join(world.site.data, 'media');
    const clock = world.path('later');
    const later = (days) => {
      fs.writeFileSync(clock, `${days * 86400}\n`);
      return world.work('--clock', clock);
    };
    const rows = async () => (await world.sql(world.site, 'SELECT file FROM media ORDER BY file')).flat();
    const sent = async (tone, more) => expectStatus(await send(png(600, 500, { pixel: (x, y) => [x & 255, tone, y & 255] }), { kind: 'screenshot', ...more }), 201).json;
    await world.sql(world.site, 'DELETE FROM media');
    for (const name of fs.readdirSync(folder)) if (/^[0-9a-f]{64}/.test(name)) fs.unlinkSync(path.join(folder, name));
    const [idle, shown, bought, lost, again] = [await sent(1), await sent(2), await sent(3), await sent(4), await sent(5)];
    const [[product]] = await world.sql(world.site, 'SELECT HEX(product_id) FROM products ORDER BY product_id LIMIT 1');
    await world.sql(world.site, `UPDATE products SET logo = '${shown.file}' WHERE product_id = X'${product}'`);
    await world.sql(world.site, `INSERT INTO product_revisions (product_id, revision, body, published_at) VALUES (X'${product}', 900, '{"logo":"${bought.file}"}', '2026-01-01')`);
    const rest = (name) => fs.writeFileSync(path.join(folder, name), 'x');
    rest(`${'0'.repeat(64)}.png`);
    rest(`${'1'.repeat(64)}.webp.Ab1dE9`);
    rest('drawing.svg');
    // Set aside by a worker that died: it is in use again.
    fs.renameSync(path.join(folder, shown.file), path.join(folder, `${shown.file}.unused`));
    fs.unlinkSync(path.join(folder, lost.file));
    const all = fs.readdirSync(folder).length;
    await later(29);
    assert.equal(fs.readdirSync(folder).length, all);
    assert.ok(fs.existsSync(path.join(folder, shown.file)), 'back in its place');
    fs.utimesSync(path.join(folder, again.file), Date.now() / 1000 + 5 * 86400, Date.now() / 1000 + 5 * 86400);
    // A disk that is away shows an empty folder: what it held is not forgotten.
    const known = await rows();
    const away = world.path('away');
    fs.renameSync(folder, away);
    fs.mkdirSync(folder);
    await later(30);
    assert.deepEqual(await rows(), known);
    fs.rmdirSync(folder);
    fs.renameSync(away, folder);
    await later(31);
    const both = ({ file }) => [file, file.replace('.', '-480.').replace(/[a-z]+$/, 'webp')];
    const left = fs.readdirSync(folder);
    for (const file of both(idle)) assert.ok(!left.includes(file), `${file} is unused`);
    for (const file of [...both(shown), ...both(bought), again.file, 'drawing.svg']) assert.ok(left.includes(file), `${file} stays`);
    assert.ok(!left.some((file) => /^(0|1){64}/.test(file)), left.join(' '));
    assert.deepEqual(await rows(), [shown.file, bought.file, again.file].sort());
    await later(62);
    assert.ok(fs.existsSync(path.join(folder, bought.file)), 'what was bought is kept');
    assert.deepEqual(await rows(), [shown.file, bought.file].sort());
  });
});
