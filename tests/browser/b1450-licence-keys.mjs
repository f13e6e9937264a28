// R5: a seller's licence keys in the Seller Centre: added by hand and from
// files, in parts, with every line that cannot be sent named; sold, removed;
// by mouse and by keyboard alone.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { arrives, browse, says } from '../lib/browser.mjs';
import { axeFaults, htmlFaults, lookFaults, overflowFaults } from '../lib/audit.mjs';
import { Keyboard, Mouse } from '../lib/hands.mjs';
import { listing, Operator, Seller } from '../lib/seller.mjs';
import { until } from '../lib/proc.mjs';
import { Buyer, expectStatus } from '../lib/shop.mjs';
import { setup } from '../lib/story.mjs';
import { buy, fourScreens } from './order.mjs';

const keys = (from, n) => Array.from({ length: n }, (_, i) => `HALO-${String(from + i).padStart(5, '0')}-SEATED`);

browse('licence keys', setup(), (step) => {
  const keyboard = new Keyboard();
  const choice = { product: 'halo-desktop', plan: 'solo', capacities: {} };
  let seller, operator, buyer, profile, page, id;

  const main = () => page.locator('main');
  const button = (name) => main().getByRole('button', { name });
  const area = () => page.getByLabel('Keys', { exact: true });
  const row = (plan) => page.locator('tbody tr', { hasText: plan });
  const news = () => page.locator('[data-news] .notice');
  const check = () => page.locator('[data-check]');
  const open = async () => {
    await profile.open(`/seller/keys/${id}`, page);
    await area().waitFor();
  };
  const pool = async (plan) => expectStatus(await seller.api('GET', `listings/${id}/licence-keys`), 200).json.items.find((p) => p.plan === plan);
  const left = async (plan = 'solo') => (await pool(plan)).free;
  const focused = () => page.evaluate(() => document.activeElement.className || document.activeElement.id);

  step('what is not on sale yet, no licence, or not there has a way on', async (browser, world) => {
    operator = await Operator.ready(world);
    seller = await Seller.applied(world, 'halo');
    await operator.admit(seller);
    id = await seller.begin('halo-desktop', { delivery: 'license', name: 'Halo Desktop' });
    const hosted = await seller.begin('halo-frames');
    profile = await (await browser.profile({ reducedMotion: 'reduce' })).as(seller);
    page = await profile.open(`/seller/keys/${id}`);
    await says(page.locator('.empty'), /No plan is on sale yet/);
    await page.getByRole('link', { name: 'To the listing' }).click();
    await arrives(page, new RegExp(`/seller/listings/${id}$`));
    await profile.allowing(/status of 4\d\d/, async () => {
      await profile.open(`/seller/keys/${hosted}`, page);
      await says(page.locator('h1:visible'), /^Halo Frames has no licence keys$/);
      await says(page.locator('.empty'), /delivered as SaaS/);
      await page.getByRole('link', { name: 'To the listing' }).click();
      await arrives(page, new RegExp(`/seller/listings/${hosted}$`));
      await profile.open('/seller/keys/prd_01h455vb4pex5vsknk084sn02q', page);
      await says(page.locator('h1:visible'), /^This listing is not here$/);
    });
    await profile.open('/seller/keys/', page);
    await arrives(page, /\/seller\/listings\/$/);
    const plans = structuredClone(listing().plans);
    plans.push({ ...structuredClone(plans[0]), code: 'team', texts: [{ locale: 'en', name: 'Team', summary: 'For many walls' }] });
    await seller.revise(operator, id, listing({ plans, texts: [{ ...listing().texts[0], name: 'Halo Desktop' }] }));
  });

  step('the list of listings and the editor lead there', async () => {
    await profile.open('/seller/listings/', page);
    await page.getByRole('link', { name: 'Licence keys Halo Desktop' }).click();
    await arrives(page, new RegExp(`/seller/keys/${id}$`));
    await area().waitFor();
    assert.match(await page.title(), /^Licence keys of Halo Desktop – /);
    await says(row('Solo'), /No keys yet/);
    await profile.open(`/seller/listings/${id}`, page);
    await page.locator('#about').getByRole('link', { name: 'Licence keys' }).click();
    await arrives(page, new RegExp(`/seller/keys/${id}$`));
  });

  step('lines that cannot be sent are named before and after pressing, and nothing typed is lost', async () => {
    await open();
    await button('Add keys').last().click();
    await says(page.locator('.error-summary'), /Enter the keys, or choose a file/);
    assert.equal(await focused(), 'error-summary');
    const typed = [...keys(1, 12), '', '  HALO-00001-SEATED ', 'é'.repeat(251), 'A\tB', ''].join('\n');
    await area().fill(typed);
    await says(check(), /12 keys[^]*1 line repeats another[^]*\(14\)[^]*2 lines cannot be sent[^]*Line 15 is longer than 500 bytes[^]*Line 16 has a tab/);
    await button('Line 15 is longer than 500 bytes').click();
    assert.equal(await area().evaluate((field) => field.value.slice(field.selectionStart, field.selectionEnd)), 'é'.repeat(251));
    await button('Add keys').last().click();
    await says(page.locator('.error-summary'), /Mend or remove the lines 15 and 16/);
    assert.equal(await area().inputValue(), typed);
    assert.equal(await left(), 0, 'nothing was sent');
    await area().fill(typed.split('\n').slice(0, 14).join('\n'));
    assert.equal(await page.locator('.field--bad').count(), 0, 'mended, the fault goes early');
    await button('Add 12 keys').click();
    await says(news(), /12 keys added to Solo[^]*1 was known and passed over\. Solo has 12 keys left\./);
    assert.match(await focused(), /notice/);
    assert.equal(await area().inputValue(), '');
    await says(row('Solo'), /12[^]*In stock/);
    assert.equal(await left(), 12);
  });

  step('what is known already is told', async () => {
    await area().fill(keys(1, 13).join('\n'));
    await button('Add 13 keys').click();
    await says(news(), /1 key added to Solo[^]*12 were known/);
    await area().fill(keys(1, 3).join('\r\n'));
    await button('Add 3 keys').click();
    await says(news(), /None of these keys is new[^]*3 were known[^]*13 keys left/);
  });

  step('a file is read in the browser: CSV by its first column, TXT by its lines', async (browser) => {
    const file = (name, body) => {
      const at = path.join(browser.dir, name);
      fs.writeFileSync(at, body);
      return at;
    };
    const pick = (at) => page.locator('#pick-file').setInputFiles(at);
    await area().fill('TYPED-BEFORE');
    for (const [at, words] of [[file('keys.pdf', '%PDF'), /keys\.pdf: only TXT and CSV/], [file('big.txt', 'x'.repeat(1_000_001)), /big\.txt: the file is larger than 1 MB/],
      [file('latin.txt', Buffer.from([0x63, 0xe9, 0x28])), /latin\.txt: this is not text in UTF-8/], [file('none.csv', 'Key,Plan\n'), /none\.csv: there is no key/],
      [file('many.csv', '"BEGIN\nEND",solo\n'), /many\.csv: a key in it runs over several lines/]]) {
      await pick(at);
      await says(main().locator('.error-text'), words);
    }
    assert.equal(await area().inputValue(), 'TYPED-BEFORE', 'what was typed stays');
    await pick(file('sold.csv', 'Licence key;Plan\r\n"CSV;1";solo\r\nCSV,2;team\r\n'));
    await says(main(), /Read from sold\.csv\.\s+The heading “Licence key” was left out/);
    assert.equal(await area().inputValue(), 'TYPED-BEFORE\nCSV;1\nCSV,2');
    const moved = await page.evaluateHandle((text) => {
      const data = new DataTransfer();
      data.items.add(new File([text], 'dropped.txt', { type: 'text/plain' }));
      return data;
    }, '\ufeffTXT-1\r\nTXT-2\r\n');
    await page.locator('.drop').dispatchEvent('drop', { dataTransfer: moved });
    await says(main(), /Read from dropped\.txt/);
    await page.getByLabel('Plan', { exact: true }).selectOption({ label: 'Team' });
    await button('Add 5 keys').click();
    await says(news(), /5 keys added to Team[^]*Team has 5 keys left/);
    await says(row('Team'), /Few left/);
  });

  step('files of other programs are read as they were meant, and parts keep below a megabyte', async (browser, world) => {
    const read = [
      ['a.txt', 'A\r\n\n B ', 'A\r\n\n B', ''], ['a.csv', 'A-1\nB-2', 'A-1\nB-2', ''], ['a.csv', '\ufeff许可证密钥\t价格\nK1\t5', 'K1', ''],
      ['a.csv', '"a""b",c\n\n,x\nz,', 'a"b\n\n\nz', ''], ['a.csv', 'Key;Plan\n"A;1";solo', 'A;1', ''], ['a.csv', 'K,1\nserial', 'K\nserial', ''],
      ['a.txt', [0xff, 0xfe, 65, 0, 10, 0, 66, 0], 'A\nB', ''], ['a.txt', [0xfe, 0xff, 0, 65], 'A', ''], ['a.txt', [65, 0], '', 'text'],
      ['a.csv', '"k\nk",x', '', 'lines'], ['a.txt', '', '', 'empty'], ['a.txt', ' \n', '', 'empty'], ['a.xlsx', 'PK', '', 'kind'],
    ];
    const found = await page.evaluate(async ([address, rows]) => {
      const { partsOf, readFile, readKeys } = await import(address);
      const files = await Promise.all(rows.map(async ([name, body]) => {
        const { text, fault } = await readFile(new File([Array.isArray(body) ? new Uint8Array(body) : body], name));
        return [name, body, text, fault];
      }));
      const sizes = (keys) => partsOf(keys.map((key, i) => ({ key, line: i + 1 }))).map((part) => part.length);
      return { files, typed: readKeys('A\r\n \u200bB\ufeff\n\nA\rx\u0085y'), sizes: [sizes([]), sizes(Array(4001).fill('k')), sizes(Array(2000).fill('"'.repeat(500)))] };
    }, [`${world.base}/assets/js/screens/key-lines.js`, read]);
    assert.deepEqual(found.files, read);
    assert.deepEqual(found.typed, { keys: [{ key: 'A', line: 1 }, { key: 'B', line: 2 }], twice: [4], faults: [{ line: 5, why: 'unseen' }] });
    assert.deepEqual(found.sizes, [[], [2000, 2000, 1], [897, 897, 206]]);
  });

  step('thousands go in parts, and what stopped half-way is sent again', async (browser) => {
    const sizes = [];
    await page.route('**/licence-keys', async (route) => {
      if (route.request().method() !== 'POST') return route.continue();
      sizes.push(route.request().postDataJSON().keys.length);
      return sizes.length === 2 ? route.abort('connectionreset') : route.continue();
    });
    await open();
    await page.getByLabel('Plan', { exact: true }).selectOption({ label: 'Solo' });
    const many = path.join(browser.dir, 'many.txt');
    fs.writeFileSync(many, keys(1001, 4500).join('\n'));
    await page.locator('#pick-file').setInputFiles(many);
    await profile.allowing(/ERR_CONNECTION_RESET/, async () => {
      await button('Add 4,500 keys').click();
      await says(page.locator('.error-summary'), /could not be reached/);
    });
    await says(news(), /2,000 of 4,500 keys were sent before it stopped[^]*Your list is still here/);
    assert.equal((await area().inputValue()).split('\n').length, 4500);
    assert.equal(await left(), 2013);
    await button('Add 4,500 keys').click();
    await says(news(), /2,500 keys added to Solo[^]*2,000 were known and passed over\. Solo has 4,513 keys left/);
    assert.deepEqual(sizes, [2000, 2000, 2000, 2000, 500]);
    await page.unroute('**/licence-keys');
  });

  step('what the server refuses is told by its line', async () => {
    await page.route('**/licence-keys', (route) => route.fulfill({ status: 422, contentType: 'application/problem+json',
      body: JSON.stringify({ type: 'about:blank', title: 'Invalid', status: 422, code: 'invalid', request_id: 'r1',
        errors: [{ pointer: '/keys/1', code: 'length', detail: 'A key is one line.' }] }) }));
    await profile.allowing(/status of 422/, async () => {
      await area().fill('ONE\n\nTHREE\n');
      await button('Add 2 keys').click();
      await says(page.locator('.error-summary'), /These lines were refused: 3/);
    });
    await says(page.locator('.field--bad .error-text'), /lines were refused: 3/);
    assert.equal(await area().inputValue(), 'ONE\n\nTHREE\n');
    await page.unroute('**/licence-keys');
    await area().fill('');
  });

  step('a sale takes the oldest key, and the page counts it', async (browser, world) => {
    buyer = await Buyer.ready(world);
    const order = await buyer.placeOrder(choice);
    await buyer.payWith('success', order);
    await buyer.orderIn(order, 'ACTIVE');
    await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
    await says(row('Solo'), /4,512\s*1\s*In stock/);
    const [service] = (await buyer.get(order)).services;
    assert.equal(expectStatus(await buyer.client.post(`/api/checkout/services/${service.id}/revelations`, {}), 200).json.secret, keys(1, 1)[0]);
  });

  step('removing names the number of now, and can be left', async () => {
    await seller.api('POST', `listings/${id}/licence-keys`, { plan: 'solo', keys: ['ONE-MORE'] });
    await button('Remove unsold Solo').click();
    await says(page.locator('dialog[open]'), /Remove the 4,513 unsold keys of Solo\?[^]*The key that was sold stays with its buyer/);
    await page.keyboard.press('Escape');
    assert.equal(await left(), 4513);
    await button('Remove unsold Solo').click();
    await page.locator('dialog[open]').getByRole('button', { name: 'Remove 4,513 keys' }).click();
    await says(news(), /4,513 unsold keys of Solo removed/);
    assert.match(await focused(), /notice/);
    await says(row('Solo'), /0\s*1\s*None left[^]*Orders wait/);
    assert.equal(await row('Solo').getByRole('button', { name: /^Remove/ }).count(), 0);
    assert.deepEqual([await left(), (await pool('solo')).sold], [0, 1]);
  });

  step('an order that waits is delivered by the next keys, added by keyboard alone', async () => {
    const order = await buyer.placeOrder({ ...choice, quantity: 2 });
    await buyer.payWith('success', order);
    await buyer.orderIn(order, 'PROVISIONING');
    await open();
    assert.equal(await page.getByLabel('Plan', { exact: true }).inputValue(), 'solo', 'the plan that needs keys most');
    await keyboard.type(area(), 'BY-KEYBOARD-1\nBY-KEYBOARD-2\nBY-KEYBOARD-3\n');
    await says(check(), /3 keys/);
    await keyboard.press(button('Add 3 keys'));
    await says(news(), /3 keys added to Solo/);
    await buyer.orderIn(order, 'ACTIVE');
    await open();
    await says(row('Solo'), /1\s*3\s*Few left/);
    await keyboard.press(button('Remove unsold Solo'));
    await page.locator('dialog[open]').waitFor();
    await keyboard.press(page.locator('dialog[open]').getByRole('button', { name: 'Remove 1 key' }));
    await says(news(), /1 unsold key of Solo removed/);
    assert.equal(await left(), 0);
  });

  step('what waits for its keys is given back in the days of cooling off, and the money goes back', async (browser, world) => {
    const order = await buyer.placeOrder(choice);
    await buyer.payWith('success', order);
    await buyer.orderIn(order, 'PROVISIONING');
    const own = await (await browser.profile({ reducedMotion: 'reduce' })).as(buyer);
    const tab = await own.open(`/my/orders/${order.id}`);
    const refunds = tab.locator('section[aria-labelledby=h-refunds]'), sheet = tab.locator('dialog[open]');
    await says(refunds, /Not delivered yet: until .+ you can give it back without asking anybody/);
    await keyboard.press(refunds.getByRole('button', { name: 'Give the order back' }));
    await says(sheet, /not delivered then, and USD\s12\.00 comes back to you/);
    assert.deepEqual(await lookFaults(tab, 'cooling-off'), []);
    await keyboard.type(sheet.locator('#reason'), 'Another one was chosen.');
    await keyboard.press(sheet.getByRole('button', { name: 'Give it back' }));
    await says(refunds, /USD\s12\.00[^]*Another one was chosen\.[^]*Given back/);
    assert.equal(await tab.evaluate(() => document.activeElement.id), 'h-refunds');
    await until(async () => (await buyer.client.get(`/api/checkout/orders/${order.id}/refunds`)).json.items[0].state === 'REFUNDED', 'the money went back');
    await tab.reload();
    await says(refunds, /Sent back/);
    await says(tab.locator('.page-head'), /Refunded/);
    assert.equal(await refunds.getByRole('button').count(), 0);
    await says(tab.locator('section[aria-labelledby=h-services]'), /Nothing was delivered/);
    const told = await tab.locator('.timeline li').evaluateAll((rows) => rows.map((row) => row.innerText.split('\n')[0]));
    assert.equal(new Set(told).size, told.length, told.join(', '));
    assert.deepEqual(await lookFaults(tab, 'given-back'), []);
    await world.ctl(world.site, 'verify');
    await own.close();
  });

  step('a service: four screens to what its seller hands over; it is accepted', async (browser, world) => {
    const plans = [{ ...listing().plans[0], capacities: [], prices: [{ mode: 'one_time', currency: 'USD', amount: 90000 }] }];
    await seller.revise(operator, await seller.begin('halo-hanging', { delivery: 'service', name: 'Halo Hanging' }),
      listing({ texts: [{ ...listing().texts[0], name: 'Halo Hanging' }], plans, refund_days: 0 }));
    await until(async () => (await world.client.get('/p/halo-hanging')).status === 200, 'it is on sale');
    const own = await (await browser.profile({ reducedMotion: 'reduce' })).as(buyer), mouse = new Mouse();
    const tab = await own.open('/p/halo-hanging'), sheet = tab.locator('dialog[open]');
    await buy(tab, mouse);
    await says(tab.locator('h1:visible'), /Paid, thank you/);
    const bought = /ord_\w+/.exec(tab.url())[0];
    const { handover } = await until(async () => {
      const order = await buyer.get(bought);
      return order.handover && order;
    }, 'the seller was told');
    await says(tab.locator('.outcome'), /does the work and hands it over here/);
    await profile.open(`/seller/handovers/${handover.id}`, page);
    await page.locator('#evidence').setInputFiles({ name: 'report.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7\nDone.\n') });
    await says(page.locator('#give li'), /report\.pdf/);
    await page.locator('#give [data-sending]').waitFor({ state: 'detached' });
    await page.fill('#note', 'Twelve frames hang in the hall.');
    await button('Hand it over').click();
    await says(news(), /handed over/);
    await tab.reload();
    await says(tab.locator('h1:visible'), /Handed over/);
    fourScreens(own);
    assert.deepEqual(await lookFaults(tab, 'handed-over'), []);
    await mouse.press(tab.locator('.outcome .btn--primary'));
    await arrives(tab, /\/my\/handovers\/hdo_/);
    await says(tab.locator('main'), /Twelve frames hang in the hall\.[^]*report\.pdf/);
    await mouse.press(tab.getByRole('button', { name: 'Accept it' }));
    await mouse.press(sheet.getByRole('button', { name: 'Accept it' }));
    await says(tab.locator('[data-news]'), /It is accepted/);
    await own.open(`/result/${bought}`, tab);
    await says(tab.locator('h1:visible'), /Delivered/);
    await own.close();
    await open();
  });

  step('its faults can be read at both widths, and no key stays on the device', async () => {
    await area().fill(`${keys(1, 2).join('\n')}\n${'x'.repeat(501)}\n`.repeat(6));
    await says(check(), /6 lines cannot be sent[^]*And 1 more line/);
    await button('Add keys').last().click();
    await says(page.locator('.error-summary'), /Mend or remove/);
    const faults = await htmlFaults(await page.content(), 'licence keys');
    for (const width of [1280, 320]) {
      await page.setViewportSize({ width, height: 800 });
      faults.push(...await overflowFaults(page, `${width} px`), ...await axeFaults(page, `${width} px`), ...await keyboard.tour(page));
    }
    assert.deepEqual(faults, []);
    const kept = await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }]));
    assert.doesNotMatch(kept, /SEATED/);
    let asked = '';
    page.once('dialog', async (dialog) => {
      asked = dialog.type();
      await dialog.accept();
    });
    await page.reload();
    assert.equal(asked, 'beforeunload', 'leaving with unsent keys asks');
  });
});
