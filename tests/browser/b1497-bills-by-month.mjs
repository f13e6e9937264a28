// R43, X6: what was ordered, billed and paid by month, drawn and as a table; a month's files; a calendar; the three forms of a bill.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { lookFaults } from '../lib/audit.mjs';
import { browse, says } from '../lib/browser.mjs';
import { Keyboard, Mouse } from '../lib/hands.mjs';
import { mustRun } from '../lib/proc.mjs';
import { Buyer, expectStatus } from '../lib/shop.mjs';
import { setup } from '../lib/story.mjs';

const params = () => ({ BANK_DETAILS: 'Hanseatic Bank, IBAN DE02 1203 0000 0000 2020 51' });
// How many months ago each was ordered; the last one waits for its transfer.
const AGO = [13, 7, 5, 5, 3, 2, 1, 0];

browse('bills by month', { ...setup(), params }, (step) => {
  const mouse = new Mouse(), keyboard = new Keyboard();
  let buyer, profile, page, order, bill;
  const main = () => page.locator('main');
  const chip = (name) => page.getByRole('navigation', { name: 'What is shown' }).getByRole('link', { name });
  const look = async (name) => assert.deepEqual(await lookFaults(page, `months-${name}`), []);
  const code = (money) => `${money.currency}\u00a0${(money.amount / 100).toLocaleString('en-US', { minimumFractionDigits: 2 })}`;

  step('the chart and its table say what was ordered, billed and paid', async (browser, world) => {
    buyer = await Buyer.ready(world);
    for (const [i, ago] of AGO.entries()) {
      order = await buyer.placeOrder({ quantity: 1 + (i * 7) % 5 });
      if (ago > 0) {
        await buyer.payWith('success', order);
        bill = (await buyer.orderIn(order, 'ACTIVE')).bill;
        await buyer.billFiles(bill);
        await world.sql(world.site, `UPDATE bill_receipts r JOIN bills b ON b.bill_id = r.bill_id SET r.received_at = r.received_at - INTERVAL ${ago} MONTH WHERE b.bill_no = '${bill.number}';
          UPDATE orders o JOIN bills b ON b.order_id = o.order_id SET o.created_at = o.created_at - INTERVAL ${ago} MONTH,
          b.issued_at = b.issued_at - INTERVAL ${ago} MONTH WHERE b.bill_no = '${bill.number}'`);
      } else {
        expectStatus(await buyer.client.post('/api/checkout/settlements', { order: order.id, method: 'bank_transfer' }, { headers: { 'Idempotency-Key': order.id } }), 201);
        bill = await buyer.billFiles((await buyer.get(order)).bill);
      }
    }
    profile = await (await browser.profile({ reducedMotion: 'reduce' })).as(buyer);
    page = await profile.open('/my/bills/');
    await mouse.press(chip('By month'));
    await page.getByRole('img', { name: /Ordered, billed and paid by month/ }).waitFor();
    const { months, now } = expectStatus(await buyer.client.get('/api/billing/spend'), 200).json;
    const bars = await page.locator('svg[role="img"] rect title').allTextContents();
    const rows = page.getByRole('table').locator('tbody tr');
    assert.equal(await rows.count(), 12);
    for (const [i, m] of months.toReversed().entries()) {
      const cells = await rows.nth(i).locator('td').allInnerTexts();
      assert.deepEqual(cells.slice(0, 3), [m.committed, m.billed, m.paid].map(code), m.month);
      assert.match(cells[3], m.bills ? new RegExp(`^${m.bills} bills? `) : /^–$/);
    }
    assert.equal(bars.length, months.flatMap((m) => [m.committed, m.billed, m.paid]).filter((money) => money.amount !== 0).length);
    assert.ok(bars.some((text) => text.includes(`Billed: ${code(months.at(-1).billed)}`)), bars.join());
    await says(page.locator('.sums'), new RegExp(`Billed.*${code(now.billed)}.*Paid.*${code(now.paid)}`, 's'));
    await look('spend');
  });

  step('a month leaves as one ZIP; three years are a button away', async () => {
    await keyboard.press(page.getByRole('button', { name: 'Show three years' }));
    const rows = page.getByRole('table').locator('tbody tr');
    await rows.nth(35).waitFor();
    await says(rows.nth(13), /1 bill \(ZIP\)/);
    const [file] = await Promise.all([page.waitForEvent('download'), mouse.press(rows.nth(5).getByRole('link', { name: /^2 bills \(ZIP\)/ }))]);
    assert.match(file.suggestedFilename(), /^bills-\d{4}-\d\d\.zip$/);
    const { stdout } = await mustRun('unzip', ['-Z1', await file.path()]);
    assert.deepEqual(stdout.trim().split('\n').map((name) => name.split('.').at(-1)), ['pdf', 'csv', 'xml', 'pdf', 'csv', 'xml']);
  });

  step('a calendar: its address is shown once, made anew, deleted', async () => {
    await mouse.press(chip('Calendar'));
    await says(main(), /Whoever knows the address can read this calendar/);
    await look('calendar-none');
    await mouse.press(page.getByRole('button', { name: 'Make the address' }));
    await says(page.locator('[data-news] .notice'), /Your calendar has an address/);
    const first = await page.locator('[data-secret]').innerText();
    await look('calendar');
    const feed = await buyer.client.fresh().get(new URL(first).pathname);
    assert.match(expectStatus(feed, 200).text.replaceAll('\r\n ', ''), new RegExp(`SUMMARY:Invoice ${bill.number}`));
    await page.reload();
    await says(main(), /You have had an address since .*shown once/s);
    assert.ok(!(await page.content()).includes(new URL(first).pathname), 'it is shown once');
    await keyboard.press(page.getByRole('button', { name: 'Make a new address' }));
    await says(page.locator('[data-news] .notice'), /the one before is void/);
    expectStatus(await buyer.client.fresh().get(new URL(first).pathname), 404);
    const second = await page.locator('[data-secret]').innerText();
    await mouse.press(page.getByRole('button', { name: 'Delete the address' }));
    await says(page.locator('[data-news] .notice'), /The address is deleted/);
    expectStatus(await buyer.client.fresh().get(new URL(second).pathname), 404);
  });

  step('bill and order lead to the bill in all its forms', async () => {
    for (const [path, look] of [[`/my/bills/${bill.id}`, 'bill'], [`/my/orders/${order.id}`, 'order']]) {
      await profile.open(path, page);
      for (const [name, kind, begin] of [['Download PDF', 'pdf', '%PDF-'], ['Download CSV', 'csv', ''], ['Download e-invoice (UBL)', 'xml', '<?xml']]) {
        const [file] = await Promise.all([page.waitForEvent('download'), mouse.press(page.getByRole('link', { name }))]);
        assert.equal(file.suggestedFilename(), `${bill.number}.${kind}`, look);
        assert.ok(fs.readFileSync(await file.path(), 'utf8').startsWith(begin), `${look} ${kind}`);
      }
    }
  });
});
