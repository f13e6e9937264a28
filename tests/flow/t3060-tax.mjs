// R19: each line bears the tax of the site's table, by who buys; order, bill and ledger say the same.
import assert from 'node:assert/strict';
import path from 'node:path';
import { setup, story } from '../lib/story.mjs';
import { Buyer, expectProblem, expectStatus } from '../lib/shop.mjs';
import { top } from '../lib/world.mjs';

const params = () => ({ TAX_TABLE: path.join(top, 'share/tax/europe.tax') });

story('tax', { ...setup(), params }, (step) => {
  const ask = (client, more = {}) => client.post('/api/checkout/quotes', { product: 'lumen-gallery', plan: 'pro',
    billing_mode: 'monthly', quantity: 1, periods: 1, capacities: { users: 5 }, currency: 'USD', ...more });
  const tax = (quote) => quote.tax.map(({ kind, rate, net, amount }) => [kind, rate, net.amount, amount.amount]);
  const company = async (buyer, edit) => {
    const { headers } = expectStatus(await buyer.client.get('/api/storefront/company'), 200);
    return buyer.client.api('PATCH', '/api/storefront/company', edit, { headers: { 'If-Match': headers.etag } });
  };
  let buyer, order;

  step('a visitor sees the tax of the shop\'s country, or of the one asked for', async (world) => {
    const german = expectStatus(await ask(world.client), 200).json;
    assert.deepEqual(tax(german), [['standard', '19', 4900, 931]]);
    assert.deepEqual([german.net.amount, german.total.amount], [4900, 5831]);
    const french = expectStatus(await ask(world.client, { country: 'FR' }), 200).json;
    assert.deepEqual(tax(french), [['standard', '20', 4900, 980]]);
    const american = expectStatus(await ask(world.client, { country: 'US' }), 200).json;
    assert.deepEqual(tax(american), [['out_of_scope', '0', 4900, 0]]);
    assert.equal(american.total.amount, 4900);
  });

  step('a company pays the tax of its own country, whatever its page asks for', async (world) => {
    buyer = await Buyer.ready(world);
    assert.deepEqual(tax(await buyer.quote({ country: 'US' })), [['standard', '19', 4900, 931]]);
    order = await buyer.placeOrder();
    assert.deepEqual([order.net.amount, order.tax.amount, order.total.amount], [4900, 931, 5831]);
    assert.deepEqual(tax({ tax: order.taxes }), [['standard', '19', 4900, 931]]);
    await buyer.payWith('success', order);
    const paid = await buyer.orderIn(order, 'ACTIVE');
    assert.equal(paid.bill.total.amount, 5831);
    const [[net, owed, total]] = await world.sql(world.site, 'SELECT net_minor, tax_minor, total_minor FROM bills');
    assert.deepEqual([net, owed, total].map(Number), [4900, 931, 5831]);
    const [[posted]] = await world.sql(world.site, "SELECT SUM(amount_minor) FROM ledger_postings WHERE account = 'tax_payable'");
    assert.equal(Number(posted), -931);
    await world.ctl(world.site, 'verify');
  });

  step('another member state: its own tax without a tax number, reverse charge with a valid one', async (world) => {
    const moved = expectStatus(await company(buyer, { country: 'AT' }), 200).json;
    assert.equal(moved.country, 'AT');
    assert.deepEqual(tax(await buyer.quote()), [['standard', '20', 4900, 980]]);
    const { quote } = await buyer.quote();
    const documents = await buyer.documents();
    expectStatus(await company(buyer, { tax_number: 'ATU13585627' }), 200);
    const changed = expectProblem(await buyer.order({ quote, documents }), 409, 'quote_changed');
    assert.deepEqual(tax(changed.quote), [['reverse_charge', '0', 4900, 0]], 'the new price goes out with the refusal');
    const reversed = expectStatus(await buyer.order({ quote: changed.quote.quote, documents }), 201).json;
    assert.deepEqual([reversed.tax.amount, reversed.total.amount], [0, 4900]);
    assert.deepEqual(tax({ tax: reversed.taxes }), [['reverse_charge', '0', 4900, 0]]);
    const [[country, number]] = await world.sql(world.site,
      `SELECT buyer_country, buyer_tax_number FROM orders WHERE buyer_country = 'AT'`);
    assert.deepEqual([country, number], ['AT', 'ATU13585627'], 'kept as of the order');
  });

  step('half of a cent is rounded away from zero, once a line', async (world) => {
    const three = expectStatus(await ask(world.client, { quantity: 3, country: 'FI' }), 200).json;
    assert.deepEqual(tax(three), [['standard', '25.5', 14700, 3749]]);
  });
});
