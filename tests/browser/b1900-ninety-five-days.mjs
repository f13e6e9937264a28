// Issue 6, done 1 (R26, R28, R34 to R43, X4, X8, X13): an order in three stages over 95 days of the test clock, from the
// link to the seller's money; what it costs is the same on every page, paper, file and in the books.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { arrives, browse, says } from '../lib/browser.mjs';
import { hledgerMissing, hledgerSays, journalOf } from '../lib/books.mjs';
import { Mouse } from '../lib/hands.mjs';
import { expectStatus } from '../lib/shop.mjs';
import { plain } from '../lib/smtp.mjs';
import { euro, stagedParams, stagedShop } from '../lib/staged.mjs';
import { setup } from '../lib/story.mjs';
import { tokenOf } from './dealing.mjs';
import { tickAll, useCard } from './order.mjs';

// 10,000.01 net, 19 % of it; by stage the shares of both, the remainders on the last one.
const STAGES = [{ name: 'Concept', net: 333300, tax: 63327 }, { name: 'Build', net: 333300, tax: 63327 }, { name: 'Handover', net: 333401, tax: 63346 }]
  .map((stage) => ({ ...stage, total: stage.net + stage.tax }));
const TOTAL = 1190001, NET = 1000001;
const COMMISSION = [33330, 33330, 33340];
const DAY_MS = 86_400_000;

const digits = (minor) => (minor / 100).toLocaleString('en-US', { minimumFractionDigits: 2 });
const bare = (minor) => (minor / 100).toFixed(2);
const words = (...parts) => new RegExp(parts.map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('[^]*'));

