// R26, R27, R29, R34 to R40, X2, X5: an offer in stages, from its sending to
// its order, by the link and on the website: the plan that was shown, each
// permission, the credit that it needs, and what stands once it is confirmed.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { setup, story } from '../lib/story.mjs';
import { idHex } from '../lib/id.mjs';
import { expectProblem, expectStatus } from '../lib/shop.mjs';
import { plain } from '../lib/smtp.mjs';
import { euro, stagedChoice, stagedParams, stagedShop, stagedTerms } from '../lib/staged.mjs';

// 10,000.01 net and 19 % of it: the remainder of each on the last stage.
const STAGES = [[333300, 63327], [333300, 63327], [333401, 63346]];
const TOTAL = 1190001;
const TABLES = ['orders', 'order_lines', 'order_consents', 'payment_plans', 'milestones', 'handovers', 'credit_reservations', 'bills'];
/** What no two orders share. */
const own = new Set(['id', 'at', 'order_id', 'line_id', 'quote_hash', 'offer_id', 'offer_redemption', 'handover_id', 'bill_id', 'bill_no',
  'billed_order_id', 'number', 'row_version']);

story('milestone orders', { ...setup(), params: stagedParams, worker: false }, (step) => {
  let shop, desk, buyer, sent, offer, byLink, byWebsite;

  const check = (of, name) => of.checks.find((one) => one.check === name);
  const key = () => ({ headers: { 'Idempotency-Key': randomUUID() } });
  const settle = (order, method = 'monthly_settlement') => buyer.client.post('/api/checkout/settlements', { order: order.id, method }, key());
  const methods = async (order) => Object.fromEntries(expectStatus(await buyer.client.get(`/api/checkout/payment-methods?order=${order.id}`), 200)
    .json.items.map((m) => [m.method, m]));
  const pool = async () => (await buyer.client.get('/api/billing/credit')).json.pools.find((p) => p.pool === 'milestone');
  const orders = async (world) => Number((await world.sql(world.site, 'SELECT COUNT(*) FROM orders'))[0][0]);
  const faults = async (more) => {
    const { id } = await desk.begin();
    const draft = await desk.save(id, { ...stagedTerms(more), target: more.target ?? { kind: 'email', value: buyer.email } });
    const answer = await desk.send(id, draft.row_version);
    return answer.status === 200 ? [] : expectProblem(answer, 422, 'invalid').errors.map((e) => `${e.pointer} ${e.code}`);
  };
  const refused = async (refusal) => {
    const now = await buyer.exclusive(sent.id);
    assert.equal(now.payment_plan.credit.refusal, refusal);
    assert.deepEqual([check(now, 'credit').ok, check(now, 'credit').detail], [false, now.payment_plan.credit.words]);
    const problem = expectProblem(await buyer.redeem(buyer.stagedBody(now)), 409, 'method_unavailable');
    assert.deepEqual([problem.refusal, problem.detail], [refusal, now.payment_plan.credit.words]);
    const quoted = await buyer.quote(stagedChoice);
    assert.equal(quoted.payment_plan.credit.refusal, refusal);
    assert.equal(expectProblem(await buyer.buyStaged(quoted), 409, 'method_unavailable').refusal, refusal);
  };

  step('stages are sent to postpaid companies with an account, for one-time prices, none for nothing', async (world) => {
    shop = await stagedShop(world);
    ({ desk, buyer } = shop);
    await desk.find('email', 'new@nowhere.example');
    assert.deepEqual(await faults({}), ['/milestones postpaid']);
    await shop.credit('--postpaid', 'yes');
    assert.deepEqual(await faults({ target: { kind: 'email', value: 'new@nowhere.example' } }), ['/milestones account']);
    assert.deepEqual(await faults({ price: { kind: 'amount', amount: 9999 },
      milestones: [{ name: 'A', share_bp: 1, criteria: [] }, { name: 'B', share_bp: 9999, criteria: [] }] }), ['/milestones/0/share_bp range']);
    assert.deepEqual(await faults({ billing: null }), ['/billing required']);
  });

  step('sent, its mail says how it is paid, and its seller what each stage earns', async (world) => {
    sent = await shop.sent({ deemed_days: 5 });
    await world.work();
    const mail = plain((await world.mail.next(buyer.email, (text) => plain(text).includes('/o/#'))).data);
    for (const words of [/Concept/, /33\.33/, /Handover/, /33\.34/, /5 business days/]) assert.match(mail, words);
    const { milestones, commission, gross } = sent.forecast;
    assert.deepEqual(milestones.map((m) => [m.net.amount, m.commission.amount]), [[333300, 33330], [333300, 33330], [333401, 33340]]);
    assert.deepEqual([gross.amount, commission.amount], [1000001, 100000]);
  });

  step('R38: who may not have the credit reads why before the confirm page, and is refused by the order', async (world) => {
    await refused('no_pool');
    await shop.credit('--milestone', '11900.00');
    await refused('short');
    await shop.credit('--milestone', '40000.00', '--postpaid', 'no');
    await refused('not_postpaid');
    assert.equal(check(await buyer.exclusive(sent.id), 'payment_method').ok, false);
    assert.equal(await orders(world), 0);
    await shop.credit('--postpaid', 'yes');
  });

  step('R27, R34, X5: the plan says each stage, each permission, and what the order does to the credit', async () => {
    offer = await buyer.exclusive(sent.id);
    const plan = offer.payment_plan;
    assert.ok(offer.checks.every(({ ok }) => ok), JSON.stringify(offer.checks));
    assert.deepEqual(plan.milestones.map((m) => [m.net.amount, m.tax.amount]), STAGES);
    assert.deepEqual(plan.milestones.map((m) => [m.stage, m.name, m.share_bp, m.billed_by, m.due_days]),
      [[1, 'Concept', 3333, 0, 30], [2, 'Build', 3333, 1, 30], [3, 'Handover', 3334, 2, 30]]);
    assert.deepEqual(plan.milestones[0].criteria, ['A written concept', 'Approved by both']);
    assert.equal(plan.milestones.reduce((sum, m) => sum + m.amount.amount, 0), TOTAL);
    assert.deepEqual([plan.billing, plan.deemed_days, plan.total, offer.confirm.total], ['advance', 5, euro(TOTAL), euro(TOTAL)]);
    assert.deepEqual(offer.milestones.map((m) => m.amount), plan.milestones.map((m) => m.amount));
    assert.deepEqual(plan.permissions.map((p) => p.code), ['reserve', 'bill_stages', 'deemed']);
    assert.match(plan.permissions[1].text, /30 days/);
    assert.match(plan.permissions[2].text, /5 business days/);
    assert.equal(new Set(plan.permissions.map((p) => p.hash)).size, 3);
    const { credit } = plan;
    assert.deepEqual([credit.pool, credit.limit, credit.reserved, credit.billed, credit.overdue, credit.free, credit.free_after, credit.refusal, credit.words],
      ['milestone', euro(4000000), euro(0), euro(0), euro(0), euro(4000000), euro(4000000 - TOTAL), null, null]);
  });

  step('R35: another digest than was shown, or none, starts over; each permission is ticked', async (world) => {
    const quote = await buyer.quote(stagedChoice);
    assert.deepEqual(quote.payment_plan, offer.payment_plan, 'both ways in show the same plan');
    for (const plan_digest of [undefined, 'a'.repeat(64), offer.confirm.digest]) {
      expectProblem(await buyer.redeem(buyer.stagedBody(offer, { plan_digest })), 409, 'plan_changed');
      expectProblem(await buyer.buyStaged(quote, { plan_digest }), 409, 'plan_changed');
    }
    const { documents } = buyer.stagedBody(offer);
    for (let i = 0; i < documents.length; i++) {
      expectProblem(await buyer.redeem(buyer.stagedBody(offer, { documents: documents.toSpliced(i, 1) })), 422, 'terms');
      expectProblem(await buyer.buyStaged(quote, { documents: documents.toSpliced(i, 1) }), 422, 'terms');
    }
    const plain_order = await buyer.quote({ ...stagedChoice, quantity: 2 });
    expectProblem(await buyer.order({ quote: plain_order.quote, documents: await buyer.documents('halo-frames'), plan_digest: offer.payment_plan.digest }),
      409, 'plan_changed');
    assert.equal(await orders(world), 0);
    assert.equal((await buyer.exclusive(sent.id)).standing, 'active');
  });

  step('the words of a permission hold in each of the site\'s languages', async () => {
    const patched = await buyer.client.api('PATCH', '/api/storefront/account', { locale: 'zh-CN' });
    expectStatus(patched, 200);
    const { permissions, digest } = (await buyer.exclusive(sent.id)).payment_plan;
    assert.equal(digest, offer.payment_plan.digest);
    assert.notDeepEqual(permissions.map((p) => p.hash), offer.payment_plan.permissions.map((p) => p.hash));
    expectStatus(await buyer.client.api('PATCH', '/api/storefront/account', { locale: 'en' }), 200);
    // What was ticked in one language is taken in the other.
    offer = await buyer.exclusive(sent.id);
    const body = buyer.stagedBody(offer, { documents: [...buyer.body(offer).documents, ...permissions.map((p) => p.hash)] });
    const order = expectStatus(await buyer.redeem(body), 201, 'in Chinese').json;
    assert.deepEqual(order.documents.filter((d) => d.kind === 'permission').map((d) => d.title), permissions.map((p) => p.title));
    expectStatus(await buyer.cancel(order), 200);
    assert.equal((await pool()).reserved.amount, 0);
    offer = await buyer.exclusive(sent.id);
    assert.equal(offer.standing, 'active');
  });

  step('by link: an order that waits for its credit, and for nothing else', async () => {
    byLink = expectStatus(await buyer.redeem(buyer.stagedBody(offer, { po_number: 'PO-9' })), 201, 'by link').json;
    assert.deepEqual([byLink.state, byLink.total, byLink.bill, byLink.bills], ['PENDING_PAYMENT', euro(TOTAL), null, []]);
    assert.deepEqual(byLink.payment_plan, { version: 1, billing: 'advance', deemed_days: 5, stages: 3, accepted: 0,
      total: euro(TOTAL), billed: euro(0), paid: euro(0) });
    const sorted = (o) => ({ ...o, documents: o.documents.toSorted((a, b) => (a.hash < b.hash ? -1 : 1)) });
    assert.deepEqual(sorted(await buyer.get(byLink)), sorted(byLink), 'as it is read back');
    assert.equal(byLink.documents.filter((d) => d.kind === 'permission').length, 3);
    assert.equal((await pool()).reserved.amount, 0, 'nothing is reserved before Confirm');
  });

  step('R20, R37: monthly settlement from the milestone pool is chosen, card and transfer are not to be had', async (world) => {
    const { card, monthly_settlement: monthly, bank_transfer: transfer } = await methods(byLink);
    assert.deepEqual([card, monthly, transfer].map((m) => [m.eligible, m.code, m.preselected]),
      [[false, 'paid_in_stages', false], [true, null, true], [false, 'paid_in_stages', false]]);
    assert.deepEqual([monthly.credit.pool, monthly.credit.free, monthly.credit.free_after], ['milestone', euro(4000000), euro(4000000 - TOTAL)]);
    expectProblem(await buyer.pay(byLink), 409, 'paid_in_stages');
    expectProblem(await settle(byLink, 'bank_transfer'), 409, 'paid_in_stages');
    await shop.credit('--milestone', '10.00');
    assert.equal((await methods(byLink)).monthly_settlement.code, 'short');
    assert.equal(expectProblem(await settle(byLink), 409, 'method_unavailable').refusal, 'short');
    await shop.credit('--milestone', '40000.00');
    assert.equal((await buyer.get(byLink)).state, 'PENDING_PAYMENT');
    await world.ctl(world.site, 'verify');
  });

  step('R36, R39, R40: confirmed, it counts as paid: all is reserved, and bill 1 is there', async (world) => {
    byLink = expectStatus(await settle(byLink), 201).json;
    const [net, tax] = STAGES[0];
    assert.equal(byLink.state, 'IN_DELIVERY');
    assert.ok(byLink.paid_at);
    assert.deepEqual(byLink.bills.map((b) => [b.state, b.stage, b.stage_name, b.total, b.paid, b.open]),
      [['ISSUED', 1, 'Concept', euro(net + tax), euro(0), euro(net + tax)]]);
    assert.deepEqual([byLink.payment_plan.billed, byLink.payment_plan.accepted], [euro(net + tax), 0]);
    const now = await pool();
    assert.deepEqual([now.reserved, now.billed, now.free], [euro(TOTAL - net - tax), euro(net + tax), euro(4000000 - TOTAL)]);
    await world.work();
    const mail = plain((await world.mail.next(buyer.email, (text) => plain(text).includes('milestone credit'))).data);
    assert.match(mail, /Concept/);
    assert.match(mail, new RegExp(byLink.bills[0].number));
    await world.ctl(world.site, 'verify');
  });

  step('it is not cancelled, cooled off or refunded: it ends by a final account', async () => {
    expectProblem(await buyer.cancel(byLink), 409, 'state');
    const ask = (body) => buyer.client.post(`/api/checkout/orders/${byLink.id}/refunds`, body, key());
    const can = expectStatus(await buyer.client.get(`/api/checkout/orders/${byLink.id}/refunds`), 200).json;
    assert.deepEqual([can.available, can.cooling_off.is], [euro(0), 'by_offer']);
    expectProblem(await ask({ kind: 'cooling_off' }), 409, 'state');
    assert.match(expectProblem(await ask({ kind: 'request', reason: 'Too slow.' }), 409, 'state').detail, /final account/);
  });

  step('R29: by website the rows are the same, field by field', async (world) => {
    const twin = await shop.sent({ deemed_days: 5 });
    const quote = await buyer.quote(stagedChoice);
    assert.deepEqual([quote.offer.id, quote.payment_plan.digest], [twin.id, offer.payment_plan.digest]);
    byWebsite = expectStatus(await buyer.buyStaged(quote, { po_number: 'PO-9' }), 201, 'by website').json;
    byWebsite = expectStatus(await settle(byWebsite), 201).json;
    const rows = async ({ id }) => {
      const one = {};
      for (const table of TABLES) {
        const names = (await world.sql(world.site, `SELECT column_name FROM information_schema.columns WHERE table_schema = DATABASE()
          AND table_name = '${table}' ORDER BY ordinal_position`)).flat();
        const found = await world.sql(world.site, `SELECT ${names.map((name) => `HEX(${name})`).join(', ')} FROM ${table} WHERE order_id = X'${idHex(id)}'`);
        one[table] = found.map((row) => Object.fromEntries(row.map((value, i) => [names[i], value])
          .filter(([name]) => !own.has(name) && !name.endsWith('_at')))).map((row) => JSON.stringify(row)).sort();
      }
      return one;
    };
    const [link, website] = [await rows(byLink), await rows(byWebsite)];
    assert.deepEqual(website, link);
    assert.deepEqual(TABLES.map((table) => link[table].length), [1, 1, 6, 1, 3, 3, 1, 1]);
    const shape = (value) => JSON.parse(JSON.stringify(value, (name, v) => (own.has(name) || name.endsWith('_at') ? undefined : v)));
    assert.deepEqual(shape(byWebsite), shape(byLink));
    expectStatus(await buyer.client.get('/api/checkout/orders'), 200).json.items.slice(0, 2)
      .forEach((one) => assert.deepEqual(one.payment_plan, byLink.payment_plan));
  });

  step('in arrears nothing is billed yet; revised meanwhile, the plan starts over', async (world) => {
    const late = await shop.sent({ billing: 'arrears', price: { kind: 'amount', amount: 10000 } });
    const shown = await buyer.exclusive(late.id);
    assert.deepEqual(shown.payment_plan.milestones.map((m) => m.billed_by), [1, 2, 3]);
    assert.deepEqual([shown.payment_plan.deemed_days, shown.payment_plan.permissions.map((p) => p.code)], [null, ['reserve', 'bill_stages']]);
    const draft = await desk.save(late.id, { ...late.terms, milestones: late.terms.milestones.map((m, i) => ({ ...m, share_bp: [5000, 2500, 2500][i] })) });
    expectStatus(await desk.send(late.id, draft.row_version), 200, 'revise');
    expectProblem(await buyer.redeem(buyer.stagedBody(shown)), 409, 'offer_version');
    const now = await buyer.exclusive(late.id);
    expectProblem(await buyer.redeem(buyer.stagedBody(now, { plan_digest: shown.payment_plan.digest })), 409, 'plan_changed');
    const order = expectStatus(await settle(expectStatus(await buyer.redeem(buyer.stagedBody(now)), 201).json), 201).json;
    assert.deepEqual([order.state, order.bills, order.payment_plan.billing], ['IN_DELIVERY', [], 'arrears']);
    await world.ctl(world.site, 'verify');
  });
});
