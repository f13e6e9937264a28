// Issue 4, done 4: generated orders in currencies of 0, 2 and 3 decimals, with
// tiers, capacities and each kind of tax, paid by card, transfer (in parts, and
// too much) and on credit, and given back: quote, order, bill and books say the same, and
// hledger reckons from the exported journal what all other tables say.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after } from 'node:test';
import { balancesDue, decimal, hledgerMissing, hledgerSays, journalOf, withBalances } from '../lib/books.mjs';
import { catalogue } from '../lib/catalogue.mjs';
import { Draws, seed } from '../lib/generated.mjs';
import { until } from '../lib/proc.mjs';
import { Buyer, expectStatus } from '../lib/shop.mjs';
import { setup, story } from '../lib/story.mjs';
import { top } from '../lib/world.mjs';

const orders = process.env.SOUK_LONG ? 400 : 24;
const draws = new Draws();
const currencies = { JPY: 0, USD: 2, KWD: 3 };
const tax = { DE: ['standard', 19000n], AT: ['reverse_charge', 0n], FR: ['standard', 20000n], US: ['out_of_scope', 0n] };

/** A ladder of prices from quantity 1 on. */
function ladder(currency, capacity) {
  let from = 1;
  return Array.from({ length: draws.int(1, 4) }, () => {
    const price = { mode: 'monthly', currency, amount: 1 + draws.size(1_000_000), from_quantity: from, ...capacity && { capacity } };
    from += draws.int(1, 8);
    return price;
  });
}

const plans = ['one', 'two', 'three'].map((code) => ({
  code, texts: { en: { name: code, summary: code } }, options: [],
  capacities: [{ code: 'users', unit: 'user', min: 1, max: 91, step: draws.int(1, 9), included: draws.int(0, 9) }],
  prices: Object.keys(currencies).flatMap((c) => [...ladder(c), ...ladder(c, 'users')]),
}));
const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'souk-money-'));
const data = path.join(dir, 'catalogue.json');
const shelf = catalogue(3);
shelf.products[0] = { ...shelf.products[0], plans };
fs.writeFileSync(data, JSON.stringify(shelf));
after(() => fs.rmSync(dir, { recursive: true, force: true }));

/** Half away from zero; none of it is negative here. */
const share = (a, b, c) => (2n * a * b + c) / (2n * c);

/** What this choice costs, reckoned anew. */
function reckon({ plan: code, currency, quantity, periods, capacities }, country) {
  const plan = plans.find((p) => p.code === code), [users] = plan.capacities;
  const price = (capacity) => BigInt(plan.prices.filter((p) => p.currency === currency && p.capacity === capacity && p.from_quantity <= quantity)
    .sort((a, b) => b.from_quantity - a.from_quantity)[0].amount);
  const beyond = Math.max(0, capacities.users - users.included);
  const unit = price(undefined) + share(BigInt(beyond), price('users'), BigInt(users.step));
  const net = unit * BigInt(quantity * periods);
  const [kind, rate] = tax[country];
  return { unit, net, kind, tax: share(net, rate, 100000n) };
}

const big = (money) => BigInt(money.amount);
const sum = (list) => list.reduce((a, b) => a + b, 0n);