browse('95 days', { ...setup(), worker: false, clock: true, stepS: 240,
  params: () => ({ ...stagedParams(), BANK_DETAILS: 'Souk Test GmbH, DE02 1203 0000 0000 2020 51' }) }, (step) => {
  const mouse = new Mouse();
  const pages = {};
  let shop, order, evidence;

  const main = (page) => page.locator('main');
  const press = (page, name) => mouse.press(main(page).getByRole('button', { name }).first());

  /** That day: the worker has done what is due; everybody signs in anew, for sessions ended meanwhile. */
  const on = async (browser, world, day) => {
    world.at(day);
    await world.work();
    for (const name of ['buyer', 'seller', 'operator']) {
      await pages[name]?.profile.close();
      await shop[name].signIn();
      const profile = await (await browser.profile({ reducedMotion: 'reduce' })).as(shop[name]);
      await profile.context.clock.setFixedTime(world.now);
      pages[name] = { profile, page: await profile.context.newPage() };
    }
  };
  const open = async (name, where) => {
    const { profile, page } = pages[name];
    return profile.open(where, page);
  };
  const bills = async () => expectStatus(await shop.buyer.client.get(`/api/billing/bills?order=${order}&limit=100`), 200).json.items
    .toSorted((a, b) => (a.number < b.number ? -1 : 1));
  const bill = async (stage) => (await bills())[stage - 1];
  const milestones = async (who = 'buyer') => expectStatus(await shop[who].client.get(`/api/billing/milestones?order=${order}`), 200).json;

  /** Entries of the ledger as the journal has them: { what, day, of: { account: amount } }, by occasion. */
  const entries = async (world, what) => {
    const found = [];
    for (const line of (await journalOf(world)).split('\n')) {
      const head = /^(\d{4}-\d\d-\d\d) \(ent_\w+\) (\w+)/.exec(line), posting = /^ {4}([a-z_]+:[a-z_]+)(?::(\w+))? +EUR (-?[\d.]+)$/.exec(line);
      if (head) found.push({ day: head[1], what: head[2], of: {} });
      else if (posting) found.at(-1).of[posting[1] + (posting[2] ? ':own' : '')] = posting[3];
    }
    return found.filter((entry) => entry.what === what);
  };

  /** Bill k as everybody reads it: interface, page, PDF, CSV, UBL, ledger; paid and open in minor units. */
  const same = async (world, k, state, paid = 0) => {
    const due = STAGES[k - 1], rest = due.total - paid;
    const now = await shop.buyer.billFiles(await bill(k));
    assert.deepEqual([now.state, now.net, now.tax, now.total, now.paid, now.open],
      [state, euro(due.net), euro(due.tax), euro(due.total), euro(paid), euro(rest)], `bill ${k}`);
    const page = await open('buyer', `/my/bills/${now.id}`);
    await says(main(page), words(now.number));
    await says(main(page), words(digits(due.net), digits(due.tax), digits(due.total)));
    await says(main(page), words('Still open', digits(rest)));
    const fetched = async (kind) => expectStatus(await shop.buyer.client.get(`/api/billing/bills/${now.id}/${kind}`), 200, kind).body;
    const file = path.join(world.dir, `${now.number}.pdf`);
    fs.writeFileSync(file, await fetched('pdf'));
    const paper = execFileSync('pdftotext', ['-layout', file, '-'], { encoding: 'utf8' });
    for (const figure of [now.number, due.name, digits(due.net), digits(due.tax), digits(due.total)]) assert.ok(paper.includes(figure), `${figure} in\n${paper}`);
    const [head, row] = (await fetched('csv')).toString().trim().split('\r\n').map((line) => line.split(','));
    const cell = (name) => row[head.indexOf(name)].replaceAll('"', '');
    assert.deepEqual(['number', 'bill_net', 'bill_tax', 'bill_total', 'currency'].map(cell), [now.number, bare(due.net), bare(due.tax), bare(due.total), 'EUR']);
    const ubl = (await fetched('ubl')).toString();
    const amount = (name) => new RegExp(`<cbc:${name} currencyID="EUR">([\\d.]+)</cbc:${name}>`).exec(ubl)?.[1];
    assert.equal(/<cbc:ID>([^<]+)</.exec(ubl)[1], now.number);
    assert.deepEqual(['LineExtensionAmount', 'TaxExclusiveAmount', 'TaxInclusiveAmount', 'TaxAmount'].map(amount),
      [bare(due.net), bare(due.net), bare(due.total), bare(due.tax)]);
    const billed = (await entries(world, 'stage_billed'))[k - 1];
    assert.deepEqual(billed.of, { 'assets:receivable:own': bare(due.total), 'liabilities:seller_payable:own': `-${bare(due.net - COMMISSION[k - 1])}`,
      'revenues:revenue_commission': `-${bare(COMMISSION[k - 1])}`, 'liabilities:tax_payable': `-${bare(due.tax)}` });
  };

  /** The milestone credit on its page and in the books. */
  const credit = async (world, reserved, billed) => {
    const pool = (await shop.buyer.client.get('/api/billing/credit')).json.pools.find((one) => one.pool === 'milestone');
    assert.deepEqual([pool.reserved, pool.billed, pool.free], [euro(reserved), euro(billed), euro(4_000_000 - reserved - billed)]);
    await world.ctl(world.site, 'verify');
  };

  /** To the page of stage k, from the one thing that the order's page says is to be done next. */
  const stagePage = async (who, k, link) => {
    const page = await open(who, `/${who === 'buyer' ? 'my/orders' : 'seller/handovers'}/${order}`);
    await says(page.locator('[data-next]'), words(`Milestone ${k}: ${STAGES[k - 1].name}`));
    await mouse.press(main(page).getByRole('link', { name: link }));
    await arrives(page, /\/handovers\/hdo_/);
    return page;
  };

  const handOver = async (k, note, link = 'Hand it over') => {
    const page = await stagePage('seller', k, link);
    await mouse.type(page.locator('#note'), note);
    await press(page, /^Hand it over/);
    await says(page.locator('[data-news]'), /It is handed over/);
  };

  const accept = async (k) => {
    const page = await stagePage('buyer', k, 'Look at it');
    if (k < STAGES.length) await says(page.locator('aside'), words(`the bill of Milestone ${k + 1}`, digits(STAGES[k].total)));
    await press(page, 'Accept it');
    await mouse.press(page.locator('dialog[open]').getByRole('button', { name: 'Accept it' }));
    await says(page.locator('[data-news]'), /It is accepted/);
  };

  /** The amounts of the tracker on the order's page. */
  const tracker = async (who, states, { billed, paid }) => {
    const now = await milestones(who);
    assert.deepEqual(now.items.map((m) => m.state), states);
    assert.deepEqual([now.net, now.total, now.billed, now.paid, now.open], [euro(NET), euro(TOTAL), euro(billed), euro(paid), euro(billed - paid)]);
    assert.deepEqual(now.items.map((m) => [m.net, m.tax, m.amount]), STAGES.map((m) => [euro(m.net), euro(m.tax), euro(m.total)]));
    const page = await open(who, `/${who === 'buyer' ? 'my/orders' : 'seller/handovers'}/${order}`);
    await says(page.locator('[data-sums]'), words(digits(TOTAL), 'Billed', digits(billed), 'Paid', digits(paid), 'Open', digits(billed - paid)));
    await says(page.locator('section[aria-labelledby=h-stages]'), words(...STAGES.flatMap((m) => [m.name, digits(m.total)])));
  };

  step('day 0: by the link, 33.33/33.33/33.34 % of 10,000.01 EUR; confirmed on the second screen, bill 1 is there', async (browser, world) => {
    shop = await stagedShop(world);
    await shop.credit('--postpaid', 'yes', '--milestone', '40000.00');
    const offer = await shop.sent({ deemed_days: 10 });
    await on(browser, world, 0);
    const page = await open('buyer', `/o/#${tokenOf(offer)}`);
    await says(page.locator('section[aria-labelledby=h-plan]'), words(digits(STAGES[0].total), '33.33%', digits(STAGES[1].total), digits(STAGES[2].total), '33.34%', digits(TOTAL)));
    await tickAll(page, mouse);
    await mouse.type(page.locator('#po_number'), 'PO-95');
    await press(page, /^Go on with/);
    await press(page, /^Order with 3 milestones/);
    await arrives(page, /\/pay\/ord_/);
    await press(page, /^Confirm: reserve/);
    await arrives(page, /\/result\/ord_/);
    order = /ord_[0-9a-z]+/.exec(page.url())[0];
    await tracker('buyer', ['OPEN', 'PLANNED', 'PLANNED'], { billed: STAGES[0].total, paid: 0 });
    await same(world, 1, 'ISSUED');
    await credit(world, TOTAL - STAGES[0].total, STAGES[0].total);
  });

  step('day 1: bill 1 is paid by card', async (browser, world) => {
    await on(browser, world, 1);
    const page = await open('buyer', `/my/bills/${(await bill(1)).id}`);
    await press(page, `Pay EUR ${digits(STAGES[0].total)}`);
    await arrives(page, /\/pay\/ses_/);
    await useCard(page, mouse, 'success');
    await arrives(page, /\/my\/bills\/bil_\w+\?payment=/);
    await says(page.locator('[data-news]'), /Paid/);
    await same(world, 1, 'PAID', STAGES[0].total);
    await credit(world, TOTAL - STAGES[0].total, 0);
  });

  step('day 4: the seller hands stage 1 over with evidence', async (browser, world) => {
    await on(browser, world, 4);
    evidence = Buffer.from('%PDF-1.7\nThe concept, and who approved it.\n');
    const page = await stagePage('seller', 1, 'Hand it over');
    await page.setInputFiles('#evidence', [{ name: 'concept.pdf', mimeType: 'application/pdf', buffer: evidence }]);
    await says(main(page), words(createHash('sha256').update(evidence).digest('hex')));
    await mouse.type(page.locator('#note'), 'The concept is written.');
    await press(page, /^Hand it over/);
    await says(page.locator('[data-news]'), /It is handed over/);
    await tracker('buyer', ['DELIVERED', 'PLANNED', 'PLANNED'], { billed: STAGES[0].total, paid: STAGES[0].total });
  });

  step('day 6: the buyer finds one criterion not met', async (browser, world) => {
    await on(browser, world, 6);
    const page = await stagePage('buyer', 1, 'Look at it');
    await says(main(page), words(createHash('sha256').update(evidence).digest('hex')));
    await press(page, 'Something is missing');
    await mouse.pick(page.locator('#met-1-yes'));
    await mouse.pick(page.locator('#met-2-no'));
    await mouse.type(page.locator('#comment-2'), 'We have not seen it.');
    await mouse.type(page.locator('#whole'), 'Not approved by us.');
    await press(page, 'Send it back');
    await says(page.locator('[data-news]'), /It is sent back/);
    await tracker('seller', ['REWORK', 'PLANNED', 'PLANNED'], { billed: STAGES[0].total, paid: STAGES[0].total });
  });

  step('day 9: handed over again, day 12: accepted, and bill 2 is there', async (browser, world) => {
    await on(browser, world, 9);
    await handOver(1, 'Approved by both on day 8.', 'See what is missing');
    await on(browser, world, 12);
    await accept(1);
    await tracker('buyer', ['ACCEPTED', 'OPEN', 'PLANNED'], { billed: STAGES[0].total + STAGES[1].total, paid: STAGES[0].total });
    await same(world, 2, 'ISSUED');
    await credit(world, STAGES[2].total, STAGES[1].total);
  });

  step('bill 2 is reminded of a week and a day before, and is overdue the day after day 42 ends', async (browser, world) => {
    const { number, due_at: due } = await bill(2);
    const dueDay = (Date.parse(due) - world.now.getTime()) / DAY_MS + 12;
    const told = async (day, subject) => {
      const before = world.mail.messages.length;
      await on(browser, world, day);
      await world.work(); // which sends what the round before has written
      const mail = await world.mail.next(shop.buyer.email, (text) => text.includes(number), before);
      assert.match(plain(mail.data), words(digits(STAGES[1].total)), subject);
      await world.work();
      assert.equal(world.mail.messages.slice(before).filter((m) => m.to.includes(shop.buyer.email) && plain(m.data).includes(number)).length, 1, 'once');
    };
    assert.ok(dueDay > 42 && dueDay <= 43, `due on day ${dueDay}`);
    await told(dueDay - 6.5, 'a week before');
    await told(dueDay - 0.5, 'a day before');
    assert.equal((await bill(2)).state, 'ISSUED');
    await told(dueDay + 1.2, 'a day late');
    await same(world, 2, 'OVERDUE');
    await told(dueDay + 7.2, 'a week late');
  });

  step('day 51 and 52: paid by transfer in two parts, which the operator records', async (browser, world) => {
    const { id } = await bill(2);
    const parts = [150000, STAGES[1].total - 150000];
    await on(browser, world, 51);
    for (const [i, part] of parts.entries()) {
      const page = await open('operator', `/operator/bills/${id}`);
      await page.locator('#amount').waitFor();
      await mouse.type(page.locator('#amount'), bare(part));
      await mouse.type(page.locator('#reference'), `KTO 95-${i + 1}`);
      await press(page, /^Record /);
      await says(page.locator('[data-news]'), words(digits(part), 'recorded'));
      await same(world, 2, i === 0 ? 'OVERDUE' : 'PAID', i === 0 ? part : STAGES[1].total);
      await on(browser, world, 52);
    }
    await credit(world, STAGES[2].total, 0);
  });

  step('stage 2 is accepted on day 55: bill 3; stage 3 on day 60', async (browser, world) => {
    await on(browser, world, 54);
    await handOver(2, 'It runs.');
    await on(browser, world, 55);
    await accept(2);
    await same(world, 3, 'ISSUED');
    await on(browser, world, 58);
    await handOver(3, 'All of it is yours.');
    await on(browser, world, 60);
    await accept(3);
    await tracker('buyer', ['ACCEPTED', 'ACCEPTED', 'ACCEPTED'], { billed: TOTAL, paid: TOTAL - STAGES[2].total });
    await credit(world, 0, STAGES[2].total);
  });

  step('day 62: bill 3 is paid by card, the order is complete', async (browser, world) => {
    await on(browser, world, 62);
    const page = await open('buyer', `/my/bills/${(await bill(3)).id}`);
    await press(page, `Pay EUR ${digits(STAGES[2].total)}`);
    await arrives(page, /\/pay\/ses_/);
    await useCard(page, mouse, 'success');
    await arrives(page, /\/my\/bills\/bil_\w+\?payment=/);
    await says(page.locator('[data-news]'), /Paid/);
    await same(world, 3, 'PAID', STAGES[2].total);
    await tracker('buyer', ['ACCEPTED', 'ACCEPTED', 'ACCEPTED'], { billed: TOTAL, paid: TOTAL });
    assert.equal((await shop.buyer.get(order)).state, 'COMPLETED');
    await credit(world, 0, 0);
  });

  step('by day 95 the seller has statements of all three, and the payouts are recorded', async (browser, world) => {
    for (let day = 63; day <= 95; day += 4) {
      world.at(day);
      await world.work();
    }
    await on(browser, world, 95);
    const get = async (what) => expectStatus(await shop.seller.client.get(`/api/billing/${what}`), 200, what).json.items;
    const lines = (await get('settlement-lines')).toSorted((a, b) => a.stage - b.stage);
    assert.deepEqual(lines.map((l) => [l.net.amount, l.commission.amount, l.payable.amount]), STAGES.map(({ net }, i) => [net, COMMISSION[i], net - COMMISSION[i]]));
    const statements = await get('settlements');
    const payout = NET - COMMISSION.reduce((a, b) => a + b);
    assert.equal(statements.reduce((sum, s) => sum + s.payout.amount, 0), payout);
    for (const one of statements) {
      const page = await open('seller', `/seller/settlements/${one.id}`);
      await says(main(page), words(one.number, digits(one.payout.amount)));
      const csv = expectStatus(await shop.seller.client.get(`/api/billing/settlements/${one.id}/csv`), 200).body.toString();
      const file = path.join(world.dir, `${one.number}.pdf`);
      fs.writeFileSync(file, expectStatus(await shop.seller.client.get(`/api/billing/settlements/${one.id}/pdf`), 200).body);
      const paper = execFileSync('pdftotext', ['-layout', file, '-'], { encoding: 'utf8' });
      assert.ok(paper.includes(one.number) && paper.includes(digits(one.payout.amount)), paper);
      const own = lines.filter((l) => l.settlement?.id === one.id);
      assert.equal(own.reduce((sum, l) => sum + l.payable.amount, 0), one.payout.amount);
      for (const line of own) assert.ok(csv.includes(bare(line.payable.amount)), csv);
      expectStatus(await shop.operator.client.post(`/api/billing/settlements/${one.id}/payouts`, { row_version: one.row_version, reference: `OUT ${one.number}` }), 200);
    }
    await world.work();
    const out = await entries(world, 'settled');
    assert.equal(out.reduce((sum, entry) => sum + Math.round(Number(entry.of['liabilities:seller_payable:own']) * 100), 0), payout);
    await tracker('seller', ['ACCEPTED', 'ACCEPTED', 'ACCEPTED'], { billed: TOTAL, paid: TOTAL });
  });

  step('the books: receivable nil, tax and commission to the cent, hledger balances them', async (browser, world) => {
    assert.equal(await hledgerMissing(), '');
    const journal = await journalOf(world);
    assert.equal(await hledgerSays(world, journal), '');
    const [[receivable, commission, tax]] = await world.sql(world.site, `SELECT SUM(IF(account = 'receivable', amount_minor, 0)),
      SUM(IF(account = 'revenue_commission', amount_minor, 0)), SUM(IF(account = 'tax_payable', amount_minor, 0)) FROM ledger_postings`);
    assert.deepEqual([receivable, commission, tax], ['0', String(-COMMISSION.reduce((a, b) => a + b)), String(NET - TOTAL)]);
    await world.ctl(world.site, 'verify');
  });
});
