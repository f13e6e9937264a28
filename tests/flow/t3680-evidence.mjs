// X7: the evidence bundle of an order - what was bought, agreed, handed over,
// billed and paid, with its part of both chains - holds by SHA-256 and Ed25519
// alone, for its buyer and, whole, for an operator.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { bundleHolds, json, sha256 } from '../lib/bundle.mjs';
import { allRows, canonical } from '../lib/chain.mjs';
import { mustRun } from '../lib/proc.mjs';
import { Operator } from '../lib/seller.mjs';
import { Buyer, expectProblem, expectStatus } from '../lib/shop.mjs';
import { setup, story } from '../lib/story.mjs';
import { unzip } from '../lib/zip.mjs';

story('evidence of an order', { ...setup(), worker: false }, (step) => {
  let buyer, other, order, key, own;

  step('an order, paid and delivered, has one', async (world) => {
    buyer = await Buyer.ready(world);
    other = await Buyer.ready(world);
    order = await buyer.placeOrder();
    await buyer.payWith('success', order);
    order = await buyer.orderIn(order, 'ACTIVE');
    await buyer.billFiles(order.bill);
    await world.work();
    key = (await buyer.client.get('/api/storefront/site')).json.seal_key;
    assert.match(key, /^[0-9a-f]{64}$/);
    assert.ok((await world.tryCtl(world.site, 'check')).stdout.includes(key), 'check tells the key');
    const answer = expectStatus(await buyer.client.get(`/api/billing/evidence-bundles/${order.id}`), 200, 'bundle');
    assert.equal(answer.headers['content-type'], 'application/zip');
    own = unzip(answer.body);
    bundleHolds(own, key);
  });

  step('it says what the order says', async (world) => {
    const { orders: [row], order_lines: [line], order_consents: consents } = json(own, 'order.json');
    assert.deepEqual([row.order_id, row.total_minor, row.currency, line.product_name],
      [order.id, order.total.amount, order.total.currency, 'Lumen Gallery']);
    for (const { hash } of order.documents) {
      assert.ok(consents.some((c) => c.document_hash === hash));
      assert.equal(sha256(own.get(`documents/${hash}.md`)), hash, 'a text that was agreed to is named by its hash');
    }
    const [bill] = json(own, 'bills.json').bills;
    assert.equal(bill.bill_no, order.bill.number);
    assert.ok(own.get(`bills/${bill.bill_no}.pdf`).toString('latin1').startsWith('%PDF'));
    assert.deepEqual(json(own, 'payments.json').payments.map((p) => [p.state, p.amount_minor]), [['CAPTURED', order.total.amount]]);
    // And the chain's rows are those of the database.
    const { events } = await allRows(world);
    for (const { no, canonical: text } of json(own, 'chains/events.json').rows) {
      assert.equal(text, Buffer.from(canonical('events', events.find((e) => e.seal_no === String(no))), 'latin1').toString());
    }
    const kinds = json(own, 'chains/events.json').rows.map((row) => row.canonical);
    for (const kind of ['6:placed,', '4:paid,']) assert.ok(kinds.some((text) => text.includes(kind)), kind);
  });

  step('nothing secret is in it, and nothing of what passes between seller and shop', async () => {
    const all = [...own].filter(([name]) => name !== 'README.txt').map(([, data]) => data.toString('latin1')).join('\n');
    for (const word of ['seller_payable', 'revenue_commission', 'secret_sealed', 'redirect_url', 'gateway_ref']) {
      assert.ok(!all.includes(word), word);
    }
  });

  step('a bill that has changed since it was put on paper is not in it as it was', async (world) => {
    await world.sql(world.site, 'UPDATE bills SET paper_at = NULL');
    const files = unzip(expectStatus(await buyer.client.get(`/api/billing/evidence-bundles/${order.id}`), 200).body);
    assert.deepEqual([...files.keys()].filter((name) => name.startsWith('bills/')), []);
    assert.equal(json(files, 'bills.json').bills.length, 1);
    await world.work(); // which puts it on paper again
  });

  step('nobody else gets it', async (world) => {
    expectProblem(await other.client.get(`/api/billing/evidence-bundles/${order.id}`), 404);
    expectProblem(await buyer.client.get('/api/billing/evidence-bundles/ord_01h455vb4pex5vsknk084sn02q'), 404);
    expectProblem(await world.site.client().get(`/api/billing/evidence-bundles/${order.id}`), 401);
  });

  step('what an operator reads of the bills by it is on record, and not in the buyer\'s', async (world) => {
    const operator = await Operator.ready(world, 'support');
    const url = `/api/billing/evidence-bundles/${order.id}`;
    const read = () => world.sql(world.site, "SELECT actor, reason, actor_id IS NOT NULL FROM events WHERE kind = 'read' AND subject = 'bill'");
    assert.deepEqual(await read(), []);
    const whole = unzip(expectStatus(await operator.client.get(url), 200).body);
    assert.ok([...whole.keys()].includes(`bills/${order.bill.number}.pdf`));
    assert.deepEqual(await read(), [['operator', 'bundle', '1']]);
    expectStatus(await operator.client.request('HEAD', url), 405);
    assert.equal((await read()).length, 1);
    await world.work();
    const readings = async (who) => json(unzip(expectStatus(await who.client.get(url), 200).body), 'chains/events.json').rows.filter((row) => row.canonical.includes(',4:read,')).length;
    assert.deepEqual([await readings(buyer), await readings(operator)], [0, 2]);
    await world.work(); // which seals that one
  });

  step('a company is given so many an hour', async (world) => {
    await world.sql(world.site, 'UPDATE throttles SET tries = 119');
    expectStatus(await buyer.client.get(`/api/billing/evidence-bundles/${order.id}`), 200);
    const { headers } = await buyer.client.get(`/api/billing/evidence-bundles/${order.id}`);
    assert.ok(Number(headers['retry-after']) > 60);
    expectProblem(await buyer.client.get(`/api/billing/evidence-bundles/${order.id}`), 429, 'throttled');
  });

  step('an operator has it whole, and the README\'s own commands hold it', async (world) => {
    const file = world.path('evidence.zip'), dir = world.path('evidence');
    await world.ctl(world.site, 'evidence', order.id, file);
    const files = unzip(fs.readFileSync(file));
    bundleHolds(files, key);
    assert.ok(json(files, 'chains/ledger.json').rows.every((row) => row.canonical));
    assert.ok(json(files, 'chains/ledger.json').rows.some((row) => row.canonical.includes('14:seller_payable,')));
    assert.notEqual((await world.tryCtl(world.site, 'evidence', order.id, file)).code, 0, 'a file that is there stays');
    for (const [name, data] of files) {
      fs.mkdirSync(`${dir}/${name}`.replace(/[^/]*$/, ''), { recursive: true });
      fs.writeFileSync(`${dir}/${name}`, data);
    }
    await mustRun('sha256sum', ['--check', 'SHA256SUMS'], { cwd: dir });
    await mustRun('openssl', ['pkeyutl', '-verify', '-rawin', '-pubin', '-inkey', 'key.pem', '-in', 'SHA256SUMS',
      '-sigfile', 'SHA256SUMS.sig'], { cwd: dir });
    fs.appendFileSync(`${dir}/SHA256SUMS`, ' ');
    await assert.rejects(mustRun('openssl', ['pkeyutl', '-verify', '-rawin', '-pubin', '-inkey', 'key.pem', '-in', 'SHA256SUMS',
      '-sigfile', 'SHA256SUMS.sig'], { cwd: dir }));
  });
});