story(`money (SOUK_SEED=${seed})`, { ...setup(), worker: false, data,
  params: () => ({ CURRENCY: 'USD', CURRENCIES: Object.keys(currencies).join(), BANK_DETAILS: 'IBAN 1',
    TAX_TABLE: path.join(top, 'share/tax/europe.tax') }) }, (step) => {
  const buyers = [];
  const bills = [];
  let serial = 0, given = 0;

  const settle = async (buyer, order, method) => expectStatus(await buyer.client.post('/api/checkout/settlements',
    { order: order.id, method }, { headers: { 'Idempotency-Key': randomUUID() } }), 201, method).json;
  const billOf = async (buyer, bill) => expectStatus(await buyer.client.get(`/api/billing/bills/${bill.id}`), 200, 'bill').json;
  const record = (world, bill, minor) => world.ctl(world.site, 'payment', 'record', bill.number,
    decimal(minor, currencies[bill.total.currency]), '--reference', `KTO ${++serial}`);

  /** Parts of what is open, then the rest, or more than it. */
  async function transfer(world, buyer, bill) {
    for (let part = draws.int(0, 2); part > 0; part--) {
      const { open } = await billOf(buyer, bill);
      if (open.amount > 1) await record(world, bill, BigInt(draws.int(1, open.amount - 1)));
    }
    const { open } = await billOf(buyer, bill);
    await record(world, bill, big(open) + BigInt(draws.bool() ? draws.size(1000) : 0));
    assert.equal((await billOf(buyer, bill)).state, 'PAID');
  }

  const ways = {
    async card(world, buyer, order) {
      await buyer.payWith(draws.bool() ? 'success' : 'duplicate_event', order);
      await until(async () => (await buyer.get(order)).paid_at, 'it is paid');
    },
    async transfer(world, buyer, order) { await transfer(world, buyer, (await settle(buyer, order, 'bank_transfer')).bill); },
    async part(world, buyer, order) {
      const { bill } = await settle(buyer, order, 'bank_transfer');
      if (bill.total.amount > 1) await record(world, bill, BigInt(draws.int(1, bill.total.amount - 1)));
    },
    async credit(world, buyer, order) { await settle(buyer, order, 'monthly_settlement'); },
    async cancelled(world, buyer, order) {
      if (draws.bool()) await settle(buyer, order, 'bank_transfer');
      expectStatus(await buyer.client.post(`/api/checkout/orders/${order.id}/cancellations`, {}), 200);
    },
    async open() { /* it waits */ },
  };

  step('a company for each currency and each kind of tax', async (world) => {
    for (const [country, currency] of [['DE', 'USD'], ['AT', 'JPY'], ['FR', 'KWD'], ['US', 'USD']]) {
      const buyer = Object.assign(new Buyer(world), { country, currency });
      await buyer.signUp({ country, currency });
      buyers.push(buyer);
    }
    await world.work();
    for (const buyer of buyers) {
      await buyer.verify();
      buyer.company = (await buyer.signIn()).company.id;
      await world.ctl(world.site, 'credit', 'set', buyer.company, '--postpaid', 'yes', '--general', '5000000000000');
    }
    const { client } = buyers[1];
    const { headers } = expectStatus(await client.get('/api/storefront/company'), 200);
    expectStatus(await client.api('PATCH', '/api/storefront/company', { tax_number: 'ATU13585627' }, { headers: { 'If-Match': headers.etag } }), 200);
  });

  step('what is quoted is ordered, line by line', async (world) => {
    const documents = await buyers[0].documents();
    for (let i = 0; i < orders; i++) {
      const buyer = draws.of(buyers), plan = draws.of(plans), [users] = plan.capacities;
      const choice = { plan: plan.code, currency: buyer.currency, quantity: draws.int(1, 30), periods: draws.int(1, 24),
        capacities: { users: users.min + users.step * draws.int(0, Math.floor((users.max - users.min) / users.step)) } };
      const due = reckon(choice, buyer.country), way = draws.of(Object.keys(ways));
      const told = `order ${i} of SOUK_SEED=${seed}: ${buyer.country} ${way} ${JSON.stringify(choice)} of ${JSON.stringify(plan)}`;
      try {
        const quote = await buyer.quote(choice);
        assert.deepEqual([big(quote.lines[0].unit), big(quote.net), quote.total.currency], [due.unit, due.net, buyer.currency]);
        assert.deepEqual(quote.tax.map((t) => [t.kind, big(t.net), big(t.amount)]), [[due.kind, due.net, due.tax]]);
        assert.equal(big(quote.total), due.net + due.tax);
        const order = expectStatus(await buyer.order({ quote: quote.quote, documents }), 201, 'order').json;
        assert.deepEqual([sum(order.lines.map((l) => big(l.net))), sum(order.lines.map((l) => big(l.tax)))], [due.net, due.tax]);
        assert.deepEqual([big(order.net), big(order.tax), big(order.total)], [due.net, due.tax, due.net + due.tax]);
        await ways[way](world, buyer, order);
      } catch (error) {
        error.message = `${told}\n${error.message}`;
        throw error;
      }
    }
    await world.ctl(world.site, 'verify');
  });

  step('a month on credit is one bill a company, paid in parts', async (world) => {
    const month = new Date().toISOString().slice(0, 7);
    const { items } = JSON.parse((await world.ctl(world.site, 'statement', '--month', month, '--json')).stdout);
    for (const { number } of items) {
      for (const buyer of buyers) {
        const { items: own } = expectStatus(await buyer.client.get('/api/billing/bills?limit=100'), 200).json;
        const bill = own.find((b) => b.number === number);
        if (bill) await transfer(world, buyer, bill);
      }
    }
    await world.ctl(world.site, 'verify');
  });

  step('what is not delivered is given back, as a whole and once', async (world) => {
    for (const buyer of buyers) {
      const { items } = expectStatus(await buyer.client.get('/api/checkout/orders?limit=100'), 200).json;
      for (const order of items.filter((o) => o.state === 'PAID')) {
        if (draws.int(0, 2) > 0) continue;
        const ask = () => buyer.client.post(`/api/checkout/orders/${order.id}/refunds`, { kind: 'cooling_off' },
          { headers: { 'Idempotency-Key': randomUUID() } });
        assert.deepEqual(expectStatus(await ask(), 201, order.id).json.amount, order.total);
        expectStatus(await ask(), 409, 'once more');
        given++;
      }
    }
    await world.work(); // which sends what the gateway can send
    assert.ok(given > 0);
    await world.ctl(world.site, 'verify');
  });

  step('a bill\'s lines sum to its totals, and what is open is what is left', async () => {
    for (const buyer of buyers) {
      for (let after = null; after !== undefined;) {
        const page = expectStatus(await buyer.client.get(`/api/billing/bills?limit=50${after ? `&after=${after}` : ''}`), 200).json;
        after = page.next ?? undefined;
        for (const { id } of page.items) bills.push(await billOf(buyer, { id }));
      }
    }
    assert.ok(bills.length >= orders / 4, `${bills.length} bills`);
    for (const bill of bills) {
      assert.equal(sum(bill.lines.map((l) => big(l.net))), big(bill.net), bill.number);
      assert.equal(sum(bill.lines.map((l) => big(l.tax))), big(bill.tax), bill.number);
      assert.equal(big(bill.net) + big(bill.tax), big(bill.total), bill.number);
      assert.equal(sum(bill.taxes.map((t) => big(t.tax))), big(bill.tax), bill.number);
      const applied = sum(bill.receipts.map((r) => big(r.applied)));
      if (bill.kind !== 'credit_note') assert.equal(applied, big(bill.paid), bill.number);
      assert.ok(big(bill.credited) <= big(bill.total) && big(bill.refunded) <= applied, bill.number);
      if (bill.state !== 'VOID' && bill.kind !== 'credit_note') {
        assert.equal(big(bill.total) - big(bill.credited) - applied + big(bill.refunded), big(bill.open), bill.number);
      }
    }
  });

  step('hledger finds the journal right, and reckons what the tables say', async (world) => {
    assert.equal(await hledgerMissing(), '');
    const journal = await journalOf(world), due = await balancesDue(world);
    for (const code of Object.keys(currencies)) assert.match(journal, new RegExp(`^commodity ${code} `, 'm'));
    assert.equal(await hledgerSays(world, withBalances(journal, due)), '');
    // It would have said so: one unit, one account, one currency, one posting.
    const amounts = [...journal.matchAll(/^ {4}\S+ +[A-Z]{3} (-?[0-9.]+)$/gm)];
    const { index, 0: line, 1: amount } = amounts[draws.int(0, amounts.length - 1)];
    const changed = (by) => journal.slice(0, index) + by + journal.slice(index + line.length);
    const more = `${amount.slice(0, -1)}${(Number(amount.at(-1)) + 1) % 10}`;
    for (const wrong of [changed(line.replace(amount, more)), changed(line.replace(/ ([A-Z]{3}) /, ' EUR ')),
      changed(line.replace(/^ {4}\S/, '    x')), changed('')]) {
      assert.notEqual(await hledgerSays(world, wrong), '', 'a wrong journal was accepted');
    }
    const [name] = [...due].find(([, minor]) => minor !== 0n);
    for (const off of [1n, -1n]) {
      const wrong = withBalances(journal, new Map(due).set(name, due.get(name) + off));
      assert.match(await hledgerSays(world, wrong), /assertion/, `${name} off by ${off} was accepted`);
    }
  });

  step('a row that was changed is found, and such a ledger is not exported', async (world) => {
    const breaks = [
      ['UPDATE ledger_postings SET amount_minor = amount_minor + ? ORDER BY entry_id, position LIMIT 1', 'entries-sum-to-zero'],
      ['UPDATE order_lines SET tax_minor = tax_minor + ? ORDER BY line_id LIMIT 1', 'lines-sum-to-order'],
      ["UPDATE bill_receipts SET applied_minor = applied_minor - ? WHERE applied_minor > 2 ORDER BY receipt_id LIMIT 1", 'receipts-sum-to-paid'],
      ['UPDATE credit_pools SET billed_minor = billed_minor + ? ORDER BY company_id LIMIT 1', 'pool-billed'],
    ];
    for (const [sql, found] of breaks) {
      await world.sql(world.site, sql.replace('?', '1'));
      const { code, stdout } = await world.tryCtl(world.site, 'verify');
      assert.notEqual(code, 0, sql);
      assert.ok(stdout.includes(found), `${found} is not in\n${stdout}`);
      if (found === 'entries-sum-to-zero') assert.notEqual((await world.tryCtl(world.site, 'export', 'ledger')).code, 0);
      await world.sql(world.site, sql.replace('?', '-1'));
    }
    await world.ctl(world.site, 'verify');
  });
});
