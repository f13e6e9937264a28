// R43, X6: bills as UBL 2.1, a month's as ZIP, a calendar of what is due, spend by month; nobody else's bill is found.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { setup, story } from '../lib/story.mjs';
import { Operator } from '../lib/seller.mjs';
import { Buyer, expectProblem, expectStatus, mailToken, password } from '../lib/shop.mjs';
import { typeId } from '../lib/id.mjs';
import { mustRun } from '../lib/proc.mjs';
import { top } from '../lib/world.mjs';

const GUESSES = process.env.SOUK_LONG ? 10000 : 300;
const params = () => ({ TAX_TABLE: path.join(top, 'share/tax/europe.tax'), LEGAL_ENTITY: 'Souk Test GmbH',
  LEGAL_ADDRESS: 'Hauptstr. 1, 10115 Berlin', TAX_NUMBER: 'DE123456789',
  BANK_DETAILS: 'Hanseatic Bank, IBAN DE02 1203 0000 0000 2020 51, BIC BYLADEM1001' });
const choice = { product: 'ledger-desk', plan: 'single', billing_mode: 'one_time', capacities: {} };
const sha = (bytes) => createHash('sha256').update(bytes).digest('hex');

story('bill papers', { ...setup(), worker: false, params }, (step) => {
  const get = (client, what) => client.get(`/api/billing/${what}`);
  const leaf = (xml, name) => new RegExp(`<cbc:${name}[^>]*>([^<]*)<`).exec(xml)?.[1];
  const major = (money) => (money.amount / 100).toFixed(2);
  let buyer, stranger, paid, open, month, calendar;

  step('a bill that is open and one that is paid', async (world) => {
    buyer = await Buyer.ready(world);
    stranger = await Buyer.ready(world);
    const { quote } = await buyer.quote(choice);
    const order = expectStatus(await buyer.client.post('/api/checkout/orders', { quote, documents: await buyer.documents(choice.product),
      po_number: 'PO <7781> & co', cost_centre: '4100' }, { headers: { 'Idempotency-Key': randomUUID() } }), 201).json;
    const waits = expectStatus(await buyer.client.post('/api/checkout/settlements', { order: order.id, method: 'bank_transfer' },
      { headers: { 'Idempotency-Key': randomUUID() } }), 201).json;
    open = await buyer.billFiles(waits.bill);
    const more = await buyer.placeOrder();
    await buyer.payWith('success', more);
    paid = await buyer.billFiles((await buyer.orderIn(more, 'ACTIVE')).bill);
    month = open.issued_at.slice(0, 7);
  });

  step('UBL says what the bill says', async () => {
    const answer = expectStatus(await get(buyer.client, `bills/${open.id}/ubl`), 200);
    assert.equal(answer.headers['content-type'], 'application/xml');
    assert.equal(answer.headers['content-disposition'], `attachment; filename="${open.number}.xml"`);
    const xml = answer.text;
    assert.deepEqual(['CustomizationID', 'ID', 'InvoiceTypeCode', 'DocumentCurrencyCode', 'AccountingCost', 'TaxInclusiveAmount', 'PayableAmount']
      .map((name) => leaf(xml, name)), ['urn:cen.eu:en16931:2017', open.number, '380', open.total.currency, '4100', major(open.total), major(open.open)]);
    assert.equal(leaf(/<cac:OrderReference>[^]*?<\/cac:OrderReference>/.exec(xml)[0], 'ID'), 'PO &lt;7781&gt; &amp; co');
    assert.equal(leaf(/<cac:PayeeFinancialAccount>[^]*/.exec(xml)[0], 'ID'), 'DE02120300000000202051');
    assert.equal(leaf(/<cac:AdditionalDocumentReference>[^]*/.exec(xml)[0], 'ID'), open.order);
    assert.equal(leaf(/<cac:TaxTotal>[^]*/.exec(xml)[0], 'TaxAmount'), major(open.tax));
    const settled = expectStatus(await get(buyer.client, `bills/${paid.id}/ubl`), 200).text;
    assert.deepEqual([leaf(settled, 'PrepaidAmount'), leaf(settled, 'PayableAmount')], [major(paid.total), '0.00']);
    assert.ok(!settled.includes('PaymentMeans'), 'what is paid names no account');
  });

  step('what was put on paper once is what leaves ever after', async (world) => {
    const files = ['pdf', 'csv', 'xml'].map((kind) => path.join(world.site.data, 'bills', `${paid.id}.${kind}`));
    const stands = () => files.map((file) => { const { ino, mtimeNs, size } = fs.statSync(file, { bigint: true }); return [ino, mtimeNs, size]; });
    const before = stands();
    for (const round of [1, 2]) {
      for (const [i, what] of ['pdf', 'csv', 'ubl'].entries()) {
        const { body } = expectStatus(await get(buyer.client, `bills/${paid.id}/${what}`), 200);
        assert.equal(sha(body), sha(fs.readFileSync(files[i])), `${what}, download ${round}`);
      }
      await world.work();
    }
    assert.deepEqual(stands(), before, 'no file was made anew');
  });

  step('a month leaves as one ZIP', async (world) => {
    const answer = expectStatus(await get(buyer.client, `bill-archives?month=${month}`), 200);
    assert.deepEqual([answer.headers['content-type'], answer.headers['content-disposition']],
      ['application/zip', `attachment; filename="bills-${month}.zip"`]);
    const file = world.path('bills.zip'), dir = world.path('unpacked');
    fs.writeFileSync(file, answer.body);
    await mustRun('unzip', ['-q', file, '-d', dir]);
    assert.deepEqual(fs.readdirSync(path.join(dir, month)).sort(),
      [open, paid].flatMap((b) => ['csv', 'pdf', 'xml'].map((kind) => `${b.number}.${kind}`)).sort());
    for (const b of [open, paid]) {
      for (const [kind, what] of [['csv', 'csv'], ['pdf', 'pdf'], ['xml', 'ubl']]) {
        const alone = expectStatus(await get(buyer.client, `bills/${b.id}/${what}`), 200).body;
        assert.equal(sha(fs.readFileSync(path.join(dir, month, `${b.number}.${kind}`))), sha(alone), `${b.number}.${kind}`);
      }
    }
    await mustRun('qpdf', ['--check', path.join(dir, month, `${open.number}.pdf`)]);
    expectProblem(await get(buyer.client, 'bill-archives?month=2020-01'), 404, 'not_found');
    expectProblem(await get(stranger.client, `bill-archives?month=${month}`), 404, 'not_found');
    for (const bad of ['', '2026-13', '2026-1', '2026-11-01', '../../x']) expectProblem(await get(buyer.client, `bill-archives?month=${bad}`), 422, 'invalid');
  });

  step('files of many megabytes leave piece by piece', async (world) => {
    const files = [open, paid].flatMap((b) => ['pdf', 'xml'].map((kind) => path.join(world.site.data, 'bills', `${b.id}.${kind}`)));
    const before = files.map((file) => fs.readFileSync(file));
    files.forEach((file) => fs.writeFileSync(file, randomBytes(7 << 20)));
    const answer = expectStatus(await get(buyer.client, `bill-archives?month=${month}`), 200);
    const file = world.path('many.zip'), dir = world.path('many');
    assert.ok(answer.body.length > 28 << 20);
    fs.writeFileSync(file, answer.body);
    await mustRun('unzip', ['-q', file, '-d', dir]);
    for (const [i, b] of [open, paid].entries()) {
      for (const [k, [kind, what]] of [['pdf', 'pdf'], ['xml', 'ubl']].entries()) {
        const told = sha(fs.readFileSync(files[2 * i + k]));
        assert.equal(sha(fs.readFileSync(path.join(dir, month, `${b.number}.${kind}`))), told);
        const alone = expectStatus(await get(buyer.client, `bills/${b.id}/${what}`), 200);
        assert.equal(sha(alone.body), told);
      }
    }
    fs.writeFileSync(files[0], randomBytes(20 << 20));
    assert.equal(expectStatus(await get(buyer.client, `bills/${open.id}/pdf`), 200).body.length, 20 << 20);
    files.forEach((at, i) => fs.writeFileSync(at, before[i]));
  });

  step('a calendar has its own secret, and the last one alone is good', async (world) => {
    const make = async () => expectStatus(await buyer.client.post('/api/billing/calendar'), 201).json.url;
    const since = async (client = buyer.client) => expectStatus(await client.get('/api/billing/calendar'), 200).json.created_at;
    assert.equal(await since(), null);
    const first = await make();
    calendar = await make();
    assert.ok(Math.abs(Date.parse(await since()) - Date.now()) < 60000);
    assert.equal(await since(stranger.client), null);
    const at = (url) => new URL(url).pathname;
    assert.match(at(calendar), /^\/api\/billing\/calendar\/[a-z2-7]{32}\.ics$/);
    const anybody = buyer.client.fresh();
    expectProblem(await anybody.get(at(first)), 404, 'not_found');
    const answer = expectStatus(await anybody.get(at(calendar)), 200);
    assert.equal(answer.headers['content-type'], 'text/calendar; charset=utf-8');
    const lines = answer.text.split('\r\n');
    assert.ok(lines.every((line) => Buffer.byteLength(line) <= 75), 'folded (RFC 5545, 3.1)');
    const ics = answer.text.replaceAll('\r\n ', '');
    assert.equal(ics.match(/BEGIN:VEVENT/g).length, 1, 'what is paid is no longer due');
    assert.ok(ics.includes(`SUMMARY:Invoice ${open.number}: ${open.open.currency} ${major(open.open)} due`), ics);
    assert.match(ics, new RegExp(`DTSTART;VALUE=DATE:${new Date(Date.parse(open.due_at) - 1).toISOString().slice(0, 10).replaceAll('-', '')}`));
    assert.deepEqual(await world.sql(world.site, `SELECT COUNT(*) FROM calendar_feeds WHERE HEX(secret_hash) = '${sha(at(calendar).slice(-36, -4)).toUpperCase()}'`), [['1']]);
    for (const bad of ['x.ics', `${'a'.repeat(32)}.ics`, at(calendar).slice(-36, -4)]) expectProblem(await anybody.get(`/api/billing/calendar/${bad}`), 404, 'not_found');
    expectStatus(await buyer.client.api('DELETE', '/api/billing/calendar'), 204);
    assert.equal(await since(), null);
    expectProblem(await anybody.get(at(calendar)), 404, 'not_found');
    expectProblem(await anybody.post('/api/billing/calendar'), 401, 'unauthenticated');
  });

  step('spend: ordered, billed and paid by month', async () => {
    const spend = expectStatus(await get(buyer.client, 'spend?months=3'), 200).json;
    const amounts = (s) => [s.committed.amount, s.billed.amount, s.paid.amount];
    assert.deepEqual(spend.months.slice(0, 2).map(amounts), [[0, 0, 0], [0, 0, 0]]);
    assert.deepEqual([spend.currency, spend.months[2].month], [open.total.currency, month]);
    assert.deepEqual(amounts(spend.months[2]), [paid.total.amount, open.total.amount + paid.total.amount, paid.total.amount]);
    assert.deepEqual(amounts(spend.now), [0, open.open.amount, paid.total.amount]);
    assert.deepEqual(spend.months.map((m) => m.bills), [0, 0, 2]);
    assert.equal(expectStatus(await get(buyer.client, 'spend'), 200).json.months.length, 12);
    assert.deepEqual(amounts(expectStatus(await get(stranger.client, 'spend?months=1'), 200).json.now), [0, 0, 0]);
    for (const bad of ['0', '37', 'x']) expectProblem(await get(buyer.client, `spend?months=${bad}`), 422, 'invalid');
  });

  step('a company\'s bills are its people\'s, and an operator\'s, which is recorded', async (world) => {
    const forms = ['', '/pdf', '/csv', '/ubl'];
    const viewer = new Buyer(world, world.site, 'looks@buyer.example');
    expectStatus(await buyer.client.post('/api/storefront/invitations', { email: viewer.email, role: 'viewer' }), 201);
    await world.work();
    const token = mailToken(await world.mail.next(viewer.email, (text) => text.includes('/join/#')), 'join');
    expectStatus(await viewer.client.post('/api/storefront/invitation-acceptances', { token, user_name: 'looks', password }), 201);
    for (const form of forms) expectStatus(await get(viewer.client, `bills/${open.id}${form}`), 200);
    expectStatus(await get(viewer.client, `bill-archives?month=${month}`), 200);

    const reads = () => world.sql(world.site, `SELECT e.actor, u.email, e.reason FROM events e JOIN bills b ON b.bill_id = e.subject_id
      LEFT JOIN users u ON u.user_id = e.actor_id WHERE b.bill_no = '${open.number}' AND e.kind = 'read' ORDER BY e.created_at, e.event_id`);
    assert.deepEqual(await reads(), [], 'its own people leave no entry');
    const operator = await Operator.ready(world, 'support');
    for (const form of forms) {
      expectProblem(await get(operator.client, `bills/${open.id}${form}`), 403, 'forbidden');
      for (const who of [buyer, viewer, stranger]) expectProblem(await get(who.client, `receivables/${open.id}${form}`), 403, 'forbidden');
      expectProblem(await operator.client.get(`/api/billing/receivables/${typeId('bil', Date.parse(open.issued_at))}${form}`), 404, 'not_found');
    }
    assert.deepEqual(await reads(), [], 'who was refused has read nothing');
    const [whole, ...files] = await Promise.all(forms.map((form) => get(operator.client, `receivables/${open.id}${form}`)));
    assert.equal(expectStatus(whole, 200).json.number, open.number);
    for (const [i, file] of files.entries()) assert.equal(sha(expectStatus(file, 200).body), sha((await get(buyer.client, `bills/${open.id}${forms[i + 1]}`)).body));
    assert.equal(expectStatus(await get(operator.client, `receivables?number=${open.number}`), 200).json.items.length, 1);
    assert.deepEqual((await reads()).toSorted(), ['csv', 'json', 'json', 'pdf', 'xml'].map((form) => ['operator', operator.email, form]));
    assert.ok((await buyer.get(open.order)).events.every((event) => event.kind !== 'read'), 'the buyer\'s log is of what changed');
  });

  step(`${GUESSES} guesses find no bill`, async () => {
    for (const what of ['', '/pdf', '/csv', '/ubl']) {
      expectProblem(await get(stranger.client, `bills/${open.id}${what}`), 404, 'not_found');
      expectProblem(await get(buyer.client.fresh(), `bills/${open.id}${what}`), 401, 'unauthenticated');
    }
    // Some of the very instant at which there is one.
    const born = Date.parse(open.issued_at), kinds = ['', '/pdf', '/csv', '/ubl'];
    const guess = async (i) => {
      const id = typeId('bil', born + (i % 2000) - 1000);
      expectStatus(await get(stranger.client, `bills/${id}${kinds[i % 4]}`), 404, id);
    };
    for (let i = 0; i < GUESSES; i += 20) await Promise.all(Array.from({ length: Math.min(20, GUESSES - i) }, (_, k) => guess(i + k)));
    const anybody = buyer.client.fresh();
    for (let i = 0; i < 20; i++) expectStatus(await anybody.get(`/api/billing/calendar/${randomBytes(16).toString('hex').replace(/[0189]/g, 'a')}.ics`), 404);
  });
});
